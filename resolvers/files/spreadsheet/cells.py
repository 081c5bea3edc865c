"""Reads a cell as a text, a number, a moment, a sum, yes or no, or choices, in the forms that real files have.

Source: docs/decisions/009-import.md. Whether a value is valid is checked later: domain/value/values.py.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.value.checksum import check_character
from resolvers.files.spreadsheet.days import moment_of
from resolvers.files.spreadsheet.sheet import SheetCell

Choices = Mapping[str, Text]
"""Code -> its name in both languages."""

EXACT_DIGITS = 15
"""Digits of a number that Excel keeps: of an ID number that was typed as one, the last three are lost."""
ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}", re.IGNORECASE)
"""A text that a program wrote for a number too long for it, such as 3.30110E+17."""
SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
"""The same in a column of numbers, where the exponent may have one digit and no sign."""
WHOLE = re.compile(r"([0-9]+)(?:\.0*)?")
ROUNDED_WHOLE = re.compile(r"[0-9]{15}0{3,6}")
"""An ID or certificate number of which Excel may have rounded all but the first 15 digits."""
QUOTES = "'`‘’＇′\""
YES = frozenset({"是", "有", "√", "✓", "✔", "Y", "YES", "TRUE", "1"})
NO = frozenset({"否", "无", "没有", "×", "X", "N", "NO", "FALSE", "0"})
MONEY = re.compile(r"[¥￥,\s]|元$|RMB|CNY")
SUM = re.compile(r"-?[0-9]{1,15}(?:\.([0-9]*))?")
FEN = 100
"""How many fen a yuan has."""
WRITTEN_DECIMALS, COMPUTED_DECIMALS = 2, 6
"""Most decimals of a sum that a person writes, and fewest of one that a program has computed."""
BETWEEN = re.compile(r"[、;；\n|]")
"""What stands between choices."""
BETWEEN_ALSO = re.compile(r"[,/\s]+")
"""What may stand between choices, and within the name of one."""

NAMES = 2_000
"""Names of code lists of which the letters are kept."""


def words(cell: SheetCell) -> str:
    """Return the text of a cell as it stands. Raises FILE_HOLDS_FORMULA, CELL_BROKEN, NUMBER_ROUNDED."""
    if cell.kind == "formula":
        raise Refusal("FILE_HOLDS_FORMULA")
    if cell.kind == "broken":
        raise Refusal("CELL_BROKEN")
    digits = cell.text.lstrip("-").split(".", maxsplit=1)[0]
    if (cell.kind == "number" and len(digits) > EXACT_DIGITS) or ROUNDED.fullmatch(cell.text):
        raise Refusal("NUMBER_ROUNDED")
    return cell.text


def plain(cell: SheetCell) -> str:
    """Return the text of a cell with full-width letters, digits and signs as the plain ones. Raises as `words`."""
    return unicodedata.normalize("NFKC", words(cell)).strip()


def _bare(cell: SheetCell) -> str:
    """Return the plain text of a cell without the quote that makes a program keep it as a text."""
    return plain(cell).strip(QUOTES).strip()


def digits(cell: SheetCell) -> str:
    """Return a number that identifies a person, a phone or a place, without the `.0` of a computed one. Raises NUMBER_ROUNDED."""
    said = _bare(cell)
    if SHORTENED.fullmatch(said):
        raise Refusal("NUMBER_ROUNDED")
    match = WHOLE.fullmatch(said)
    if match is None:
        return said
    if said != match[1] and len(match[1]) > EXACT_DIGITS:
        raise Refusal("NUMBER_ROUNDED")
    return match[1]


def identity(cell: SheetCell) -> str:
    """Return an ID or certificate number. Raises NUMBER_ROUNDED, also for one that ends in zeros and has a wrong check character."""
    said = digits(cell)
    if ROUNDED_WHOLE.fullmatch(said) and check_character(said[:17]) != said[17]:
        raise Refusal("NUMBER_ROUNDED")
    return said


def moment(cell: SheetCell, *, from_1904: bool) -> datetime:
    """Return a moment in UTC; `from_1904`: how the file counts its days. Raises NOT_A_DATE, DATE_ORDER."""
    return moment_of(_bare(cell), from_1904=from_1904, is_day=cell.kind == "day")


def whole(cell: SheetCell) -> int:
    """Return a whole number, such as a year. Raises NOT_A_NUMBER."""
    said = _bare(cell).removesuffix("年")
    match = WHOLE.fullmatch(said)
    if match is None or len(match[1]) > EXACT_DIGITS:
        raise Refusal("NOT_A_NUMBER")
    return int(match[1])


def fen(cell: SheetCell) -> int:
    """Return in fen a sum written in yuan; a computed one is rounded. Raises NOT_A_NUMBER, SUM_DECIMALS."""
    said = MONEY.sub("", _bare(cell))
    match = SUM.fullmatch(said)
    if match is None:
        raise Refusal("NOT_A_NUMBER")
    if cell.kind != "number" and WRITTEN_DECIMALS < len((match[1] or "").rstrip("0")) < COMPUTED_DECIMALS:
        raise Refusal("SUM_DECIMALS")
    return int((Decimal(said) * FEN).to_integral_value(ROUND_HALF_UP))


def yes(cell: SheetCell) -> bool:
    """Return whether a cell says yes, by word or tick. Raises NOT_IN_LIST."""
    said = plain(cell).upper()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Refusal("NOT_IN_LIST", allowed=Text("是、否", "yes, no"))


def choice(cell: SheetCell, choices: Choices) -> str:
    """Return the code of a choice that is given by its name in either language or by its code. Raises NOT_IN_LIST."""
    if code := _known(choices).get(letters_of(words(cell))):
        return code
    raise _not_in(choices)


def several(cell: SheetCell, choices: Choices) -> tuple[str, ...]:
    """Return the codes of several choices, each once, whatever sign stands between them. Raises NOT_IN_LIST."""
    known = _known(choices)

    def codes() -> Iterator[str]:
        for said in filter(None, (part.strip() for part in BETWEEN.split(words(cell)))):
            whole_name = known.get(letters_of(said))
            names = [] if whole_name else BETWEEN_ALSO.split(plain(SheetCell("text", said)))
            parts = [whole_name] if whole_name else [known.get(letters_of(each)) for each in names]
            for part in parts:
                if part is None:
                    raise _not_in(choices)
                yield part

    return tuple(dict.fromkeys(codes()))


def parts(cell: SheetCell) -> list[str]:
    """Return the texts of a cell between the signs that stand between choices, or between codes. Raises as `words`."""
    said = BETWEEN.split(plain(cell))
    codes = [part for each in said for part in BETWEEN_ALSO.split(each) if part]
    return codes if all(part.isdigit() for part in codes) else [part for each in said if (part := each.strip())]


def _known(choices: Choices) -> dict[str, str]:
    return {_letters_of_name(said): code for code, name in choices.items() for said in (name.en, name.zh, code)}


@lru_cache(maxsize=NAMES)
def _letters_of_name(name: str) -> str:
    """Return the letters of a name of a code list: each cell of a column is compared with the same ones."""
    return letters_of(name)


def letters_of(said: str) -> str:
    """Return the letters and digits of a name, for comparison: without the difference of widths and cases."""
    folded = unicodedata.normalize("NFKC", said).casefold()
    return "".join(each for each in folded if each.isalnum())


def _not_in(choices: Choices) -> Refusal:
    return Refusal(
        "NOT_IN_LIST", allowed=Text("、".join(each.zh for each in choices.values()), "; ".join(each.en for each in choices.values()))
    )
