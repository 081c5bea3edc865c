"""The vocabulary of mappings: how a type's field is read, where it is not the column of its name.

Source: docs/design.md 4.3. A mapping is data, which `resolvers/planner/sql` prints. Neighbours are named, not imported.
"""

from collections.abc import Callable
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, TableClause
from sqlalchemy.orm import DeclarativeBase

from domain.rules.group import Group
from domain.value.spelling import camel, snake
from domain.viewer import Kind
from resolvers.planner.narrowing import Filters
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import plain
from resolvers.planner.tree import Field, Object, Order

Expression = Callable[[FromClause, Printing], ColumnElement[Any]]
"""Takes a row (an alias of the type's table) and for whom it is printed; returns SQL."""
Predicate = Callable[[FromClause, Printing], ColumnElement[bool]]
"""The same for a condition."""
PrintRow = Callable[[Printing, Source, Object], ColumnElement[Any]]
"""Prints an object of one row."""
Printer = Callable[[Printing, Source, Field, PrintRow], ColumnElement[Any]]
"""Prints a field of a row that has rules of its own."""


@dataclass(frozen=True)
class One:
    """The neighbour whose column `to` equals this row's `key`; of several the one with the highest `newest`. `which`: of those alone.

    `kept`: the column that offices are shown it by in place of `key`, where it is set.
    """

    type_name: str
    key: str
    to: str = "id"
    newest: tuple[str, ...] = ()
    version: str | None = None
    """This row's column that the neighbour's version must equal."""
    which: Predicate | None = None
    kept: str | None = None
    beside: tuple[tuple[str, str], ...] = ()
    """More columns of the neighbour, each with that of this row which it must equal."""


@dataclass(frozen=True)
class Listed:
    """A plain list of neighbours: the rows whose column `of` equals this row's `key` (or is in it), in the order of the columns `by`.

    `which`: of those alone.
    """

    type_name: str
    of: str
    by: tuple[str, ...]
    key: str = "id"
    which: Predicate | None = None
    beside: tuple[tuple[str, str], ...] = ()
    """As of `One`."""


@dataclass(frozen=True)
class Many:
    """A connection of neighbours: the rows whose column `of` equals this row's `key`, in the order of the columns `by`.

    `kept`: the column that takes the place of `of` for offices, where it is set. `crowded`: far more of them belong to a row than a viewer
    sees, so that the rules of rows pick the index, as they do of a list.
    """

    type_name: str
    of: str
    by: tuple[str, ...]
    key: str = "id"
    descending: bool = False
    kept: str | None = None
    crowded: bool = False


@dataclass(frozen=True)
class Composed:
    """An object made of the row's own columns: a field is read from the column named `prefix` and its name, unless `fields` says else."""

    prefix: str
    fields: "Lookup[str, Entry]" = field(default_factory=dict)
    unless_null: str | None = None
    """The object as a whole is null where this column is."""

    def entry(self, name: str) -> "Entry":
        """How a field is read."""
        return self.fields.get(name, self.prefix + snake(name))


@dataclass(frozen=True)
class Coded:
    """A code of this list of reference data with its name; a list of them for an array column."""

    code_list: str
    column: str


@dataclass(frozen=True)
class CodedBy:
    """A code of the list that another column names, with its name; a list of them for an array column."""

    list_column: str
    column: str


@dataclass(frozen=True)
class HomeOf:
    """The division in which a family lives or is registered: the village for viewers who may know it, else the township."""

    column: str


@dataclass(frozen=True)
class ScopeOf:
    """The divisions of a membership: townships in place of villages, for who may not know in which village families live."""

    column: str


@dataclass(frozen=True)
class Placed:
    """The neighbour whose id is in this column; hidden if it would tell the viewer the village of the row's family."""

    type_name: str
    key: str


@dataclass(frozen=True)
class Protected:
    """A text that shows another column or expression at each level; null at a level without one."""

    group: Group
    full: "str | Expression"
    masked: "str | Expression | None" = None
    coarse: "str | Expression | None" = None


@dataclass(frozen=True)
class Beside:
    """Rows of this type below a special field; `seen_by`: shown as this kind of viewer will see them. `found`: whether a row may be shown
    there, by which its family is noted."""

    type_name: str
    seen_by: Kind | None = None
    found: "Callable[[Printing, Source, Object, FromClause], ColumnElement[bool]] | None" = None


@dataclass(frozen=True)
class Special:
    """A field with a printer of its own; `below`: which of its fields are rows, or special again. The printer knows the others."""

    printer: Printer
    below: "Lookup[str, Beside | Special]" = field(default_factory=dict)


Entry = str | Expression | One | Listed | Many | Composed | Coded | CodedBy | HomeOf | ScopeOf | Placed | Protected | Special
"""A column, an expression that computes a scalar, or one of the above."""


