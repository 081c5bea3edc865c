"""Prints the selection on one row as a JSON object: each field by its mapping, its cell of the access table, its level.

Source: docs/design.md 4.3 and 4.4.
"""

from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import and_, any_, case, func, literal_column, select

from domain.rules.access import Level, cell
from domain.value.spelling import snake
from resolvers.planner import access
from resolvers.planner.access import Source
from resolvers.planner.draft import Draft
from resolvers.planner.mapping import (
    Embedded,
    Entry,
    Expr,
    HomeOf,
    Latest,
    Listed,
    Many,
    Named,
    NamedBy,
    NamedList,
    NamedListBy,
    One,
    Placed,
    Protected,
    RegionOf,
    RegionsOf,
    ScopeOf,
    Special,
    TypeMapping,
    TypeOf,
)
from resolvers.planner.scope import shown
from resolvers.planner.sql import special
from resolvers.planner.sql.connection import Matches, connection
from resolvers.planner.sql.json import EMPTY, LEVEL_NAMES, NULL, Sql, by_level, json_list, json_object, leaf, text_literal
from resolvers.planner.sql.names import code_name


def json_of(draft: Draft, of: Source, nodes: list[FieldNode]) -> Sql:
    """The object that the selection under these nodes asks of one row."""
    mapping = draft.mappings[of.type_name]
    graphql_type = draft.schema.get_type(draft.called(of.type_name))
    assert isinstance(graphql_type, GraphQLObjectType)
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(graphql_type, nodes).items():
        name = asked[0].name.value
        if name == "__typename":
            pairs[key] = text_literal(graphql_type.name)
        else:
            pairs[key] = field(draft, of, mapping, graphql_type.fields[name], asked)
    return json_object(pairs)


def field(draft: Draft, of: Source, mapping: TypeMapping, graphql_field: GraphQLField, nodes: list[FieldNode]) -> Sql:
    """One field of one row, as much of it as the viewer may see."""
    name = nodes[0].name.value
    entry = mapping.fields.get(name, snake(name))
    if isinstance(entry, Protected):
        return _protected(draft, of, graphql_field, nodes, entry)
    found = cell(f"{of.type_name}.{name}")
    if found is None or not draft.fits(graphql_field, nodes[0]):
        return NULL
    at = access.level(draft, of, found.group)
    if isinstance(at, int) and at < found.at:
        return NULL
    guarded = access.guarded(at, found, value(draft, of, graphql_field, nodes, entry))
    return NULL if guarded is None else guarded


def value(draft: Draft, of: Source, graphql_field: GraphQLField, nodes: list[FieldNode], entry: Entry) -> Sql:
    """What a mapping's entry says of one row."""
    row = of.row
    match entry:
        case str():
            return leaf(row.c[entry], of.type_name)
        case Expr(build):
            return leaf(build(row, draft), of.type_name)
        case Embedded(fields, unless_null):
            embedded = _embedded(draft, of, graphql_field, nodes, dict(fields))
            return case((row.c[unless_null].is_not(None), embedded), else_=NULL) if unless_null else embedded
        case One(type_name, key, to):
            return one(draft, type_name, nodes, lambda target: target.c[to] == row.c[key])
        case Latest(type_name, of_column, by):
            return one(draft, type_name, nodes, lambda target: target.c[of_column] == row.c.id, newest=by)
        case Listed(type_name, of_column, by, key):
            return listed(draft, type_name, nodes, lambda target: target.c[of_column] == row.c[key], by)
        case Many(type_name, of_column, by, key, descending):
            return connection(
                draft, type_name, graphql_field, nodes, lambda target: target.c[of_column] == row.c[key], (by, descending), json_of
            )
        case Named(code_list, column):
            return _named(draft, graphql_field, nodes, text_literal(code_list), row.c[column])
        case NamedBy(list_column, column):
            return _named(draft, graphql_field, nodes, row.c[list_column], row.c[column])
        case NamedList(code_list, column):
            return _named_list(draft, graphql_field, nodes, text_literal(code_list), row.c[column])
        case NamedListBy(list_column, column):
            return _named_list(draft, graphql_field, nodes, row.c[list_column], row.c[column])
        case RegionOf(column):
            return one(draft, "Region", nodes, lambda target: target.c.code == row.c[column])
        case HomeOf(column):
            home = access.home(draft, of, row.c[column])
            return one(draft, "Region", nodes, lambda target: target.c.code == home)
        case RegionsOf(column):
            codes = row.c[column]
            return listed(draft, "Region", nodes, lambda target: target.c.code == any_(codes), ("code",))
        case ScopeOf(column):
            works_in = access.scope_of(draft, of, row.c[column])
            return listed(draft, "Region", nodes, lambda target: target.c.code == any_(works_in), ("code",))
        case Placed(type_name, key):
            return one(draft, type_name, nodes, lambda target: and_(target.c.id == row.c[key], access.may_place(draft, of, target)))
        case TypeOf(code, version):
            return one(
                draft, "AssistanceType", nodes, lambda target: and_(target.c.code == row.c[code], target.c.version == row.c[version])
            )
        case Special(printer):
            return special.PRINTERS[printer](draft, of, graphql_field, nodes, json_of)
        case Protected():
            return _protected(draft, of, graphql_field, nodes, entry)


