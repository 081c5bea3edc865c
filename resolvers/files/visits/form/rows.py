"""Reads a row of a table: the values of its columns, the refusals of cells that cannot be read, and the text for its digest.

Source: docs/domain.md 2 (Visit); docs/decisions/009-import.md.
"""

import json
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.message.refusal import Refusal
from domain.text.folding import folded
from domain.text.letters import DOTS
from resolvers.files.spreadsheet.sheet import SheetCell, SheetLine
from resolvers.files.visits.form.column import Book, FormColumn
from resolvers.files.visits.form.visit_file import VisitTable
from resolvers.files.visits.form.visit_input import column_of

DITTO = frozenset({"同上", "〃", '"', "”", "″", "ditto"})
"""Texts that repeat the cell of the row above."""


@dataclass
class VisitRow:
    """One row: its values by the keys of their columns, and its refusals, each with its column, or None if it concerns the whole row."""

    line: SheetLine
    table: VisitTable
    sheet: int = 1
    """The number of its table in the file, counted from 1."""
    values: dict[str, Any] = field(default_factory=dict)
    refusals: list[tuple[FormColumn | None, Refusal]] = field(default_factory=list)

    @property
    def place(self) -> tuple[int, int]:
        """Return the place of the row in the file: the numbers of its table and its line."""
        return self.sheet, self.line.number

    @property
    def is_complete(self) -> bool:
        """Whether every required column could be read."""
        return all(column.key in self.values for column in self.table.form if column.needed)

    def blame(self, *refusals: Refusal) -> None:
        """Add the refusals of this row's input under their columns, but for columns that have one already."""
        blamed = {column for column, _ in self.refusals}
        found = [(column_of(refusal.path, self.values, self.table.form), refusal) for refusal in refusals]
        self.refusals += [(column, refusal) for column, refusal in found if column is None or column not in blamed]

    def digest_text(self) -> str:
        """Return all values of the row as JSON: the same for any order of columns and any widths and gaps of texts."""
        values = {key: folded(value.translate(DOTS)) if isinstance(value, str) else value for key, value in self.values.items()}
        return AS_JSON.encode(values)


def row_of(line: SheetLine, above: SheetLine | None, table: VisitTable, book: Book, sheet: int = 1) -> VisitRow:
    """Return a row with the values of a line's cells; `above`: the line that a ditto mark repeats; `sheet`: the number of the table."""
    row = VisitRow(SheetLine(line.number, [_repeated(line, above, place) for place in range(len(line.cells))]), table, sheet)
    for place, column in table.columns.items():
        cell = row.line.at(place)
        if cell is None:
            continue
        try:
            row.values[column.key] = column.read(cell, book)
        except Refusal as refusal:
            row.refusals.append((column, refusal))
    for column in table.form:
        if column.needed and column.key not in row.values and all(of is not column for of, _ in row.refusals):
            row.refusals.append((column, Refusal("REQUIRED")))
    return row


def _repeated(line: SheetLine, above: SheetLine | None, place: int) -> SheetCell | None:
    cell = line.at(place)
    repeats = cell is not None and cell.kind == "text" and unicodedata.normalize("NFKC", cell.text).strip() in DITTO
    return above.at(place) if repeats and above is not None else cell


def _plain(value: datetime | UUID) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


AS_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_plain)
"""Made once: making one takes as long as a row."""
