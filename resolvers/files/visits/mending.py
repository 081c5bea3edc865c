"""The refused rows as a file of their own, with the reasons, to be mended and imported again.

Source: docs/decisions/009-import.md. Nothing in it is a formula: in xlsx every cell is a text, in csv what might be one is quoted.
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
from resolvers.files.spreadsheet.sheet import Cell
from resolvers.files.visits.form.header import REASON, comparable
from resolvers.files.visits.form.rows import Row
from resolvers.files.visits.form.visit_file import VisitTable
from resolvers.files.visits.report import reasons

MARK = "utf-8-sig"
"""With its mark a csv in UTF-8 opens rightly in Excel."""
FOR_ITS_OWNER = 0o600
XLSX = ".xlsx"
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
SHEET_NAME_CHARACTERS = 31
NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
CELL_CHARACTERS = 32_767


def write_refused(source: Path, refused: Sequence[Row], language: Language) -> Path:
    """Write the rows beside the file they come from, in its kind, readable by its owner alone; no file is overwritten."""
    tables = {id(row.table): row.table for row in refused}
    sheets = [(table, list(_lines(table, [row for row in refused if row.table is table], language))) for table in tables.values()]
    is_book = source.suffix.lower() == XLSX or any(table.name for table, _ in sheets)
    suffix = XLSX if is_book and source.suffix.lower() != XLSX else source.suffix
    written = _xlsx(sheets) if is_book else _csv([line for _, lines in sheets for line in lines])
    names = (source.with_name(f"{source.stem}-refused{'' if number == 1 else f'-{number}'}{suffix}") for number in count(1))
    path = next(name for name in names if not name.exists())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_ITS_OWNER), "wb") as file:
        file.write(written)
    return path


def _lines(table: VisitTable, refused: Sequence[Row], language: Language) -> Iterator[list[str]]:
    """Yield the heads and the rows as they were written, with the reasons of this time in the place of earlier ones."""
    kept = [
        place
        for place, cell in enumerate(table.header.cells)
        if cell is not None and comparable(cell.text) not in {comparable(REASON.zh), comparable(REASON.en)}
    ]
    yield [*(_text(table.header.cells[place]) for place in kept), REASON.in_language(language)]
    for row in refused:
        yield [*(_text(row.line.at(place)) for place in kept), reasons(row, language)]


def _text(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return cell.text.removesuffix("T00:00:00").replace("T", " ") if cell.kind == "day" else cell.text


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([neutral(NOT_IN_XML.sub("\ufffd", text)) for text in line] for line in lines)
    return file.getvalue().encode(MARK)


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
