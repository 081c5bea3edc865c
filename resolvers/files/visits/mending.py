"""Writes the refused rows into a file of their own, with the reasons, to be mended and imported again.

Source: docs/decisions/009-import.md. No cell becomes a formula: in xlsx every cell is a text, in csv a text that might be one is quoted.
"""

import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from domain.viewer import Language
from resolvers.files.spreadsheet.formula import might_be_formula, neutral
from resolvers.files.spreadsheet.sheet import SheetCell
from resolvers.files.visits.form.header import REASON, comparable
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_file import VisitTable
from resolvers.files.visits.report import reasons

CSV_ENCODING = "utf-8-sig"
"""UTF-8 with its mark, without which Excel does not know the encoding."""
OWNER_ONLY = 0o600
"""Permissions of the file: its owner reads and writes it."""
XLSX = ".xlsx"
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
"""Characters that the name of a sheet may not hold."""
SHEET_NAME_CHARACTERS = 31
"""Most characters of the name of a sheet."""
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
CELL_CHARACTERS = 32_767
"""Most characters of a cell in Excel."""


def write_refused(source: Path, refused: Sequence[VisitRow], language: Language) -> Path:
    """Write the rows beside their source, as xlsx or csv as it is, readable by the owner alone; return the path. No file is overwritten."""
    tables = {id(row.table): row.table for row in refused}
    sheets = [(table, list(_lines(table, [row for row in refused if row.table is table], language))) for table in tables.values()]
    is_book = source.suffix.lower() == XLSX or any(table.name for table, _ in sheets)
    suffix = XLSX if is_book and source.suffix.lower() != XLSX else source.suffix
    written = _xlsx(sheets) if is_book else _csv([line for _, lines in sheets for line in lines])
    names = (source.with_name(f"{source.stem}-refused{'' if number == 1 else f'-{number}'}{suffix}") for number in count(1))
    path = next(name for name in names if not name.exists())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(written)
    return path


def _lines(table: VisitTable, refused: Sequence[VisitRow], language: Language) -> Iterator[list[str]]:
    """Yield the headers and the rows as they were written, with their reasons in a last column; a column of earlier reasons is left out."""
    kept = [
        place
        for place, cell in enumerate(table.header.cells)
        if cell is not None and comparable(cell.text) not in {comparable(REASON.zh), comparable(REASON.en)}
    ]
    yield [*(_text(table.header.cells[place]) for place in kept), REASON.in_language(language)]
    for row in refused:
        yield [*(_text(row.line.at(place)) for place in kept), reasons(row, language)]


def _text(cell: SheetCell | None) -> str:
    """Return what is written for a cell: a day without its hour if that is midnight."""
    if cell is None:
        return ""
    return cell.text.removesuffix("T00:00:00").replace("T", " ") if cell.kind == "day" else cell.text


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([neutral(NOT_IN_XML.sub("\ufffd", text)) for text in line] for line in lines)
    return file.getvalue().encode(CSV_ENCODING)


def _xlsx(sheets: Sequence[tuple[VisitTable, Sequence[Sequence[str]]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for table, lines in sheets:
        if table.from_1904:
            book.epoch = CALENDAR_MAC_1904
        _fill(book.create_sheet(NOT_IN_NAMES.sub(" ", table.name)[:SHEET_NAME_CHARACTERS] or None), lines)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, lines: Sequence[Sequence[str]]) -> None:
    for row, line in enumerate(lines, 1):
        for place, text in enumerate(line, 1):
            if text:
                cell = sheet.cell(row, place)
                cell.value = NOT_IN_XML.sub("\ufffd", text)[:CELL_CHARACTERS]
                cell.data_type = "s"  # a text that begins with = is a text
                cell.quotePrefix = might_be_formula(text)  # and stays one when it is edited, or saved as csv
                cell.number_format = "@"
                cell.font = Font(bold=row == 1)
    sheet.freeze_panes = "A2"
