"""An operator's list of divisions: what its rows say, and what stands against each of them.

Source: docs/domain-facts.md 2.4 (statistics codes) and 2.5 (lists as they are published); docs/decisions/046-a-province-begins.md.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from db.reference.divisions import level_of, parent_of
from domain.message.text import Text
from domain.terminal_error import TerminalError
from domain.viewer import CITIES_WITHOUT_COUNTIES, Language, RegionLevel

HEADERS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "代码", "区划代码", "行政区划代码", "统计用区划代码", "统计用区划代码和城乡分类代码"),
    "name": ("name", "名称", "区划名称", "单位名称"),
    "since": ("since", "生效日期", "设立日期", "变更日期"),
    "until": ("until", "撤销日期", "失效日期"),
    "successor": ("successor", "并入代码", "承继代码", "承继区划代码"),
}
"""Column -> what it may be called; the columns that a list has besides are passed over."""
ENCODINGS = ("utf-8-sig", "gb18030")
PROVINCE = r"(?:[1-8][1-9]|50)"
CITY = r"(?:0[1-9]|[1-6][0-9]|70)"
FORMS: Mapping[RegionLevel, re.Pattern[str]] = {
    RegionLevel.PROVINCE: re.compile(PROVINCE),
    RegionLevel.CITY: re.compile(rf"{PROVINCE}{CITY}"),
    RegionLevel.COUNTY: re.compile(rf"{PROVINCE}(?:{CITY}|90)(?:0[1-9]|[1-9][0-9])"),
    RegionLevel.TOWNSHIP: re.compile(r"[0-9]{6}(?!000)[0-5][0-9]{2}"),
    RegionLevel.VILLAGE: re.compile(r"[0-9]{9}(?!000)[0-5][0-9]{2}"),
}
"""Level -> the digits that name a division of it: GB/T 2260 down to the county, below it the statistics codes."""
WHOLE = int(RegionLevel.VILLAGE)
DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
LONGEST_NAME = 60

UNFIT_CODE = Text("代码不符合 GB/T 2260 或统计用区划代码", "no code of GB/T 2260 or of the statistics divisions")
UNFIT_NAME = Text("名称缺少、过长或含有控制字符", "no name, or one that is too long or cannot be printed")
NOT_A_DAY = Text("日期请写作 2026-11-28", "write days as 2026-11-28")
TWICE = Text("与第{other}行代码相同而内容不同", "the code of row {other}, which says something else")
NOTHING_ABOVE = Text("上级区划{other}不存在或已撤销", "the division above, {other}, is not there or has ended")
ENDED = Text("此代码的区划“{other}”已撤销，不得另用", "the division of this code, {other}, has ended; a code is not given again")
NOT_THERE = Text("没有此区划，无从撤销", "there is no such division to end")
NO_SUCCESSOR = Text("并入代码{other}不是同级的现行区划", "the successor {other} is no division in force of the same level")
ENDS_EARLY = Text("撤销日期须晚于生效日期", "it ends before it begins")
HOLDS_OTHERS = Text("其下尚有{other}个区划未撤销", "{other} divisions below it stay")
LATER = Text("更名日期不得晚于今天", "a new name cannot come later than today")


class ListError(TerminalError):
    """A list cannot be read at all; the text says why."""


class Fault(NamedTuple):
    """What stands against a row of the file, by its number there."""

    line: int
    code: str
    why: Text
    other: object = ""

    def said(self, language: Language) -> str:
        """Return the fault as a line."""
        return f"{self.line}  {self.code}  {self.why.in_language(language).format(other=self.other)}"


@dataclass(frozen=True)
class Listed:
    """A row: a division that there is, or with `until` one that ends on that day, of which `successor` takes the place."""

    line: int
    code: str
    name: str
    since: date | None
    until: date | None
    successor: str | None


class Standing(NamedTuple):
    """A division as it is stored."""

    name: str
    since: date
    until: date | None


def rows_of(path: Path) -> tuple[list[Listed], list[Fault]]:
    """Return the rows of a csv, and what cannot be read of it. Raises ListError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ListError(f"{path} cannot be read: {error.strerror}.") from error
    for encoding in ENCODINGS:
        try:
            lines = csv.reader(io.StringIO(data.decode(encoding), newline=""))
            return _rows(path, lines)
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise ListError(f"{path} is no csv: {error}.") from error
    raise ListError(f"{path} cannot be read: a csv in UTF-8 or GB 18030 is taken.")


