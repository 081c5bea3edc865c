"""What a column of a spreadsheet of visits is, and how its cells are read.

Source: docs/decisions/009-import.md; the columns stand in resolvers/files/visits/form/columns.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.reference.read import Reference
from domain.message.refusal import Path
from domain.message.text import Text
from resolvers.files.spreadsheet import cells
from resolvers.files.spreadsheet.sheet import Cell
from resolvers.files.visits.form.campaigns import NO_CAMPAIGNS, Campaigns
from resolvers.files.visits.form.choices import choices_of
from resolvers.files.visits.form.places import Places


@dataclass(frozen=True)
class Book:
    """What cells of one file are read with: reference data, divisions, campaigns, the viewer."""

    reference: Reference
    places: Places
    from_1904: bool = False
    campaigns: Campaigns = NO_CAMPAIGNS


@dataclass(frozen=True)
class Column:
    """One column. `path`: the value of `VisitRecordInput`, as its fields are named.

    `key` names it for ever: the hash of a row is made over keys and values, so that heads may be worded anew.
    """

    key: str
    path: Path
    title: Text
    read: Callable[[Cell, Book], Any]
    also: tuple[str, ...] = ()
    choices: str | None = None
    needed: bool = False
    hint: Text | None = None


def text(cell: Cell, book: Book) -> str:
    """Read a free text."""
    return cells.words(cell)


def number(cell: Cell, book: Book) -> str:
    """Read a number that identifies something: a phone, a family."""
    return cells.digits(cell)


def identity(cell: Cell, book: Book) -> str:
    """Read the number of a person or a certificate."""
    return cells.identity(cell)


def moment(cell: Cell, book: Book) -> Any:
    """Read a moment."""
    return cells.moment(cell, from_1904=book.from_1904)


def year(cell: Cell, book: Book) -> int:
    """Read a year."""
    return cells.whole(cell)


def yuan(cell: Cell, book: Book) -> int:
    """Read a sum in yuan; return it in fen."""
    return cells.fen(cell)


def yes(cell: Cell, book: Book) -> bool:
    """Read yes or no."""
    return cells.yes(cell)


def village(cell: Cell, book: Book) -> str:
    """Read a village or community, by code or name; return its code."""
    return book.places.village(cells.digits(cell))


def division(cell: Cell, book: Book) -> str:
    """Read a county or a division below it, anywhere, by code or name; return its code."""
    return book.places.division(cells.digits(cell))


def campaign(cell: Cell, book: Book) -> UUID:
    """Read a campaign, by its number or title; return its key."""
    return book.campaigns.named(cells.words(cell))


def one_of(code_list: str) -> Callable[[Cell, Book], str]:
    """Return a reader of one choice of a list."""
    return lambda cell, book: cells.choice(cell, choices_of(code_list, book.reference))


def several_of(code_list: str) -> Callable[[Cell, Book], tuple[str, ...]]:
    """Return a reader of several choices of a list."""
    return lambda cell, book: cells.several(cell, choices_of(code_list, book.reference))
