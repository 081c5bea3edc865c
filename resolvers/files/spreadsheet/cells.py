"""What a person means by a cell: a text, a moment, a sum, yes or no, a choice, as real files write them.

Source: docs/decisions/009-import.md. What a valid value is stands in domain/value/values.py; here a cell only becomes one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.value.checksum import check_character
from resolvers.files.spreadsheet.days import moment_of
from resolvers.files.spreadsheet.sheet import Cell

Choices = Mapping[str, Text]
"""Code -> what it is called."""

EXACT_DIGITS = 15
"""Excel keeps no more digits of a number: of an ID number that was typed as one, the last three are lost."""
ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}", re.IGNORECASE)
"""How a program shows a number that is too long for it."""
SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
"""The same of what must be a number."""
WHOLE = re.compile(r"([0-9]+)(?:\.0*)?")
ROUNDED_WHOLE = re.compile(r"[0-9]{15}0{3,6}")
QUOTES = "'`‘’＇′\""
YES = frozenset({"是", "有", "√", "✓", "✔", "Y", "YES", "TRUE", "1"})
NO = frozenset({"否", "无", "没有", "×", "X", "N", "NO", "FALSE", "0"})
MONEY = re.compile(r"[¥￥,\s]|元$|RMB|CNY")
SUM = re.compile(r"-?[0-9]{1,15}(?:\.([0-9]*))?")
FEN = 100
DECIMALS, RECKONED = 2, 6
"""Decimals that a sum has, and those from which on nobody has written them: a program has."""
BETWEEN = re.compile(r"[、;；\n|]")
BETWEEN_ALSO = re.compile(r"[,/\s]+")


def words(cell: Cell) -> str:
    """A text as it stands. Raises FILE_HOLDS_FORMULA, CELL_BROKEN, NUMBER_ROUNDED."""
    if cell.kind == "formula":
        raise Refusal("FILE_HOLDS_FORMULA")
    if cell.kind == "broken":
        raise Refusal("CELL_BROKEN")
    digits = cell.text.lstrip("-").split(".", maxsplit=1)[0]
    if (cell.kind == "number" and len(digits) > EXACT_DIGITS) or ROUNDED.fullmatch(cell.text):
        raise Refusal("NUMBER_ROUNDED")
    return cell.text


def plain(cell: Cell) -> str:
    """A text with full-width letters, digits and signs as the plain ones."""
    return unicodedata.normalize("NFKC", words(cell)).strip()


def _bare(cell: Cell) -> str:
    """The same of a number or a day, without the quote that a program puts before it so that it stays a text."""
    return plain(cell).strip(QUOTES).strip()


def digits(cell: Cell) -> str:
    """A number that is a name (of a person, a phone, a place), without the quote that keeps it a text and the `.0` of reckoning.

    Raises NUMBER_ROUNDED.
    """
    said = _bare(cell)
    if SHORTENED.fullmatch(said):
        raise Refusal("NUMBER_ROUNDED")
    match = WHOLE.fullmatch(said)
    if match is None:
        return said
    if said != match[1] and len(match[1]) > EXACT_DIGITS:
        raise Refusal("NUMBER_ROUNDED")
    return match[1]


def identity(cell: Cell) -> str:
    """An ID or certificate number. Raises NUMBER_ROUNDED, also of one that ends in zeros and cannot be."""
    said = digits(cell)
    if ROUNDED_WHOLE.fullmatch(said) and check_character(said[:17]) != said[17]:
        raise Refusal("NUMBER_ROUNDED")
    return said


def moment(cell: Cell, *, from_1904: bool) -> datetime:
    """When. Raises NOT_A_DATE, DATE_ORDER."""
    return moment_of(_bare(cell), from_1904=from_1904, is_day=cell.kind == "day")


def whole(cell: Cell) -> int:
    """A whole number, such as a year. Raises NOT_A_NUMBER."""
    said = _bare(cell).removesuffix("年")
    match = WHOLE.fullmatch(said)
    if match is None or len(match[1]) > EXACT_DIGITS:
        raise Refusal("NOT_A_NUMBER")
    return int(match[1])


def fen(cell: Cell) -> int:
    """A sum that is written in yuan, in fen; what a program has reckoned is rounded. Raises NOT_A_NUMBER, SUM_DECIMALS."""
    said = MONEY.sub("", _bare(cell))
    match = SUM.fullmatch(said)
    if match is None:
        raise Refusal("NOT_A_NUMBER")
    if cell.kind != "number" and DECIMALS < len((match[1] or "").rstrip("0")) < RECKONED:
        raise Refusal("SUM_DECIMALS")
    return int((Decimal(said) * FEN).to_integral_value(ROUND_HALF_UP))


def yes(cell: Cell) -> bool:
    """Yes or no, by word or tick. Raises NOT_IN_LIST."""
    said = plain(cell).upper()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Refusal("NOT_IN_LIST", allowed=Text("是、否", "yes, no"))


def choice(cell: Cell, choices: Choices) -> str:
    """The code of a choice, by its name in either language or by itself. Raises NOT_IN_LIST."""
    if code := _known(choices).get(letters_of(words(cell))):
        return code
    raise _not_in(choices)


def several(cell: Cell, choices: Choices) -> tuple[str, ...]:
    """The codes of several choices, each once, whatever stands between their names. Raises NOT_IN_LIST."""
    known = _known(choices)

    def codes() -> Iterator[str]:
        for said in filter(None, (part.strip() for part in BETWEEN.split(words(cell)))):
            whole_name = known.get(letters_of(said))
            parts = [whole_name] if whole_name else [known.get(letters_of(part)) for part in BETWEEN_ALSO.split(plain(Cell("text", said)))]
            for part in parts:
                if part is None:
                    raise _not_in(choices)
                yield part

    return tuple(dict.fromkeys(codes()))


def _known(choices: Choices) -> dict[str, str]:
    return {letters_of(said): code for code, name in choices.items() for said in (name.en, name.zh, code)}


def letters_of(said: str) -> str:
    """Return the letters and digits of a name, for comparison: without the difference of widths and cases."""
    folded = unicodedata.normalize("NFKC", said).casefold()
    return "".join(each for each in folded if each.isalnum())


def _not_in(choices: Choices) -> Refusal:
    return Refusal(
        "NOT_IN_LIST", allowed=Text("、".join(each.zh for each in choices.values()), "; ".join(each.en for each in choices.values()))
    )
