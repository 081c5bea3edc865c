"""Which texts a program for tables would take for a formula, however they hide it, and how they are written so that it does not.

Source: OWASP (CSV injection); docs/decisions/009-import.md. Such a program drops what is invisible before it looks at the first character.
"""

import unicodedata

BEGINNINGS = frozenset("=+-@\u2212")
"""What a formula begins with, in its plain form; the last is the minus sign."""
SKIPPING = frozenset("\t\r\n")
"""With these at its beginning a text gets a cell of its own that begins behind them."""
INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing; whatever else does so has one of the categories below."""
SILENT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})


def might_be_formula(text: str) -> bool:
    """Whether what is seen first of a text begins a formula, in any width or size, or whether it begins with a break."""
    if text[:1] in SKIPPING:
        return True
    first = next((each for each in text if each not in INVISIBLE and unicodedata.category(each) not in SILENT), "")
    return unicodedata.normalize("NFKC", first)[:1] in BEGINNINGS


def neutral(text: str) -> str:
    """The text as a csv may hold it: behind an apostrophe where it might be a formula."""
    return f"'{text}" if might_be_formula(text) else text
