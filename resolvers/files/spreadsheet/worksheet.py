"""The lines of one sheet of an xlsx: each cell with its kind, merged ones filled in, hidden rows and columns marked.

Source: ECMA-376 part 1, 18.3 (worksheet), 22.9.2.19 (characters written as _xHHHH_). Elements are compared by their local names; the
dimension that a sheet declares is ignored, and cells need not declare their places.
"""

import io
import re
import xml.etree.ElementTree as Xml
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from resolvers.files.spreadsheet.package import local
from resolvers.files.spreadsheet.sheet import DAY_ZERO, SHEET_COLUMNS, Sheet, SheetCell, SheetLine, filled, text_cell

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
PHONETIC = frozenset({"rPh", "phoneticPr"})
TRUE = frozenset({"1", "true"})
SERIAL_DAYS = 2_957_000
"""Days after which a serial number is no day: they end in the year 9995, however days are counted."""

Merged = Mapping[int, list[tuple[int, int]]]
"""First row of merged areas -> of each the first column, counted from 0, and the last row."""


class Letters(NamedTuple):
    """What cells refer to by number: the shared texts of their workbook, and the styles that show days."""

    texts: list[str]
    days: frozenset[int]


def lines_of(part: bytes, letters: Letters, sheet: Sheet) -> Sheet:
    """Return the sheet with the lines and the hidden columns of its part. Raises ParseError, ValueError, ROWS_TOO_MANY."""
    merged, hidden = _outline(part)
    lines = filled(_with_merged(_rows(part, letters, sheet.from_1904), merged))
    return sheet._replace(lines=lines, hidden_columns=hidden)


def said(element: Xml.Element | str) -> str:
    """Return the text of an element without its phonetic guide; `_x000D_` and the like become the characters that they mean."""
    text = element if isinstance(element, str) else "".join(_texts(element))
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if plain != text else text


def _texts(element: Xml.Element) -> Iterator[str]:
    for each in element:
        name = local(each.tag)
        if name == "t":
            yield each.text or ""
        elif name not in PHONETIC:
            yield from _texts(each)


def _outline(part: bytes) -> tuple[Merged, tuple[int, ...]]:
    """Return the merged areas of a sheet and the places of its hidden columns."""
    merged: dict[int, list[tuple[int, int]]] = {}
    hidden: set[int] = set()
    for _, element in Xml.iterparse(io.BytesIO(part)):
        name = local(element.tag)
        if name == "mergeCell" and (area := _area(element.attrib.get("ref", ""))):
            first, column, last = area
            merged.setdefault(first, []).append((column, last))
        elif name == "col" and (_hidden(element) or _flat(element.attrib.get("width"))):
            first, last = int(element.attrib.get("min", "0")), int(element.attrib.get("max", "0"))
            hidden |= set(range(max(first, 1) - 1, min(last, SHEET_COLUMNS)))
        elif name == "row":
            element.clear()
    return merged, tuple(sorted(hidden))


def _area(ref: str) -> tuple[int, int, int] | None:
    """Return first row, first column, last row of `B2:C7`; None for what is no area."""
    first, _, last = ref.partition(":")
    start, end = PLACE.fullmatch(first), PLACE.fullmatch(last or first)
    if start is None or end is None:
        return None
    return int(start[2]), _column(start[1]), int(end[2])


def _column(letters: str) -> int:
    """Return the place of a column, counted from 0, by its letters."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _hidden(element: Xml.Element) -> bool:
    return element.attrib.get("hidden", "").lower() in TRUE


def _flat(size: str | None) -> bool:
    """Whether a height or a width is zero, which hides the row or the column."""
    return size is not None and re.fullmatch(r"0+(?:\.0*)?", size) is not None


def _rows(part: bytes, letters: Letters, from_1904: bool) -> Iterator[SheetLine]:
    """Yield every row of a part, and free it; a row without a number of its own, or with a repeated one, follows the row above."""
    number = 0
    for _, element in Xml.iterparse(io.BytesIO(part)):
        if local(element.tag) != "row":
            continue
        told = element.attrib.get("r", "")
        number = int(told) if told.isdecimal() and int(told) > number else number + 1
        cells: list[SheetCell | None] = []
        for each in element:
            match = PLACE.fullmatch(each.attrib.get("r", ""))
            place = len(cells) if match is None else _column(match[1])
            if local(each.tag) == "c" and place < SHEET_COLUMNS:
                cells += [None] * (place + 1 - len(cells))
                cells[place] = _cell(each, letters, from_1904)
        yield SheetLine(number, cells, _hidden(element) or _flat(element.attrib.get("ht")))
        element.clear()


def _with_merged(lines: Iterator[SheetLine], merged: Merged) -> Iterator[SheetLine]:
    """Yield every row; a cell that was merged into one above has that one's value."""
    held: dict[int, tuple[int, SheetCell | None]] = {}
    for line in lines:
        cells = line.cells
        for column, last in merged.get(line.number, ()):
            held[column] = (last, cells[column] if column < len(cells) else None)
        held = {column: (last, cell) for column, (last, cell) in held.items() if line.number <= last}
        missing = [column for column in held if column >= len(cells) or cells[column] is None]
        cells += [None] * (max(missing, default=-1) + 1 - len(cells))
        for column in missing:
            cells[column] = held[column][1]
        yield line


def _cell(element: Xml.Element, letters: Letters, from_1904: bool) -> SheetCell | None:
    children = {local(each.tag): each for each in element}
    if "f" in children:
        return SheetCell("formula", "")
    kind, value = element.attrib.get("t", "n"), children["v"].text or "" if "v" in children else ""
    if kind == "inlineStr":
        return text_cell(said(children["is"]) if "is" in children else said(value))
    if not value.strip():
        return None
    if kind == "s":
        place = int(value) if value.isdecimal() else len(letters.texts)
        return text_cell(letters.texts[place]) if place < len(letters.texts) else SheetCell("broken", "")
    if kind == "b":
        return SheetCell("text", "TRUE" if value.strip() in TRUE else "FALSE")
    if kind == "e":
        return SheetCell("broken", value)
    if kind == "d":
        return SheetCell("day", value.strip())
    if kind != "n":
        return text_cell(said(value))
    return _number(value, element.attrib.get("s", ""), letters, from_1904)


def _number(value: str, style: str, letters: Letters, from_1904: bool) -> SheetCell:
    try:
        number = float(value)
    except ValueError:
        return SheetCell("broken", value.strip())
    if not abs(number) < 1e300:
        return SheetCell("broken", value.strip())
    if style.isdecimal() and int(style) in letters.days and 1 <= number < SERIAL_DAYS:
        day = DAY_ZERO[from_1904] + timedelta(seconds=round(number * 24 * 60 * 60))
        return SheetCell("day", day.replace(tzinfo=None).isoformat())
    return SheetCell("number", repr(int(number) if number.is_integer() else number))
