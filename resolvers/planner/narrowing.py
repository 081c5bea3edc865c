"""The vocabulary of filters: which field of a filter input narrows what.

Source: docs/design.md 4.4 (filters use the expressions that are shown). `resolvers/planner/sql/filters.py` prints it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from domain.value.code_list import REGION
from domain.value.spelling import snake
from resolvers.planner.printing import Printing


@dataclass(frozen=True)
class Is:
    """Equal to the value, or to one of several; of an array column one of its entries. `of`: the list of the codes."""

    column: str
    of: str | None = None


@dataclass(frozen=True)
class From:
    """At or after the value."""

    column: str


@dataclass(frozen=True)
class Until:
    """Before the value."""

    column: str


@dataclass(frozen=True)
class IsNull:
    """The column is null (or, given false, is not)."""

    column: str


@dataclass(frozen=True)
class InRegion:
    """The row lies in the division: equality on the column of the division's level."""


@dataclass(frozen=True)
class HomeIn:
    """The family lives in the division; a village matches only where the viewer may know the village."""


@dataclass(frozen=True)
class Under:
    """What the row counts under (the key of a group, in words) is one of the values."""

    by: str
    of: str | None = None


@dataclass(frozen=True)
class ById:
    """The column is (an array column has) the row that a global id of this type names."""

    column: str
    type_name: str


@dataclass(frozen=True)
class Where:
    """Something else, from a value that belongs to the shape of the plan (an enum value, a boolean)."""

    build: Callable[[FromClause, Printing, Any], ColumnElement[bool]]


Filter = Is | From | Until | IsNull | InRegion | HomeIn | Under | ById | Where
"""What a field of a filter input may do."""
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
    """The list of the reference data in which the values of a filter's field stand."""
    match does:
        case Is(_, of) | Under(_, of):
            return of
        case InRegion() | HomeIn():
            return REGION
    return None
