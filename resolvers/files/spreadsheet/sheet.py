"""The program that reads one spreadsheet: the file on standard input, its rows as JSON on standard output, in a process of its own.

Source: docs/decisions/009-import.md. Memory and time are limited from the start, whatever the file holds.
"""

import csv
import io
import json
import os
import re
import resource
import sys
import warnings
import xml.etree.ElementTree as Xml
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, Literal, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domain.message import Refusal
from resolvers.files.spreadsheet.unpack import MOST, too_large, unpacked

MEMORY = 1_000_000_000
SECONDS = 30
ROWS = 20_000
"""Rows with anything in them that are handed on; how many of them may be visits is decided by who reads them."""
COLUMNS = 100
ZIP = b"PK\x03\x04"
SHEETS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

Kind = Literal["text", "number", "day", "formula", "broken"]


class Cell(NamedTuple):
    """One cell: what it is, and its text. A day is written as RFC 3339 has it, a number as in Excel's own file."""

    kind: Kind
    text: str


class Line(NamedTuple):
    """One row with anything in it, by its number in the file; cells that are empty are None."""

    number: int
    cells: list[Cell | None]


class Sheet(NamedTuple):
    """The first sheet of a file. `from_1904`: its days are counted as the old Macintosh did."""

    lines: list[Line]
    from_1904: bool = False


def main() -> None:
    """Read, answer, end. Whatever is wrong with the file is an answer too. The arguments: its limits."""
    memory, seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        answer: dict[str, Any] = read(sys.stdin.buffer.read(MOST + 1))._asdict()
    except Refusal as refusal:
        answer = {"refused": refusal.code, "facts": refusal.facts}
    except MemoryError:
        answer = {"refused": "FILE_TOO_LARGE", "facts": too_large().facts}
    json.dump(answer, sys.stdout, ensure_ascii=True)
    sys.stdout.flush()
    os._exit(0)  # taking apart what fills the memory may need more of it


def read(data: bytes) -> Sheet:
    """The rows of a file that hold anything. Raises FILE_UNREADABLE, FILE_TOO_LARGE, ROWS_TOO_MANY."""
    if len(data) > MOST:
        raise too_large()
    if not data.startswith(ZIP):
        return Sheet(_filled(_of_text(data)))
    with warnings.catch_warnings(action="ignore"):  # of parts that the library does not know or cannot read: they are not read here
        return _of_workbook(unpacked(data))


def _filled(lines: Iterator[Line]) -> list[Line]:
    found = list(islice((line for line in lines if any(line.cells)), ROWS + 1))
    if len(found) > ROWS:
        raise Refusal("ROWS_TOO_MANY", most=ROWS)
    return found


def _of_text(data: bytes) -> Iterator[Line]:
    text = _decoded(data)
    header = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=header.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            yield Line(number, [_of_csv(value) for value in row[:COLUMNS]])
    except csv.Error:
        raise Refusal("FILE_UNREADABLE") from None


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, or what Chinese Excel writes: GBK (of GB 18030, which holds it)."""
    if b"\0" in data:
        raise Refusal("FILE_UNREADABLE")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("FILE_UNREADABLE")


AS_TEXT = re.compile(r'="([^"]*)"')
"""How a number is kept from being rounded in a csv: a formula that is nothing but a text."""
QUOTED = re.compile(r"'(?=[=+\-@\t＝])")


def _of_csv(value: str) -> Cell | None:
    bare = QUOTED.sub("", value, count=1) if value.startswith("'") else value
    bare = bare.strip()
    if match := AS_TEXT.fullmatch(bare):
        bare = match[1].strip()
    if not bare:
        return None
    return Cell("formula" if bare[0] in "=＝" else "text", bare)


NOT_A_WORKBOOK = (
    AttributeError,
    IndexError,
    KeyError,
    OSError,
    RecursionError,
    StopIteration,
    TypeError,
    ValueError,
    Xml.ParseError,
    zipfile.BadZipFile,
)
"""What the reading of a damaged workbook ends with."""


def _of_workbook(data: bytes) -> Sheet:
    try:
        merged = _merged(data, _first_sheet(data))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its extent is often wrong, and rows beyond it would be lost
        return Sheet(_filled(_with_merged(sheet.iter_rows(max_col=COLUMNS), merged)), book.epoch == CALENDAR_MAC_1904)
    except NOT_A_WORKBOOK:
        raise Refusal("FILE_UNREADABLE") from None


def _with_merged(rows: Iterable[Sequence[Any]], merged: Mapping[int, list[tuple[int, int]]]) -> Iterator[Line]:
    """Every row; a cell that was merged into the one above says what that one says."""
    held: dict[int, tuple[int, Cell | None]] = {}
    for number, row in enumerate(rows, 1):
        cells = [_of_cell(each) for each in row[:COLUMNS]]
        for column, last in merged.get(number, ()):
            held[column] = (last, cells[column] if column < len(cells) else None)
        yield Line(number, [_held(held.get(column), number, cell) for column, cell in enumerate(cells)])


def _held(held: tuple[int, Cell | None] | None, number: int, cell: Cell | None) -> Cell | None:
    return held[1] if cell is None and held is not None and number <= held[0] else cell


def _of_cell(cell: Any) -> Cell | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Cell("formula", "")
    if cell.data_type == "e":
        return Cell("broken", str(value))
    if isinstance(value, bool):
        return Cell("text", "TRUE" if value else "FALSE")
    if isinstance(value, datetime | date):
        return Cell("day", value.isoformat())
    if isinstance(value, int | float):
        return Cell("number", repr(int(value) if float(value).is_integer() else value))
    if isinstance(value, time):
        return Cell("text", value.isoformat("minutes"))
    text = str(value).strip()
    return Cell("text", text) if text else None


def _first_sheet(data: bytes) -> str:
    """The part of the workbook's first sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = Xml.fromstring(archive.read("xl/workbook.xml"))
        links = Xml.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    sheets = book.find(f"{SHEETS}sheets")
    if sheets is None:
        raise KeyError
    key = sheets[0].attrib[f"{LINKS}id"]
    target = next(each.attrib["Target"] for each in links if each.attrib["Id"] == key)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _merged(data: bytes, path: str) -> dict[int, list[tuple[int, int]]]:
    """First row of each merged area -> its first column, counted from 0, and its last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(path) as part:
        for _, element in Xml.iterparse(part):
            if element.tag == f"{SHEETS}mergeCell":
                column, first, _, last = range_boundaries(element.attrib["ref"])
                if column is not None and first is not None and last is not None:
                    found.setdefault(first, []).append((column - 1, last))
            elif element.tag == f"{SHEETS}row":
                element.clear()
    return found


if __name__ == "__main__":
    main()
