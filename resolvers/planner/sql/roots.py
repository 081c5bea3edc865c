"""Prints the root fields of a query: each as a body, and beside it what sensitive rows it showed.

Source: docs/design.md 4.3 (anchors: root fields, one row, mixed ids) and 4.7 (read audit).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField
from sqlalchemy import ARRAY, ColumnElement, FromClause, Integer, Select, Uuid, and_, case, func, literal_column, select, true, union_all
from sqlalchemy.dialects.postgresql import JSON, array

from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.person import Person
from domain.message.expected import unfit
from domain.rules.access import LEVELS, SUPERIOR_LEVELS, Group, Level, Shared
from resolvers.document.ids import decode_id
from resolvers.document.limits import MOST
from resolvers.planner import access
from resolvers.planner.access import Source
from resolvers.planner.draft import Call, Draft, Getter
from resolvers.planner.mapping import ByIds, Root, Rows, Self, TypeMapping
from resolvers.planner.scope import shown, visible
from resolvers.planner.sql.connection import paged
from resolvers.planner.sql.json import EMPTY, NULL, Sql, json_list, json_object
from resolvers.planner.sql.objects import json_of

Ids = Callable[[Call], list[Any]]


@dataclass(frozen=True)
class Printed:
    """A root field as SQL: a statement of two columns, `body` and `seen`."""

    statement: Select[Any]


def print_root(draft: Draft, root: Root, field: GraphQLField, nodes: list[FieldNode]) -> Printed:
    """One root field."""
    match root:
        case Rows():
            return _rows(draft, root, field, nodes)
        case ByIds(several):
            return _by_ids(draft, field, nodes, several=several)
        case Self(type_name):
            row = draft.mappings[type_name].table.alias(draft.alias("me"))
            body = json_of(draft, Source(type_name, row), nodes)
            return Printed(select(body.label("body"), EMPTY.label("seen")).select_from(row).where(row.c.id == draft.membership))


def print_row(draft: Draft, type_name: str, nodes: list[FieldNode]) -> Printed:
    """One row by the key of the call: a payload, an event."""
    mapping = draft.mappings[type_name]
    key = draft.fact("key", Uuid(), lambda call: call.keys[0])
    row, of = _source(draft, mapping)
    if not shown(draft, mapping.table.name):
        return Printed(select(NULL.label("body"), EMPTY.label("seen")))
    body = json_of(draft, of, nodes)
    where = and_(row.c.id == key, visible(draft, mapping.table.name, row))
    one = select(body.label("body"), seen(draft, of).label("seen")).select_from(of.joined).where(where).subquery(draft.alias("row"))
    first = func.json_agg(one.c.body).op("->")(literal_column("0"))
    return Printed(select(first.label("body"), json_list(one.c.seen).label("seen")).select_from(one))


def _source(draft: Draft, mapping: TypeMapping) -> tuple[FromClause, Source]:
    row = mapping.table.alias(draft.alias(mapping.table.name[0]))
    return row, access.source(draft, mapping.type_name, row)


def _rows(draft: Draft, root: Rows, field: GraphQLField, nodes: list[FieldNode]) -> Printed:
    mapping = draft.mappings[root.type_name]

    def matches(row: FromClause) -> ColumnElement[bool]:
        conditions = [visible(draft, mapping.table.name, row)]
        return and_(*conditions, root.which(row, draft)) if root.which else conditions[0]

    trail = root.type_name == "AuditRecord" and shown(draft, mapping.table.name)
    page = paged(draft, root.type_name, field, nodes, matches, mapping.orders[root.order], json_of)
    if trail:  # what was asked of it is noted, whatever was found
        noted = func.json_build_array(seen(draft, Source(root.type_name, mapping.table)))
        body = select(page.body.label("body"), noted.label("seen"))
        return Printed(body if page.rows is None else body.select_from(page.rows.joined))
    if page.rows is None:
        return Printed(select(page.body.label("body"), EMPTY.label("seen")))
    within = page.rows.row.c.place <= literal_column(str(page.first))
    noted = func.coalesce(func.json_agg(seen(draft, page.rows)).filter(within), EMPTY, type_=JSON())
    return Printed(select(page.body.label("body"), noted.label("seen")).select_from(page.rows.joined))


def _by_ids(draft: Draft, field: GraphQLField, nodes: list[FieldNode], *, several: bool) -> Printed:
    """Rows of mixed types by position; what is unknown, unseen or of another type is null and cannot be told apart."""
    index, arguments = draft.arguments(field, nodes[0])
    asked = _asked(arguments, nodes[0], several=several)

    def ids(call: Call) -> list[Any]:
        return _asked(call.arguments[index], nodes[0], several=several)

    found = []
    for tag in sorted({decoded[0] for decoded in map(decode_id, map(str, asked)) if decoded}):
        mapping = draft.mappings.get(tag)
        if mapping is None or not mapping.tagged or not shown(draft, mapping.table.name):
            continue
        row, of = _source(draft, mapping)
        keys = draft.bind(ARRAY(Uuid()), _keys(ids, tag))
        places = draft.bind(ARRAY(Integer()), _places(ids, tag))
        wanted = func.unnest(keys, places).table_valued("key", "place", name=draft.alias("ids")).render_derived()
        joined = wanted.join(row, row.c.id == wanted.c.key)
        joined = joined if of.levels is None else joined.join(of.levels, true())
        columns = (wanted.c.place.label("place"), json_of(draft, of, nodes).label("body"), seen(draft, of).label("seen"))
        of_type = [mapping.only(row, draft)] if mapping.only else []
        found.append(select(*columns).select_from(joined).where(visible(draft, mapping.table.name, row), *of_type))
    count = draft.bind(Integer(), lambda call: len(ids(call)))
    position = func.generate_series(literal_column("1"), count).table_valued("place", name=draft.alias("asked")).render_derived()
    bodies: Sql = NULL
    shown_rows: Sql = EMPTY
    asked_rows: FromClause = position
    if found:
        rows = (union_all(*found) if len(found) > 1 else found[0]).subquery(draft.alias("found"))
        asked_rows = position.outerjoin(rows, rows.c.place == position.c.place)
        bodies = rows.c.body
        shown_rows = func.coalesce(func.json_agg(rows.c.seen).filter(rows.c.place.is_not(None)), EMPTY, type_=JSON())
    listed = json_list(bodies, position.c.place)
    body = listed if several else listed.op("->")(literal_column("0"))
    return Printed(select(body.label("body"), shown_rows.label("seen")).select_from(asked_rows))


def _asked(arguments: Mapping[str, Any], node: FieldNode, *, several: bool) -> list[Any]:
    """The ids of one call: how many they are is no part of a plan."""
    asked = list(arguments["ids"]) if several else [arguments["id"]]
    if len(asked) > MOST:
        raise unfit("IDS", (node.name.value, "ids"), most=MOST)
    return asked


def _keys(ids: Ids, tag: str) -> Getter:
    return lambda call: [key for key, _ in _positions(ids(call), tag)]


def _places(ids: Ids, tag: str) -> Getter:
    return lambda call: [place for _, place in _positions(ids(call), tag)]


def _positions(ids: list[Any], tag: str) -> list[tuple[Any, int]]:
    decoded = [decode_id(str(text)) for text in ids]
    return [(each[1], place) for place, each in enumerate(decoded, 1) if each is not None and each[0] == tag]


def seen(draft: Draft, of: Source) -> Sql:
    """What the read audit notes of one row: its family, and the groups of it that were shown (planned so far)."""
    mapping = draft.mappings[of.type_name]
    draft.noted.add(of.type_name)
    if of.type_name == "AuditRecord":
        return _trail_read(draft)
    family = of.row.c.id if mapping.type_name == "Family" else of.row.c.get("family_id")
    if family is None or not draft.audited:
        return NULL
    both = {"also": _registered(draft, of)} if mapping.type_name == "PersonMatch" else {}
    return json_object({"family": family, "groups": _groups(draft, family), **both})


def _trail_read(draft: Draft) -> Sql:
    """Whoever reads the trail is in it too: of no family, once a query."""
    draft.audited.add(Group.AUDIT)
    return json_object({"family": NULL, "groups": _groups(draft, NULL)})


def _registered(draft: Draft, of: Source) -> Sql:
    """The family of the person who was registered later, where the viewer sees it: a match shows two families."""
    person = Person.__table__.alias(draft.alias("p"))
    where = and_(person.c.id == of.row.c.registered_id, visible(draft, "person", person))
    return select(person.c.family_id).where(where).correlate_except(person).scalar_subquery()


def _groups(draft: Draft, family: Sql) -> Sql:
    decided = LEVELS[draft.kind]
    superior = {group for group, level in SUPERIOR_LEVELS.items() if level and decided.get(group) is Shared.SUPERIOR}
    fixed = [group for group in sorted(draft.audited) if isinstance(decided.get(group), Level) or group in superior]
    by_row = [group for group in sorted(draft.audited) if group not in fixed]
    if not by_row:
        return func.array_to_json(array([literal_column(f"'{group}'") for group in fixed]))
    held = FamilyAccess.__table__.alias(draft.alias("h"))
    shown_groups = [case((func.max(held.c[LEVEL_OF_GROUP[group]]) > literal_column("0"), literal_column(f"'{group}'"))) for group in by_row]
    listed = func.array_to_json(func.array_remove(array(shown_groups), None))
    statement = select(listed).where(held.c.family_id == family, held.c.until > draft.now, held.c.office_id == draft.office)
    return statement.correlate_except(held).scalar_subquery()