def _rows(path: Path, lines: "Iterator[list[str]]") -> tuple[list[Listed], list[Fault]]:
    heads = [_plain(head) for head in next(lines, [])]
    places = {column: next((heads.index(name) for name in names if name in heads), None) for column, names in HEADERS.items()}
    if places["code"] is None or places["name"] is None:
        raise ListError(f"{path}: its first row must name the columns code (代码) and name (名称).")
    rows, faults = list[Listed](), list[Fault]()
    for line, cells in enumerate(lines, 2):
        said = {column: _plain(cells[place]) if place is not None and place < len(cells) else "" for column, place in places.items()}
        if not any(said.values()):
            continue
        try:
            days = {column: _day(said[column]) for column in ("since", "until")}
        except ValueError:
            faults.append(Fault(line, said["code"], NOT_A_DAY))
            continue
        successor = _whole(said["successor"]) or None
        rows.append(Listed(line, _whole(said["code"]), said["name"], days["since"], days["until"], successor))
    return rows, faults


def _plain(said: str) -> str:
    return unicodedata.normalize("NFKC", said).strip().lstrip("'")


def _whole(code: str) -> str:
    """Return a code of two, four, six or nine digits with all twelve; any other as it is."""
    return code.ljust(WHOLE, "0") if len(code) in {int(level) for level in FORMS} else code


def _day(said: str) -> date | None:
    if not said:
        return None
    if not (match := DAY.fullmatch(said)):
        raise ValueError(said)
    return date(*map(int, match.groups()))


def faults_of(rows: Collection[Listed], stored: Mapping[str, Standing], today: date) -> Iterator[Fault]:
    """Yield what stands against the rows, judged against each other and against the divisions that are stored."""
    ends = {row.code: row for row in rows if row.until is not None}
    named = {code for code, each in stored.items() if each.until is None or each.until > today}
    remain = (named | {row.code for row in rows if row.until is None}) - ends.keys()
    below: dict[str, int] = {}
    for code in remain:
        if (above := parent_of(code, ends)) is not None:
            below[above] = below.get(above, 0) + 1
    first: dict[str, Listed] = {}
    for row in rows:
        earlier = first.setdefault(row.code, row)
        if not is_code(row.code):
            yield Fault(row.line, row.code, UNFIT_CODE)
        elif earlier is not row:
            if replace(earlier, line=row.line) != row:
                yield Fault(row.line, row.code, TWICE, earlier.line)
        elif row.until is None:
            yield from _of_standing(row, stored.get(row.code), remain, today)
        else:
            yield from _of_ending(row, stored.get(row.code), remain)
            if number := below.get(row.code):
                yield Fault(row.line, row.code, HOLDS_OTHERS, number)


def _of_standing(row: Listed, known: Standing | None, remain: Collection[str], today: date) -> Iterator[Fault]:
    """Yield what stands against a division that there is from now on."""
    if not row.name or len(row.name) > LONGEST_NAME or not row.name.isprintable():
        yield Fault(row.line, row.code, UNFIT_NAME)
    if (above := _missing_above(row.code, remain)) is not None:
        yield Fault(row.line, row.code, NOTHING_ABOVE, above)
    if known is not None and known.name != row.name:
        if known.until is not None:
            yield Fault(row.line, row.code, ENDED, known.name)
        elif row.since is not None and row.since > today:
            yield Fault(row.line, row.code, LATER)


def _of_ending(row: Listed, known: Standing | None, remain: Collection[str]) -> Iterator[Fault]:
    """Yield what stands against the end of a division."""
    if known is None:
        yield Fault(row.line, row.code, NOT_THERE)
    elif row.until is not None and row.until <= known.since:
        yield Fault(row.line, row.code, ENDS_EARLY)
    if row.successor is not None and (row.successor not in remain or level_of(row.successor) != level_of(row.code)):
        yield Fault(row.line, row.code, NO_SUCCESSOR, row.successor)


def is_code(code: str) -> bool:
    """Return whether a code has 12 digits, of which those that name the division have the form of its level."""
    if len(code) != WHOLE or not (code.isascii() and code.isdigit()) or not code.strip("0"):
        return False
    digits = _digits(code)
    form = FORMS[RegionLevel(digits)]
    return form.fullmatch(code[:digits]) is not None


def _digits(code: str) -> int:
    return (2, 4, 6, 9, 12)[level_of(code) - 1]


def _missing_above(code: str, remain: Collection[str]) -> str | None:
    """Return the division that must stand above one and does not: a township's county or city, a village's township; else None.

    Counties may stand below their province; townships below a city that has no counties, in whose place a county's digits stand.
    """
    digits = _digits(code)
    nearest = {9: 6, 12: 9}.get(digits, 2 if digits > int(RegionLevel.PROVINCE) else 0)
    above = code[:nearest].ljust(WHOLE, "0")
    if nearest == 0 or above in remain:
        return None
    city = code[: int(RegionLevel.CITY)].ljust(WHOLE, "0")
    return None if digits == int(RegionLevel.TOWNSHIP) and city in CITIES_WITHOUT_COUNTIES and city in remain else above
