"""Prints a filter as conditions over what the viewer sees: a hidden value cannot be guessed by filtering.

Source: docs/design.md 4.4; what is wrong with a filter is decided before (`resolvers/planner/decide/filters.py`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Select,
    TableClause,
    Text,
    Uuid,
    and_,
    any_,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.sql.elements import True_
from sqlalchemy.types import TypeEngine

from db.tables.campaign import Campaign
from db.tables.declare import COLUMN_OF_LEVEL
from db.tables.family_merge import goes_on_as
from domain.message.refusal import Refusal
from domain.value.code_list import called
from domain.viewer import Kind, RegionLevel, last_in, lies_in, region_level
from resolvers.planner.decide.filters import key_of
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.narrowing import ById, From, HoldsOn, HomeIn, Is, IsNull, LiesIn, NotSince, Told, Under, Until, Where
from resolvers.planner.printing import Call, Printing, Source
from resolvers.planner.rows import aliased
from resolvers.planner.sql import levels
from resolvers.planner.sql.groups import COUNTED_BY_OFFICE, LEAD, under
from resolvers.planner.sql.lists.way import repeated
from resolvers.planner.tree import Check, Connection, Narrowed

ArgumentsOf = Callable[[Call], Mapping[str, Any]]


def conditions(printing: Printing, mappings: Mapping[str, TypeMapping], of: Source, shown: Connection) -> Iterator[ColumnElement[bool]]:
    """The conditions of a connection's filter: each compares what the viewer sees with a value of the call, or is false."""
    arguments = printing.arguments(shown.arguments)
    for each in shown.narrowed:
        neighbour = mappings[each.placed].table if each.placed else None
        condition = _condition(printing, of, each, arguments, neighbour) if each.seen.always else false()
        yield condition if each.picks else repeated(condition)


def held(printing: Printing, row: FromClause, shown: Connection, by: Narrowed) -> list[ColumnElement[bool]]:
    """The conditions of which one holds for each row that passes a filter by the one key of a group, each with an index of its own."""
    assert isinstance(by.does, Under)
    arguments = printing.arguments(shown.arguments)
    return by.does.held(row, printing.value(Text(), lambda call: _text(arguments(call)["filter"][by.name])))


