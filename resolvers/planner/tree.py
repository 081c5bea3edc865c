"""The tree of a plan: which rows are read for a kind of viewer, and which of their fields at which levels, without SQL.

Source: docs/design.md 4.3 and 4.4. Made by `resolvers/planner/decide/`, printed by `resolvers/planner/sql/`; it holds no value of a call.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.rules.access import AsShared
from domain.rules.condition import Rule
from domain.rules.group import Group, Level
from domain.sums import Facet
from domain.viewer import Kind, RegionLevel
from resolvers.document.selection import Arguments
from resolvers.planner.narrowing import Filter, Is

Order = tuple[tuple[str, ...], bool]
"""The columns of an order, the last of which is the key, and whether it descends."""
Path = tuple[str, ...]
TRAIL = "AuditRecord"
"""The type whose reading is always noted in the audit, also where nothing is found."""


class Denied(StrEnum):
    """Why a field is null on every row."""

    CELL = "nobody is shown it"
    LEVEL = "the level is too low"
    ARGUMENTS = "its arguments do not fit"


@dataclass(frozen=True)
class Seen:
    """The group of a field, the viewer's level in it, and the lowest level at which the field is shown (`at`)."""

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
    """Rows of one type, and the conditions (`words`) of which one must hold for the viewer to see a row."""

    type_name: str
    words: Rule
    shown: bool
    """Whether rows are shown; else they are counted at most."""
    levels: AsShared | None = None
    """How family_access decides the levels of a row's personal groups; None where the viewer's kind decides them."""


@dataclass(frozen=True)
class Field:
    """One field: its key in the response, its name, and its selection (`below`)."""

    key: str
    name: str
    seen: Seen | None = None
    denied: Denied | None = None
    below: "Below" = None
    arguments: Arguments | None = None
    given: frozenset[tuple[str, bool]] = frozenset()
    """The names of the arguments given, each with false if that is its value, else with true."""


@dataclass(frozen=True)
class Object:
    """The fields asked of one object; `type_name`: its type in the contract."""

    type_name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Explained(Object):
    """What is asked of how a row is shown; `groups`: the groups of its type, in the order of the access table."""

    groups: "tuple[ShownGroup, ...]"


@dataclass(frozen=True)
class ShownGroup:
    """A group of a type, the viewer's level in it, and its fields: each with the level from which it is shown, None if on no row."""

    group: Group
    level: Level | AsShared
    fields: tuple[tuple[str, Level | None], ...]


@dataclass(frozen=True)
class Noted:
    """The groups that the read audit notes of a row, beside its family."""

    fixed: tuple[Group, ...]
    """Those that are shown of every row."""
    by_row: tuple[Group, ...]
    """Those that are shown where family_access gives them."""


@dataclass(frozen=True)
class ShownRow:
    """One row of a type, or a plain list of them; `object`: None where the viewer is shown no rows of the type."""

    rows: RowsSeen
    object: Object | None
    noted: Noted | None = None
    """What is noted of each; of a neighbour only where it may be of another family than the row beside which it is shown."""


@dataclass(frozen=True)
class Narrowed:
    """One field of a filter: what it does, and the viewer's level in what it compares; where that is too low no row matches."""

    name: str
    does: Filter
    steers: bool | str | tuple[str, ...] | RegionLevel | None
    """The part of the value on which the statement depends: a boolean, an enum value or several, the level of a division, whether usual
    values of an enumeration are left out; else None."""
    several: bool
    """Whether the value is a list of which several are compared."""
    seen: Seen
    at: Path
    placed: str | None = None
    """The type of the neighbour that it compares, where that is hidden if it would tell the village of a family."""
    picks: bool = True
    """Whether it may pick the index by which rows are found."""

    @property
    def is_usual(self) -> bool:
        """Whether it asks for what nearly all rows have."""
        return isinstance(self.does, Is) and bool(self.does.usual) and not self.steers

    def names_a(self, level: RegionLevel) -> bool:
        """Whether it names a division of this level, or one above."""
        return isinstance(self.steers, RegionLevel) and self.steers <= level


@dataclass(frozen=True)
class Connection:
    """A connection: a page of rows, their total, their groups."""

    rows: RowsSeen
    object: Object
    order: Order
    first: int
    narrowed: tuple[Narrowed, ...]
    arguments: Arguments
    path: Path
    pages: bool
    """Whether a page is read: not for counts alone."""
    counts: bool
    """Whether rows may be counted: a preview counts only rows that it shows."""
    after: bool
    """Whether the page begins after a cursor."""
    noted: Noted | None = None
    """What is noted of each row of the page, as of `ShownRow`; of AuditRecord once for the whole reading."""
    facet: Facet | None = None
    """The sums from which its total comes, where those tell it; None: it counts rows."""
    less: Narrowed | None = None
    """A filter that nearly all rows pass, which its total takes off: those that do not pass it are found at once where they are few."""
    small: bool = False
    """Whether so few rows are seen that they are walked through, whatever is asked of them, also to count them."""

    def picking(self) -> "Connection":
        """The connection whose filters may each pick an index: rows that are counted are read in no order."""
        return self if self.small else replace(self, narrowed=tuple(replace(each, picks=True) for each in self.narrowed))

    def others(self, less: Narrowed) -> "Connection":
        """The connection of the rows that do not pass one filter, a boolean, and pass all others."""
        flipped = (replace(each, steers=not each.steers) if each.name == less.name else each for each in self.narrowed)
        return replace(self, narrowed=tuple(flipped), facet=None, less=None)

    def left(self, passed: str | None = None, walks: RegionLevel = RegionLevel.COUNTY) -> "Connection":
        """The connection without the filter that its rows pass already; `walks`: none by a division down to this level picks an index."""
        return replace(
            self,
            narrowed=tuple(replace(each, picks=each.picks and not each.names_a(walks)) for each in self.narrowed if each.name != passed),
        )


@dataclass(frozen=True)
class Groups:
    """The counts of a connection's rows by these keys (`OFFICE`, `STATE` ...)."""

    by: tuple[str, ...]
    object: Object
    facet: Facet | None = None
    """The sums from which they come, where those tell them; None: they count rows."""


Below = Object | ShownRow | Connection | Groups | None
"""What is selected of a field; None for a leaf, and where nothing of it is read."""


@dataclass(frozen=True)
class Mixed:
    """A root field that finds rows of several types by their ids: `node`, or `nodes` (`several`)."""

    several: bool
    arguments: Arguments
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class RootField:
    """One root field; its body is an object without fields for `__typename`."""

    key: str
    name: str
    body: ShownRow | Connection | Mixed | Object


@dataclass(frozen=True)
class Check:
    """A field of a filter whose values must be codes of a list of reference data: checked at each call."""

    arguments: Arguments
    name: str
    code_list: str
    at: Path


@dataclass(frozen=True)
class Tree:
    """Everything that one operation reads for one kind of viewer."""

    kind: Kind
    action: str
    """The name of the reading in the read audit."""
    roots: tuple[RootField, ...]
    audited: frozenset[Group]
    """The groups shown that the read audit notes."""
    checks: tuple[Check, ...]
