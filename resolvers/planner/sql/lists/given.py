"""Finds families by what gives them to an office or its line, in the order of their creation, before any family is looked at.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, select

from db.tables.family_access import FOUND_BY
from domain.viewer import RegionLevel
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.narrowing import From, Until
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.filters import conditions, division_range
from resolvers.planner.sql.json import Sql
from resolvers.planner.sql.lists.way import Given
from resolvers.planner.tree import Connection, Narrowed

EVERY = 2**62
"""No limit, as a value of the call. PostgreSQL plans for whatever value (`PLANNED_ONCE` in `db/session/engine.py`): of a limit that it does
not know it expects a tenth of the rows to be asked for, and reads in order.

Where it expects all of them to be, to sort what a line is given costs as much as to read it in order, and chance decides.
"""


def keys_of(given: Given) -> list[Any]:
    """The columns of what is given by which families are found."""
    return [given.access.c[column] for column in FOUND_BY]


def in_order(of: Connection, keys: Iterable[Sql]) -> list[ColumnElement[Any]]:
    """Keys in the direction of the list."""
    return [key.desc() if of.order[1] else key for key in keys]


def each_once(
    printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, given: Given, *after: ColumnElement[bool]
) -> Select[Any]:
    """The keys of the families that are given, in their order. Of a line PostgreSQL expects a tenth of them to be asked for."""
    created = replace(of, narrowed=tuple(filter(None, map(by_creation, of.narrowed))))
    where = conditions(printing, mappings, Source(of.rows.type_name, given.access), created)
    keys = keys_of(given)
    once = select(*keys).where(given.where, *after, *where).distinct().order_by(*in_order(of, keys)).correlate_except(given.access)
    return once.limit(printing.fact("every", BigInteger(), lambda _: EVERY)) if given.of_line else once


def by_creation(each: Narrowed) -> Narrowed | None:
    """A filter by creation, as one of what gives families; None for any other."""
    match each.does:
        case (From("created_at") | Until("created_at")) as does:
            return replace(each, does=replace(does, column=FOUND_BY[0]))
    return None


def lives_there(printing: Printing, of: Connection, given: Given, by: Narrowed) -> ColumnElement[bool]:
    """That a family that is given lives in the division that a filter names: what gives it tells where."""
    return division_range(printing, given.access.c.family_region_code, of, by)


def lives_in(each: Narrowed) -> bool:
    """Whether a filter asks for families of a division, down to a township: a village is not known of each."""
    return isinstance(each.steers, RegionLevel) and each.steers <= RegionLevel.TOWNSHIP and each.seen.always


def many_pass(each: Narrowed, given: Given) -> bool:
    """Whether families are found by what gives them before this filter is looked at.

    A line is given more families than a township has; of a county or a city it is given a part that is worth walking through.
    """
    if isinstance(each.steers, RegionLevel):
        return not given.of_line or each.steers <= RegionLevel.COUNTY
    return by_creation(each) is not None
