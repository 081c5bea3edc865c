"""Prints a filter as conditions over visible expressions: what one may not see cannot be guessed by filtering.

Source: docs/design.md 4.4. An empty filter or list is refused: a lost predicate must not match everybody.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, DateTime, FromClause, Text, Uuid, and_, any_, exists, false, true
from sqlalchemy.sql.elements import True_

from domain.message.expected import ROWS, unfit
from domain.message.refusal import Refusal
from domain.rules.access import FIELDS
from domain.rules.rows import Counted
from domain.value.code_list import REGION, called
from domain.viewer import RegionLevel, region_level
from resolvers.document.ids import decode_id
from resolvers.document.limits import LISTED
from resolvers.planner import access
from resolvers.planner.access import Source
from resolvers.planner.draft import Call, Draft
from resolvers.planner.mapping import Placed, TypeMapping
from resolvers.planner.narrowing import AnyOf, ById, From, Holds, HomeIn, InRegion, Is, IsNull, Overlaps, Under, Until, Where
from resolvers.planner.scope import COLUMN_OF_LEVEL, rule_for
from resolvers.planner.sql.groups import under

COUNTED_FILTERS = frozenset({"department", "office", "state", "colour", "region"})
"""What a viewer who only counts may filter by (docs/domain.md 7); a region of county level or above."""


def conditions(
    draft: Draft, mapping: TypeMapping, row: FromClause, index: int, given: Mapping[str, Any] | None, path: tuple[str, ...]
) -> list[ColumnElement[bool]]:
    """The conditions of a filter argument; each compares an expression as the viewer sees it with a value bound at every call."""
    if given is None:
        return []
    if all(value is None for value in given.values()):
        raise unfit("CONDITION", (*path, "filter"))
    counts = any(isinstance(word, Counted) for word in rule_for(draft, mapping.table.name))
    found: list[ColumnElement[bool]] = []
    for name, value in given.items():
        if value is None:
            continue
        at = (*path, "filter", name)
        if isinstance(value, list) and not value:
            raise unfit("ENTRY", at)
        if counts and name not in COUNTED_FILTERS:
            raise unfit("COUNTED_BY", at)
        if isinstance(value, list) and len(value) > LISTED:
            raise Refusal("TOO_MANY", path=at, most=LISTED)
        field, does = mapping.filters[name]
        seen = FIELDS[f"{mapping.type_name}.{field}"]
        level = access.level(draft, Source(mapping.type_name, row, None), seen.group)
        _known(draft, does, index, name, at)
        condition = _condition(draft, mapping, row, does, index, name, value, at, counts=counts)  # a wrong value is told to everybody
        found.append(condition if isinstance(level, int) and level >= seen.at else false())
    return found


def _known(draft: Draft, does: Any, index: int, name: str, at: tuple[str, ...]) -> None:
    """Have each call refuse what is no code of the filter's list: an answer of nothing would hide a slip."""
    of = REGION if isinstance(does, (InRegion, HomeIn)) else getattr(does, "of", None)
    if of is None:
        return

    def check(call: Call) -> None:
        value = call.arguments[index]["filter"][name]
        for place, code in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if str(code) not in call.codes[of]:
                raise Refusal("UNKNOWN_CODE", path=at if place is None else (*at, place), list=called(of))

    draft.checks.append(check)


def _condition(
    draft: Draft,
    mapping: TypeMapping,
    row: FromClause,
    does: Any,
    index: int,
    name: str,
    value: Any,
    at: tuple[str, ...],
    *,
    counts: bool,
) -> ColumnElement[bool]:
    def given(call: Call) -> Any:
        return call.arguments[index]["filter"][name]

    match does:
        case Is(column, _):
            return row.c[column] == draft.bind(Text(), lambda call: str(given(call)))
        case AnyOf(column, _):
            return row.c[column] == any_(draft.bind(ARRAY(Text()), lambda call: [str(code) for code in given(call)]))
        case Overlaps(column, _):
            codes = draft.bind(ARRAY(Text()), lambda call: [str(code) for code in given(call)])
            return row.c[column].bool_op("&&")(codes)
        case From(column):
            return row.c[column] >= draft.bind(DateTime(timezone=True), lambda call: _moment(given(call)))
        case Until(column):
            return row.c[column] < draft.bind(DateTime(timezone=True), lambda call: _moment(given(call)))
        case IsNull(column):
            return row.c[column].is_(None) if value else row.c[column].is_not(None)
        case InRegion() | HomeIn():
            level = region_level(str(value))
            if level not in COLUMN_OF_LEVEL or (counts and level > RegionLevel.COUNTY):
                raise unfit("COUNTED_REGION" if counts else "DIVISION", at)
            lies_in = row.c[COLUMN_OF_LEVEL[level]] == draft.bind(Text(), lambda call: str(given(call)))
            hidden = isinstance(does, HomeIn) and level is RegionLevel.VILLAGE
            return and_(lies_in, access.knows_village(draft, Source(mapping.type_name, row))) if hidden else lies_in
        case Under(by, _):
            return under(draft, mapping, row, by) == any_(draft.bind(ARRAY(Text()), lambda call: [str(code) for code in given(call)]))
        case ById(_, "Office") if counts:
            _named(value, "Office", at)
            return under(draft, mapping, row, "OFFICE") == draft.bind(Text(), lambda call: str(_named(given(call), "Office", at)))
        case ById(column, type_name) | Holds(column, type_name):
            _named(value, type_name, at)
            key = draft.bind(Uuid(), lambda call: _named(given(call), type_name, at))
            if isinstance(mapping.fields.get(mapping.filters[name][0]), Placed):
                return and_(row.c[column] == key, _shown(draft, mapping, row, type_name, column))
            return key == any_(row.c[column]) if isinstance(does, Holds) else row.c[column] == key
        case Where(build):
            return build(row, draft, value)
    raise AssertionError(does)


def _shown(draft: Draft, mapping: TypeMapping, row: FromClause, type_name: str, column: str) -> ColumnElement[bool]:
    """The neighbour that the filter names is shown beside the row."""
    neighbour = draft.mappings[type_name].table.alias(draft.alias("p"))
    may = access.may_place(draft, Source(mapping.type_name, row), neighbour)
    return true() if isinstance(may, True_) else exists().where(neighbour.c.id == row.c[column], may).correlate_except(neighbour)


def _named(value: Any, type_name: str, at: tuple[str, ...]) -> UUID:
    """The key that a global id of one type names. Raises BAD_USER_INPUT."""
    decoded = decode_id(str(value))
    if decoded is None or decoded[0] != type_name:
        raise unfit("NODE", at, type=ROWS[type_name])
    return decoded[1]


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
