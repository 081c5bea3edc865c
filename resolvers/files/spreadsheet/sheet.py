"""What the reading of a spreadsheet gives: sheets of lines of cells, and which of them somebody has hidden.

Source: docs/decisions/009-import.md.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Literal, NamedTuple

from domain.message.refusal import Refusal

ROWS = 20_000
"""Rows with anything in them that are handed on; how many of them may be visits is decided by who reads them."""
COLUMNS = 100

Kind = Literal["text", "number", "day", "formula", "broken"]


class Cell(NamedTuple):
    """One cell: what it is, and its text. A day is written as RFC 3339 has it, a number as in Excel's own file."""

    kind: Kind
    text: str


class Line(NamedTuple):
    """One row with anything in it, by its number in the file; cells that are empty are None."""

    number: int
    cells: list[Cell | None]
    hidden: bool = False

    def at(self, place: int) -> Cell | None:
        """Return the cell at a place, counted from 0."""
        return self.cells[place] if place < len(self.cells) else None


class Sheet(NamedTuple):
    """One sheet of a file. `from_1904`: its days are counted as the old Macintosh did. A csv is one sheet without a name."""

    lines: list[Line]
    from_1904: bool = False
    name: str = ""
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    """Places, counted from 0."""


def filled(lines: Iterable[Line]) -> list[Line]:
    """The lines with anything in them. Raises ROWS_TOO_MANY."""
    found = list(islice((line for line in lines if any(line.cells)), ROWS + 1))
    if len(found) > ROWS:
        raise Refusal("ROWS_TOO_MANY", most=ROWS)
    return found


QUOTE = re.compile(r"['`](?=[^'`]*$)")
"""What a program, or somebody, puts before a value so that it stays a text; one that is closed again belongs to it."""


def text_cell(text: str) -> Cell | None:
    """A text as a cell, without the gaps around it and the quote that keeps it a text; None for nothing.

    Half of a pair of characters is damage: nobody can write it.
    """
    bare = text.strip()
    if QUOTE.match(bare):
        bare = bare[1:].strip()
    if not bare:
        return None
    sound = bare.encode("utf-8", "replace").decode()
    return Cell("text", bare) if sound == bare else Cell("broken", sound)