def one(draft: Draft, type_name: str, nodes: list[FieldNode], matches: Matches, newest: str | None = None) -> Sql:
    """The one neighbour that matches, as an object; null where there is none or none that this kind may be shown."""
    mapping = draft.mappings[type_name]
    if not shown(draft, mapping.table.name):
        return NULL
    target = mapping.table.alias(draft.alias(mapping.table.name[0]))
    of = access.source(draft, type_name, target)
    statement = select(json_of(draft, of, nodes)).select_from(of.joined).where(matches(target))
    if newest:
        statement = statement.order_by(target.c[newest].desc()).limit(literal_column("1"))
    return statement.correlate_except(*of.own).scalar_subquery()


def listed(draft: Draft, type_name: str, nodes: list[FieldNode], matches: Matches, by: tuple[str, ...]) -> Sql:
    """The neighbours that match, as a plain list in the order of these columns."""
    mapping = draft.mappings[type_name]
    if not shown(draft, mapping.table.name):
        return EMPTY
    target = mapping.table.alias(draft.alias(mapping.table.name[0]))
    of = access.source(draft, type_name, target)
    found = json_list(json_of(draft, of, nodes), *(target.c[column] for column in by))
    statement = select(found).select_from(of.joined).where(matches(target))
    if mapping.only:
        statement = statement.where(mapping.only(target, draft))
    return statement.correlate_except(*of.own).scalar_subquery()


def _embedded(draft: Draft, of: Source, graphql_field: GraphQLField, nodes: list[FieldNode], fields: dict[str, Entry]) -> Sql:
    inner = get_named_type(graphql_field.type)
    assert isinstance(inner, GraphQLObjectType)
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        name = asked[0].name.value
        if name == "__typename":
            pairs[key] = text_literal(inner.name)
            continue
        entry = fields.get(name, snake(name))
        found = cell(f"{inner.name}.{name}")
        shown_value = value(draft, of, inner.fields[name], asked, entry)
        if found is not None:
            guarded = access.guarded(access.level(draft, of, found.group), found, shown_value)
            shown_value = NULL if guarded is None else guarded
        pairs[key] = shown_value
    return json_object(pairs)


def _protected(draft: Draft, of: Source, graphql_field: GraphQLField, nodes: list[FieldNode], entry: Protected) -> Sql:
    at = access.level(draft, of, entry.group)
    inner = get_named_type(graphql_field.type)
    assert isinstance(inner, GraphQLObjectType)

    def text_of(what: Any) -> Sql:
        return of.row.c[what] if isinstance(what, str) else what(of.row, draft)

    shows = {Level.FULL: entry.full, Level.MASKED: entry.masked, Level.COARSE: entry.coarse}
    texts = {int(level): text_of(what) for level, what in shows.items() if what is not None}
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        name = asked[0].name.value
        if name == "value":
            pairs[key] = by_level(at, texts)
        elif name == "level":
            pairs[key] = by_level(at, LEVEL_NAMES)
        else:
            pairs[key] = text_literal(inner.name)
    return json_object(pairs)


def _code_object(draft: Draft, graphql_field: GraphQLField, nodes: list[FieldNode], code_list: Sql, code: Sql) -> Sql:
    inner = get_named_type(graphql_field.type)
    assert isinstance(inner, GraphQLObjectType)
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        match asked[0].name.value:
            case "code":
                pairs[key] = code
            case "name":
                pairs[key] = code_name(draft, code_list, code)
            case _:
                pairs[key] = text_literal(inner.name)
    return json_object(pairs)


def _named(draft: Draft, graphql_field: GraphQLField, nodes: list[FieldNode], code_list: Sql, code: Sql) -> Sql:
    return case((code.is_not(None), _code_object(draft, graphql_field, nodes, code_list, code)), else_=NULL)


def _named_list(draft: Draft, graphql_field: GraphQLField, nodes: list[FieldNode], code_list: Sql, codes: Sql) -> Sql:
    unnested = func.unnest(codes).table_valued("code", with_ordinality="place", name=draft.alias("u")).render_derived()
    each = _code_object(draft, graphql_field, nodes, code_list, unnested.c.code)
    return select(json_list(each, unnested.c.place)).select_from(unnested).scalar_subquery()
