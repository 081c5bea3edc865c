"""The vocabulary of filters: what each field of a filter input compares.

Source: docs/design.md 4.4 (filters use the expressions that are shown). `resolvers/planner/sql/filters.py` prints it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, literal_column

from domain.value.code_list import REGION
from domain.value.spelling import snake
from resolvers.planner.printing import Printing


@dataclass(frozen=True)
class Is:
    """The column (of an array: one of its entries) is one of the values. `of`: the list of reference data, if they are its codes.

    `alone`: a list of one is compared as that value, so that an index by it and the order of the list is walked. `usual`: the values of an
    enumeration that nearly all rows have, which such an index leaves out: so a statement that asks for none of them says so.
    """

    column: str
    of: str | None = None
    alone: bool = False
    usual: frozenset[str] = frozenset()

    def is_rare(self, values: object) -> bool:
        """Whether none of these values, or not this one, is usual."""
        return self.usual.isdisjoint(map(str, values) if isinstance(values, list) else (str(values),))

    def unusual(self, row: FromClause) -> ColumnElement[bool]:
        """That the column has no usual value, as the predicate of a partial index says it."""
        first, *others = (literal_column(f"'{value}'", row.c[self.column].type) for value in sorted(self.usual))
        return row.c[self.column].not_in([first, *others]) if others else row.c[self.column] != first


@dataclass(frozen=True)
class From:
    """The column is at or after the value."""

    column: str


@dataclass(frozen=True)
class Until:
    """The column is before the value."""

    column: str


@dataclass(frozen=True)
class NotSince:
    """The column is before the value, or null: it never happened."""

    column: str


@dataclass(frozen=True)
class IsNull:
    """The column is null where the value is true, else it is not null."""

    column: str


@dataclass(frozen=True)
class HoldsOn:
    """The version in the row holds on the day."""


@dataclass(frozen=True)
class LiesIn:
    """The row lies in the division: the column of the division's level equals it."""


@dataclass(frozen=True)
class HomeIn:
    """The family lives in the division; a village matches only where the viewer may know the village."""


@dataclass(frozen=True)
class Under:
    """The key under which `groups(by:)` counts the row is one of the values.

    `held_in`: columns of which one holds the key of every row, so that indexes by them and the order of the list are walked: by the
    second for those rows alone of which the first holds another.
    """

    by: str
    of: str | None = None
    held_in: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether a list of one is compared as that value."""
        return bool(self.held_in)

    def held(self, row: FromClause, key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The conditions of which one holds for each row that counts under a key. `key`: what a column is compared with."""
        columns = [row.c[name] for name in self.held_in]
        return [and_(own == key, *(other.is_distinct_from(own) for other in columns[:place])) for place, own in enumerate(columns)]


@dataclass(frozen=True)
class ById:
    """The column is the key in a global id of this type.

    `parts`: of a campaign, those that are a part of it fit too, at any depth.
    """

    column: str
    type_name: str
    parts: bool = False


@dataclass(frozen=True)
class Told:
    """The row is one of those that a function of the database tells for the value: the key in a global id of this type, else a text.

    The function runs with its owner's rights and uses an index that row security would not let the statement use.
    """

    function: str
    type_name: str | None = None


@dataclass(frozen=True)
class Where:
    """A condition of its own; the value is part of the plan's shape (an enum value, a boolean)."""

    build: Callable[[FromClause, Printing, Any], ColumnElement[bool]]


Filter = Is | From | Until | NotSince | IsNull | HoldsOn | LiesIn | HomeIn | Under | ById | Told | Where
"""What a field of a filter input compares."""
Filters = Mapping[str, tuple[str, Filter]]
"""Field of the filter input -> (field of the type whose access decides, what the filter does)."""


def equal(*names: str) -> Filters:
    """Filters that compare the column of their own name."""
    return {name: (name, Is(snake(name))) for name in names}


def between(after: str, before: str, field: str, column: str | None = None) -> Filters:
    """Two filters by a moment: at or after the value, and before it. `column`: where the field is not the column of its name."""
    column = column or snake(field)
    return {after: (field, From(column)), before: (field, Until(column))}


CREATED = between("createdAfter", "createdBefore", "createdAt")
CHANGED = {"changedAfter": ("updatedAt", From("updated_at"))}


def code_list_of(does: Filter) -> str | None:
    """The list of reference data whose codes the values of a filter must be; None for other values."""
    match does:
        case Is(of=of) | Under(of=of):
            return of
        case LiesIn() | HomeIn():
            return REGION
    return None
