"""The data that reading a spreadsheet returns: sheets of lines of cells, and which of them are hidden.

Source: docs/decisions/009-import.md.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple

from domain.time.calendar import SHANGHAI
from resolvers.files.spreadsheet.unreadable import Unreadable

SHEET_ROWS = 20_000
"""Most rows of a sheet that are not empty; a file of visits may have fewer (`FILE_ROWS`)."""
SHEET_COLUMNS = 100
"""Columns of a sheet that are read; those to the right are left out."""

DAY_ZERO = {False: datetime(1899, 12, 30, tzinfo=SHANGHAI), True: datetime(1904, 1, 1, tzinfo=SHANGHAI)}
"""Whether a workbook counts its days from 1904 -> the day that its serial numbers count from."""

CellKind = Literal["text", "number", "day", "formula", "broken"]


class SheetCell(NamedTuple):
    """One cell: its kind and its text. A day is written as in RFC 3339, a number as Python writes it."""

    kind: CellKind
    text: str


class SheetLine(NamedTuple):
    """One row that is not empty, by its number in the file, counted from 1; empty cells are None."""

    number: int
    cells: list[SheetCell | None]
    hidden: bool = False

    def at(self, place: int) -> SheetCell | None:
        """Return the cell at a place, counted from 0."""
        return self.cells[place] if place < len(self.cells) else None


class Sheet(NamedTuple):
    """One sheet of a file. `from_1904`: its days are counted from 1904 and not from 1900. A csv is one sheet without a name."""

    lines: list[SheetLine]
    from_1904: bool = False
    name: str = ""
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    """Places, counted from 0."""


def filled(lines: Iterable[SheetLine]) -> list[SheetLine]:
    """Return the lines that are not empty. Raises ROWS_TOO_MANY."""
    found = list(islice((line for line in lines if any(line.cells)), SHEET_ROWS + 1))
    if len(found) > SHEET_ROWS:
        raise Unreadable("ROWS_TOO_MANY", most=SHEET_ROWS)
    return found


QUOTE = re.compile(r"['`](?=[^'`]*$)")
"""A quote before a value that makes a program keep it as a text; one that is closed again is part of the value."""


def text_cell(text: str) -> SheetCell | None:
    """Return a text as a cell, without the gaps around it and the quote that keeps it a text; None for an empty one.

    Half of a surrogate pair makes it a broken cell.
    """
    bare = text.strip()
    if QUOTE.match(bare):
        bare = bare[1:].strip()
    if not bare:
        return None
    sound = bare.encode("utf-8", "replace").decode()
    return SheetCell("text", bare) if sound == bare else SheetCell("broken", sound)
