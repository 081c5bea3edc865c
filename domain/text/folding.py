"""A text as it is compared with another, where people write the same differently.

Source: docs/decisions/009-import.md (names, addresses, campaigns of a spreadsheet).
"""

import unicodedata


def folded(text: str | None) -> str:
    """The text without gaps and without the difference of widths and cases; empty for none."""
    return "".join(unicodedata.normalize("NFKC", text or "").casefold().split())
