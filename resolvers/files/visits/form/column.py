"""What a column of a spreadsheet of visits is, and how its cells are read.

Source: docs/decisions/009-import.md; the columns stand in resolvers/files/visits/form/columns.py.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from db.reference.read import Reference
from domain.family import ContactBy, ContactThrough, Relation
from domain.message.refusal import Path, Refusal
from domain.message.text import Text, names_of
from domain.referral import UrgencyLevel
from domain.text.folding import folded
from domain.viewer import OrganizationKind, Role
from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode
from resolvers.files.spreadsheet import cells
from resolvers.files.spreadsheet.cells import Choices
from resolvers.files.spreadsheet.sheet import SheetCell
from resolvers.files.visits.form.places import DivisionsByName

Campaigns = Mapping[str, set[UUID]]
"""Number or title of campaigns (`folded`) -> the keys of those that have it."""

OF_ENUMERATIONS: Mapping[str, Choices] = {
    "VISIT_MODE": names_of(VisitMode),
    "CONTACT_RESULT": names_of(ContactResult),
    "NOTICE_BASIS": names_of(NoticeBasis),
    "URGENCY_LEVEL": names_of(reversed(UrgencyLevel)),
    "RELATION": names_of(Relation),
    "INTAKE_CHANNEL": names_of(IntakeChannel),
    "CONTACT_BY": names_of(ContactBy),
    "CONTACT_THROUGH": names_of(ContactThrough),
    "CERTIFICATE_STANDING": {
        "IN_FORCE": Text("有效", "In force"),
        "NORMAL": Text("正常", "Normal"),
        "CANCELLED": Text("注销", "Cancelled"),
        "CANCELLED_ALREADY": Text("已注销", "Has been cancelled"),
        "VOID": Text("作废", "Void"),
        "EXPIRED": Text("过期", "Expired"),
    },
    "ROLE": names_of(Role),
    "ORGANIZATION_KIND": names_of(OrganizationKind),
    "YES_OR_NO": {"YES": Text("是", "Yes"), "NO": Text("否", "No")},
}
"""Lists of choices that are enumerations of the program; all others are lists of the reference data."""


@dataclass(frozen=True)
class Book:
    """What cells of one file are read by: reference data, divisions, how days are counted, campaigns."""

    reference: Reference
    places: DivisionsByName
    from_1904: bool = False
    campaigns: Campaigns = field(default_factory=dict)
    known: dict[tuple[str, str | None, SheetCell], Any] = field(default_factory=dict)
    """What cells of `FEW` meant: kind of a column, its list, the cell -> the value."""


ColumnKind = Literal[
    "text",
    "family",
    "digits",
    "identity",
    "moment",
    "year",
    "yuan",
    "yes",
    "village",
    "division",
    "divisions",
    "campaign",
    "choice",
    "several",
]

READERS: Mapping[ColumnKind, Callable[[SheetCell, Book, str], Any]] = {
    "text": lambda cell, *_: cells.words(cell),
    "family": lambda cell, *_: cells.digits(cell),
    "digits": lambda cell, *_: cells.digits(cell),
    "identity": lambda cell, *_: cells.identity(cell),
    "moment": lambda cell, book, _: cells.moment(cell, from_1904=book.from_1904),
    "year": lambda cell, *_: cells.whole(cell),
    "yuan": lambda cell, *_: cells.fen(cell),
    "yes": lambda cell, *_: cells.yes(cell),
    "village": lambda cell, book, _: book.places.village(cells.digits(cell)),
    "division": lambda cell, book, _: book.places.division(cells.digits(cell)),
    "divisions": lambda cell, book, _: tuple(book.places.division(each) for each in cells.parts(cell)),
    "campaign": lambda cell, book, _: campaign_named(cells.words(cell), book.campaigns),
    "choice": lambda cell, book, choices: cells.choice(cell, choices_of(choices, book.reference)),
    "several": lambda cell, book, choices: cells.several(cell, choices_of(choices, book.reference)),
}
"""Kind of a column -> the reader of its cells; its third argument is the column's list of choices."""
FEW: frozenset[ColumnKind] = frozenset({"yes", "village", "division", "divisions", "campaign", "choice", "several"})
"""Kinds of columns whose cells say one of a few things, row after row: what each means is found out once a sheet."""


@dataclass(frozen=True)
class FormColumn:
    """One column. `path`: where its value stands in the input of `visitRecord`; `also`: other headers than the title.

    `key` never changes: the digest of a row is made of keys and values.
    """

    key: str
    path: Path
    title: Text
    kind: ColumnKind
    also: tuple[str, ...] = ()
    choices: str | None = None
    needed: bool = False
    hint: Text | None = None

    def read(self, cell: SheetCell, book: Book) -> Any:
        """Return the value that a cell holds. Raises Refusal where it holds none of the column's kind."""
        if self.kind not in FEW:
            return READERS[self.kind](cell, book, self.choices or "")
        place = self.kind, self.choices, cell
        if place not in book.known:
            book.known[place] = READERS[self.kind](cell, book, self.choices or "")
        return book.known[place]


def choices_of(code_list: str, reference: Reference) -> Choices:
    """Return the codes of a list of choices with their names, in the order in which they are offered."""
    return OF_ENUMERATIONS.get(code_list) or reference.names[code_list]


def campaigns_by_name(campaigns: Iterable[tuple[UUID, str, str]]) -> Campaigns:
    """Return campaigns, given as key, number and title, by number and by title."""
    called = defaultdict[str, set[UUID]](set)
    for key, *names in campaigns:
        for name in names:
            called[folded(name)].add(key)
    return called


def campaign_named(said: str, campaigns: Campaigns) -> UUID:
    """Return the key of the campaign of this number or title. Raises UNKNOWN_CAMPAIGN, CAMPAIGN_AMBIGUOUS."""
    found = campaigns.get(folded(said), set())
    if len(found) != 1:
        raise Refusal("CAMPAIGN_AMBIGUOUS" if found else "UNKNOWN_CAMPAIGN")
    return next(iter(found))
