"""Which texts a spreadsheet program would take for a formula, however hidden, and how they are written so that it does not.

Source: OWASP (CSV injection); docs/decisions/009-import.md. A program drops invisible characters before it looks at the first.
"""

import unicodedata

BEGINNINGS = frozenset("=+-@\u2212")
"""First characters of a formula, in their plain forms; the last is the minus sign."""
SKIPPING = frozenset("\t\r\n")
"""Characters at the beginning of a text after which a program may begin a new cell."""
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing and have none of the categories of `SILENT`."""
SILENT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
"""Unicode categories of characters that show nothing by themselves."""


def might_be_formula(text: str) -> bool:
    """Whether the first visible character of a text begins a formula, in any width or size, or the text begins with a tab or a break."""
    if text[:1] in SKIPPING:
        return True
    first = next((each for each in text if each not in INVISIBLE and unicodedata.category(each) not in SILENT), "")
    return unicodedata.normalize("NFKC", first)[:1] in BEGINNINGS


def neutral(text: str) -> str:
    """Return a text as it is written into a csv: with an apostrophe before one that might be a formula."""
    return f"'{text}" if might_be_formula(text) else text
