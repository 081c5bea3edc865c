"""Folds texts for comparison, so that different spellings of the same are equal.

Source: docs/decisions/009-import.md (names, addresses, campaigns of a spreadsheet).
"""

import unicodedata


def folded(text: str | None) -> str:
    """Return the text in lower case and normal width, without white space; empty for None."""
    return "".join(unicodedata.normalize("NFKC", text or "").casefold().split())