def same(printing: Printing, shown: Connection, by: Narrowed, value: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a filter names this value, which is known before any row is: of what a way compares already."""
    arguments = printing.arguments(shown.arguments)
    if isinstance(by.does, ById):
        tag = by.does.type_name
        return repeated(value == printing.value(Uuid(), lambda call: key_of(_text(arguments(call)["filter"][by.name]), tag, by.at)))
    if by.several:
        return repeated(value == any_(printing.value(ARRAY(Text()), lambda call: _texts(arguments(call)["filter"][by.name]))))
    return repeated(value == printing.value(Text(), lambda call: _text(arguments(call)["filter"][by.name])))


def moment(printing: Printing, shown: Connection, by: Narrowed) -> ColumnElement[Any]:
    """The moment that a filter names."""
    arguments = printing.arguments(shown.arguments)
    return printing.value(DateTime(timezone=True), lambda call: _moment(arguments(call)["filter"][by.name]))


def division_range(printing: Printing, code: ColumnElement[Any], shown: Connection, by: Narrowed) -> ColumnElement[bool]:
    """That a code lies in the division that a filter names, as an index compares it in which codes of every level stand."""
    assert isinstance(by.steers, RegionLevel)
    arguments = printing.arguments(shown.arguments)

    def named(call: Call) -> str:
        return str(arguments(call)["filter"][by.name])

    last = printing.value(Text(), lambda call: last_in(named(call)))
    return and_(code >= printing.value(Text(), named), code <= last)


def meets(printing: Printing, shown: Connection, name: str, level: RegionLevel | None = None) -> ColumnElement[bool]:
    """Whether the division that a filter names lies in one of the viewer's scope, or that in it: known before any row is.

    `level`: one of this level alone.
    """
    arguments = printing.arguments(shown.arguments)

    def met(call: Call) -> bool:
        named = str(arguments(call)["filter"][name])
        scope = [code for code in call.viewer.scope if level is None or region_level(code) is level]
        return any(lies_in(named, (code,)) or lies_in(code, (named,)) for code in scope)

    return printing.value(Boolean(), met)


def lies_beyond(printing: Printing, shown: Connection, name: str) -> ColumnElement[bool]:
    """Whether the division that a filter names does not lie in the viewer's scope: what does is found by that."""
    arguments = printing.arguments(shown.arguments)
    return printing.value(Boolean(), lambda call: not lies_in(str(arguments(call)["filter"][name]), call.viewer.scope))


def check(printing: Printing, of: Check) -> Callable[[Call], None]:
    """A function that checks a call's codes in a filter: an empty answer would hide a slip. It raises UNKNOWN_CODE."""
    arguments = printing.arguments(of.arguments)

    def refuse(call: Call) -> None:
        value = arguments(call)["filter"][of.name]
        for place, code in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if str(code) not in call.codes[of.code_list]:
                raise Refusal("UNKNOWN_CODE", path=of.at if place is None else (*of.at, place), list=called(of.code_list))

    return refuse


def _condition(printing: Printing, of: Source, by: Narrowed, arguments: ArgumentsOf, neighbour: TableClause | None) -> ColumnElement[bool]:
    row = of.row

    def given(kind: TypeEngine[Any], read: Callable[[Any], object]) -> ColumnElement[Any]:
        return printing.value(kind, lambda call: read(arguments(call)["filter"][by.name]))

    match by.does:
        case Is() as does if does.usual and by.steers:
            return and_(_condition(printing, of, replace(by, steers=False), arguments, neighbour), does.unusual(row))
        case Is(column) if not by.several:
            return row.c[column] == given(Text(), _text)
        case Is(column):
            codes = given(ARRAY(Text()), _texts)
            return row.c[column].bool_op("&&")(codes) if isinstance(row.c[column].type, ARRAY) else row.c[column] == any_(codes)
        case From(column):
            return row.c[column] >= given(DateTime(timezone=True), _moment)
        case Until(column):
            return row.c[column] < given(DateTime(timezone=True), _moment)
        case NotSince(column):
            return or_(row.c[column].is_(None), row.c[column] < given(DateTime(timezone=True), _moment))
        case HoldsOn():
            day = given(Date(), _day)
            return and_(row.c.valid_from <= day, or_(row.c.valid_to.is_(None), row.c.valid_to > day))
        case IsNull(column):
            return row.c[column].is_(None) if by.steers else row.c[column].is_not(None)
        case LiesIn() | HomeIn():
            assert isinstance(by.steers, RegionLevel)
            lies_in = row.c[COLUMN_OF_LEVEL[by.steers]] == given(Text(), str)
            hidden = isinstance(by.does, HomeIn) and by.steers is RegionLevel.VILLAGE
            return and_(lies_in, levels.knows_village(printing, of)) if hidden else lies_in
        case Under(counted_by) as does:
            asked = any_(given(ARRAY(Text()), _texts)) if by.several else given(Text(), _text)
            counts = under(printing, of, counted_by) == asked
            return and_(or_(*does.held(row, asked)), repeated(counts)) if does.held_in and of.type_name in LEAD else counts
        case ById(_, "Office") if printing.kind is Kind.COUNTER and of.type_name in COUNTED_BY_OFFICE:
            return under(printing, of, "OFFICE") == given(Text(), lambda text: str(key_of(text, "Office", by.at)))
        case ById(column, type_name, parts):
            key: ColumnElement[Any] = given(Uuid(), lambda text: key_of(text, type_name, by.at))
            if parts:
                return row.c[column].in_(_with_parts(printing, key))
            if type_name == "Family":
                key = select(goes_on_as(key)).scalar_subquery()
            if neighbour is not None:
                return and_(row.c[column] == key, _shown(printing, of, neighbour, column))
            return row.c[column] == key
        case Told(function, type_tag):
            asked = given(Text(), str) if type_tag is None else given(Uuid(), partial(key_of, type_name=type_tag, at=by.at))
            told = select(getattr(func, function)(asked)).scalar_subquery()  # asked once, whatever plan PostgreSQL takes
            return row.c.id == any_(cast(told, ARRAY(Uuid())))
        case Where(build):
            return build(row, printing, by.steers)


def _shown(printing: Printing, of: Source, table: TableClause, column: str) -> ColumnElement[bool]:
    """Whether the neighbour that the filter names may be shown beside the row."""
    neighbour = aliased(table, printing.alias("p"))
    may = levels.may_place(printing, of, neighbour)
    return true() if isinstance(may, True_) else exists().where(neighbour.c.id == of.row.c[column], may).correlate_except(neighbour)


def _with_parts(printing: Printing, key: ColumnElement[Any]) -> Select[Any]:
    """The key of a campaign, and those of all that are a part of it, at any depth."""
    whole, part = printing.table(Campaign, "w"), printing.table(Campaign, "w")
    found = select(whole.c.id).where(whole.c.id == key).cte(printing.alias("within"), recursive=True, nesting=True)
    below = found.alias(printing.alias("f"))
    return select(found.union(select(part.c.id).join_from(part, below, part.c.parent_id == below.c.id)).c.id)


def _text(value: Any) -> str:
    return str(value[0] if isinstance(value, list) else value)


def _texts(value: Any) -> list[str]:
    return [str(each) for each in value]


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
