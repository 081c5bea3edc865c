"""What a person means by a cell: a text, a moment, a sum, yes or no, a choice, as real files write them.

Source: docs/decisions/009-import.md. What a valid value is stands in domain/values.py; here a cell only becomes one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from domain.calendar import SHANGHAI
from domain.message import Refusal, Text
from resolvers.files.spreadsheet.sheet import Cell

Choices = Mapping[str, Text]
"""Code -> what it is called."""

EXACT_DIGITS = 15
"""Excel keeps no more digits of a number: of an ID number that was typed as one, the last three are lost."""
ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
FIRST_DAY, FIRST_DAY_1904 = datetime(1899, 12, 30, tzinfo=SHANGHAI), datetime(1904, 1, 1, tzinfo=SHANGHAI)
WRITTEN_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?|([0-9]{4})([0-9]{2})([0-9]{2})")
WRITTEN_TIME = re.compile(r"(上午|下午|AM |PM )?\s*([0-9]{1,2})\s*[:时点]\s*([0-9]{1,2})?\s*分?(?::?[0-9]{2}(?:\.[0-9]+)?)?秒?")
AFTERNOON = frozenset({"下午", "PM "})
NOON = 12
YES = frozenset({"是", "有", "√", "✓", "✔", "Y", "YES", "TRUE", "1"})
NO = frozenset({"否", "无", "没有", "×", "X", "N", "NO", "FALSE", "0"})
MONEY = re.compile(r"[¥￥,\s]|元$|RMB|CNY")
FEN = 100
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


def moment(cell: Cell, *, from_1904: bool) -> datetime:
    """When: a day cell, a serial number of Excel, or a text. A day without an hour is its beginning in Shanghai. Raises NOT_A_DATE."""
    said = plain(cell)
    try:
        if cell.kind == "day":
            return datetime.fromisoformat(said).replace(tzinfo=SHANGHAI).astimezone(UTC)
        if SERIAL.fullmatch(said):
            first = FIRST_DAY_1904 if from_1904 else FIRST_DAY
            minutes = round(Decimal(said) * 24 * 60)
            return (first + timedelta(minutes=minutes)).astimezone(UTC)
        return _written(said).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal("NOT_A_DATE") from None


def _written(said: str) -> datetime:
    day = WRITTEN_DAY.match(said)
    if day is None:
        raise ValueError
    year, month, of_month = (int(part) for part in day.groups() if part is not None)
    return datetime.combine(date(year, month, of_month), _hour(said[day.end() :].strip(" T,")), SHANGHAI)


def _hour(said: str) -> time:
    if not said:
        return time.min
    match = WRITTEN_TIME.fullmatch(said.upper())
    if match is None:
        raise ValueError
    hour = int(match[2])
    return time(hour + NOON if match[1] in AFTERNOON and hour < NOON else hour, int(match[3] or 0))


def whole(cell: Cell) -> int:
    """A whole number, such as a year. Raises NOT_A_NUMBER."""
    said = plain(cell).removesuffix("年")
    if not re.fullmatch(r"[0-9]{1,15}", said):
        raise Refusal("NOT_A_NUMBER")
    return int(said)


def fen(cell: Cell) -> int:
    """A sum that is written in yuan, in fen. Raises NOT_A_NUMBER."""
    said = MONEY.sub("", plain(cell))
    try:
        if not re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]*)?", said) or (found := Decimal(said) * FEN) != found.to_integral_value():
            raise Refusal("NOT_A_NUMBER")
    except InvalidOperation:
        raise Refusal("NOT_A_NUMBER") from None
    return int(found)


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
    if code := _known(choices).get(_key(words(cell))):
        return code
    raise _not_in(choices)


def several(cell: Cell, choices: Choices) -> tuple[str, ...]:
    """The codes of several choices, each once, whatever stands between their names. Raises NOT_IN_LIST."""
    known = _known(choices)

    def codes() -> Iterator[str]:
        for said in filter(None, (part.strip() for part in BETWEEN.split(words(cell)))):
            whole_name = known.get(_key(said))
            parts = [whole_name] if whole_name else [known.get(_key(part)) for part in BETWEEN_ALSO.split(plain(Cell("text", said)))]
            for part in parts:
                if part is None:
                    raise _not_in(choices)
                yield part

    return tuple(dict.fromkeys(codes()))


def _known(choices: Choices) -> dict[str, str]:
    return {_key(said): code for code, name in choices.items() for said in (name.en, name.zh, code)}


def _key(said: str) -> str:
    """A name as it is compared: without quotes, brackets, gaps, and the difference of widths and cases."""
    folded = unicodedata.normalize("NFKC", said).casefold()
    return "".join(each for each in folded if each.isalnum())


def _not_in(choices: Choices) -> Refusal:
    return Refusal(
        "NOT_IN_LIST", allowed=Text("、".join(each.zh for each in choices.values()), "; ".join(each.en for each in choices.values()))
    )