@dataclass(frozen=True)
class TypeMapping:
    """How one GraphQL type is read from its table."""

    type_name: str
    table: TableClause
    fields: Lookup[str, Entry]
    filters: Filters = field(default_factory=dict)
    orders: Lookup[str, Order] = field(default_factory=dict)
    """Order -> (columns, descending); the last column is the key."""
    only: Predicate | None = None
    """Which rows of the table are of this type (default: all)."""
    unasked: Lookup[str, Predicate] = field(default_factory=dict)
    """Field of the filter -> which rows a list has where that field is not given."""
    found_widely: frozenset[str] = frozenset()
    """Filters of which one value picks the index for a federation whose scope has a county or more, which sees a part that is worth walking
    through of what any value has, however few rows that are; those by an office also for offices above others; none for anybody else."""
    awaited: frozenset[str] = frozenset()
    """Filters of what waits for somebody: few rows, with an index in each way and order, so that beside one none of these does."""
    follows: tuple[str, str] | None = None
    """Two moments, the second never the earlier but in rows that a partial index of each order holds: a bound of one bounds the other."""

    def entry(self, name: str) -> Entry:
        """How a field is read: as its mapping says, else from the column of its name."""
        return self.fields.get(name, snake(name))


@dataclass(frozen=True)
class Within:
    """A filter that few rows may pass of those that are seen in one way: one that compares one of these columns, which with what the filter
    compares stands in one index."""

    columns: frozenset[str]
    in_scope: bool = False
    """Whether an index goes on with the division, so that few are looked for in a scope: where the filter else picks the index, what others
    have much of, and the scope nothing, would be read to its end, and of townships or villages all that lies there."""


@dataclass(frozen=True)
class Candidates:
    """A filter that few rows may pass, whatever is seen: statements that tell the keys of all that pass where it is one of `where`, for
    viewers of these kinds (default: all), and perhaps of more unless they are `exact`.

    `times`: how many times as many as else are few. The statements are told how many they need tell, and what the filter asks for.
    """

    where: frozenset[bool | str]
    of: Callable[[Printing, int, Any], list[Select[Any]]]
    kinds: frozenset[Kind] = frozenset(Kind)
    exact: bool = False
    times: int = 1


@dataclass(frozen=True)
class RootRows:
    """A root field that is a connection: its type, its default order, and which of the rows that the viewer sees it has (default: all).

    `picks`: the kinds for whom `which` picks the index; else the rules of rows do. `apart`: those of them for whom `which` is an OR, of
    which each part picks one. `found_by`: filters of which one, unless it is false, picks the index (not where the scope is of villages):
    one holds what it compares in each of the list's orders. `few`: filters, the first the one that finds fewest, of which the rows that
    pass are looked for where they are few.
    """

    type_name: str
    order: str
    which: Predicate | None = None
    picks: frozenset[Kind] = frozenset()
    apart: frozenset[Kind] = frozenset()
    found_by: frozenset[str] = frozenset()
    few: Lookup[str, Within | Candidates] = field(default_factory=dict)


@dataclass(frozen=True)
class Feed:
    """A root field that is read behind a position, in one order for ever; otherwise as `RootRows`."""

    type_name: str
    order: str
    which: Predicate | None = None


@dataclass(frozen=True)
class ByIds:
    """A root field that finds rows by global ids: one (`node`) or a list in the order asked (`nodes`)."""

    several: bool


@dataclass(frozen=True)
class Self:
    """A root field that is the viewer's own membership, as this type."""

    type_name: str


@dataclass(frozen=True)
class Explains:
    """A root field that finds a row by its global id, and tells by a printer of its own how the row is shown to the viewer."""

    how: Special


CHANGED_WITHIN = Within(frozenset({"county_code", "city_code", "province_code"}))
"""How the few rows are looked for that have changed since a moment."""

IN_SCOPE = Within(frozenset(), in_scope=True)
"""How the few rows are looked for that a scope has of what others may have much of."""

Root = RootRows | Feed | ByIds | Explains | Self


def by_moment(name: str, column: str) -> Lookup[str, Order]:
    """Two orders by a moment: the oldest first, and under `<name>_DESC` the newest first."""
    return {name: ((column, "id"), False), f"{name}_DESC": ((column, "id"), True)}


def mapping(
    type_name: str,
    row: type[DeclarativeBase],
    *,
    filters: Filters | None = None,
    orders: Lookup[str, Order] | None = None,
    only: Predicate | None = None,
    unasked: Lookup[str, Predicate] | None = None,
    found_widely: frozenset[str] = frozenset(),
    awaited: frozenset[str] = frozenset(),
    follows: tuple[str, str] | None = None,
    **fields: Entry,
) -> TypeMapping:
    """A type's mapping; the keywords are its fields, written as in Python (`clock_paused_by` for `clockPausedBy`)."""
    named = {camel(name): entry for name, entry in fields.items()}
    found = (found_widely, awaited, follows)
    return TypeMapping(type_name, plain(row), named, filters or {}, orders or {}, only, unasked or {}, *found)
