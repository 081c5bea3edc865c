"""The tree of a plan: which rows of which types are read for a kind of viewer, and which of their fields at which levels. No SQL.

Source: docs/design.md 4.3 and 4.4. Made by `resolvers/planner/decide/`, printed by `resolvers/planner/sql/`. It is kept with its plan: no
value of any call stands in it.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.rules.access import AsShared, Group, Level
from domain.rules.rows import Rule
from domain.viewer import Kind, RegionLevel
from resolvers.document.selection import Arguments
from resolvers.planner.narrowing import Filter

Order = tuple[tuple[str, ...], bool]
"""The columns of an order (the last is the key), and whether it descends."""
Path = tuple[str, ...]
TRAIL = "AuditRecord"
"""The type whose reading is itself noted, whatever was found."""


class Denied(StrEnum):
    """Why a field has no value, whichever row it stands on."""

    CELL = "nobody is shown it"
    LEVEL = "the level is too low"
    ARGUMENTS = "its arguments do not fit"


@dataclass(frozen=True)
class Seen:
    """The group that decides on a field, the level that the viewer has in it, and the lowest level at which the field is shown."""

    group: Group
    level: Level | AsShared
    """`AsShared` where each row decides."""
    at: Level

    @property
    def never(self) -> bool:
        """Whether the level is too low on every row."""
        return isinstance(self.level, Level) and self.level < self.at

    @property
    def always(self) -> bool:
        """Whether the level is high enough on every row."""
        return isinstance(self.level, Level) and self.level >= self.at


@dataclass(frozen=True)
class RowsSeen:
    """Rows of one type, and which of them this kind of viewer sees."""

    type_name: str
    words: Rule
    shown: bool
    """Whether rows may be shown; else they are counted at most."""
    levels: AsShared | None = None
    """What beside each row decides the levels of its personal groups; None where the kind of viewer does."""


@dataclass(frozen=True)
class Field:
    """One field: its key in the response, its name, and what stands below it."""

    key: str
    name: str
    seen: Seen | None = None
    denied: Denied | None = None
    below: "Object | Row | Connection | Groups | None" = None
    arguments: Arguments | None = None
    given: frozenset[tuple[str, bool]] = frozenset()
    """The names of the arguments that are given, each with its value if that is a boolean (else true)."""


@dataclass(frozen=True)
class Object:
    """The fields asked of one object; `type_name` as the contract calls it."""

    type_name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Noted:
    """What the read audit notes of a row: its family, and the groups that were shown of it."""

    fixed: tuple[Group, ...]
    """Shown of every row."""
    by_row: tuple[Group, ...]
    """Shown where family_access gives them."""


@dataclass(frozen=True)
class Row:
    """One row of a type, or a plain list of them; no object where none of them may be shown."""

    rows: RowsSeen
    object: Object | None
    noted: Noted | None = None


@dataclass(frozen=True)
class Narrowed:
    """One field of a filter: what it does, and whether the viewer sees what it compares (else no row matches)."""

    name: str
    does: Filter
    steers: bool | str | RegionLevel | None
    """What of the value steers the plan: a boolean, a word of an enumeration, the level of a division; else None."""
    several: bool
    """Whether it is a list."""
    seen: Seen
    at: Path
    placed: str | None = None
    """The type of the neighbour that it compares, where that is shown only if it does not tell a village."""


@dataclass(frozen=True)
class Connection:
    """A page of rows, their total, their groups."""

    rows: RowsSeen
    object: Object
    order: Order
    first: int
    narrowed: tuple[Narrowed, ...]
    arguments: Arguments
    path: Path
    pages: bool
    """Whether any row of a page is read."""
    counts: bool
    """Whether rows may be counted: a preview counts no more than it shows."""
    after: bool
    """Whether the page begins after a cursor."""
    noted: Noted | None = None
    """Of each row of a page; of the trail once for the whole reading."""


@dataclass(frozen=True)
class Groups:
    """Counts of a connection's rows by what they share."""

    by: tuple[str, ...]
    object: Object


@dataclass(frozen=True)
class Mixed:
    """A root field that finds rows of several types by their ids."""

    several: bool
    arguments: Arguments
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class RootField:
    """One root field; an object without fields for `__typename`, which is asked of its type."""

    key: str
    name: str
    body: Row | Connection | Mixed | Object


@dataclass(frozen=True)
class Check:
    """A filter's codes must stand in a list of the reference data: each call is refused else."""

    arguments: Arguments
    name: str
    code_list: str
    at: Path


@dataclass(frozen=True)
class Tree:
    """Everything that one operation reads for one kind of viewer."""

    kind: Kind
    action: str
    """What the read audit calls the reading."""
    roots: tuple[RootField, ...]
    audited: frozenset[Group]
    """The groups of which something is shown that the read audit notes."""
    noted: frozenset[str]
    """The types whose rows it notes."""
    checks: tuple[Check, ...]
    groups: bool
    """Whether rows are counted in groups, which reads all of them."""
