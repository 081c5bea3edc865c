"""Prints a connection: a page by keyset, its cursors, its total, its groups; for whoever only counts, the counts alone.

Source: docs/design.md 8; Relay cursor connections. Page 10,000 costs page 1 by row comparison (docs/decisions/003-row-security.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, FromClause, Integer, Select, Text, and_, cast, false, func, literal_column, select, true, tuple_
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from domain.message.expected import unfit
from resolvers.document.limits import MOST, PAGE
from resolvers.planner import access
from resolvers.planner.access import Source
from resolvers.planner.cursor import binding, decode_cursor
from resolvers.planner.draft import Call, Draft
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.scope import shown
from resolvers.planner.sql.filters import conditions
from resolvers.planner.sql.groups import groups
from resolvers.planner.sql.json import EMPTY, NULL, Sql, beside_outer, json_object, text_literal

CAP = 10_000
"""What a count stops at."""
PrintRow = Callable[[Draft, Source, list[FieldNode]], Sql]
"""Prints the selection under these nodes on one row as an object."""
Matches = Callable[[FromClause], ColumnElement[bool]]


@dataclass(frozen=True)
class Page:
    """A connection as a statement: what it answers, and the rows it stands on."""

    body: Sql
    rows: Source | None
    first: int


def connection(
    draft: Draft,
    type_name: str,
    field: GraphQLField,
    nodes: list[FieldNode],
    matches: Matches,
    order: tuple[tuple[str, ...], bool],
    print_row: PrintRow,
) -> Sql:
    """A connection as one expression."""
    page = paged(draft, type_name, field, nodes, matches, order, print_row)
    statement = select(page.body)
    if page.rows is not None:
        whole = statement.select_from(page.rows.joined).having(true())  # one row, whatever is asked of the page
        statement = whole.correlate_except(*page.rows.own)
    return statement.scalar_subquery()


def paged(
    draft: Draft,
    type_name: str,
    field: GraphQLField,
    nodes: list[FieldNode],
    matches: Matches,
    order: tuple[tuple[str, ...], bool],
    print_row: PrintRow,
) -> Page:
    """A connection: `matches` says which rows, `order` by which columns (the last is the key) and whether descending."""
    mapping = draft.mappings[type_name]
    index, arguments = draft.arguments(field, nodes[0])
    path = (nodes[0].name.value,)
    if arguments.get("orderBy") is not None:
        order = mapping.orders[str(arguments["orderBy"])]
    first = _first(arguments, path)

    def rows(prefix: str) -> tuple[FromClause, list[ColumnElement[bool]]]:
        row = mapping.table.alias(draft.alias(prefix))
        narrowed = [matches(row), *conditions(draft, mapping, row, index, arguments.get("filter"), path)]
        if draft.sources is not None and not shown(draft, mapping.table.name):
            narrowed.append(false())  # a preview counts no more than it shows
        return row, [*narrowed, mapping.only(row, draft)] if mapping.only else narrowed

    rows("checked")  # what is wrong with a filter is told even where no row is looked for
    page = Pages(draft, mapping, index, arguments, order, first, path, rows)
    return page.print(field, nodes, print_row)


def _first(arguments: dict[str, Any], path: tuple[str, ...]) -> int:
    first = arguments.get("first")
    if first is None:
        return PAGE
    if not 0 <= first <= MOST:
        raise unfit("PAGE", (*path, "first"), least=0, most=MOST)
    return int(first)


@dataclass
class Pages:
    """One connection while it is printed."""

    draft: Draft
    mapping: TypeMapping
    index: int
    arguments: dict[str, Any]
    order: tuple[tuple[str, ...], bool]
    first: int
    path: tuple[str, ...]
    rows: Callable[[str], tuple[FromClause, list[ColumnElement[bool]]]]

    def print(self, field: GraphQLField, nodes: list[FieldNode], print_row: PrintRow) -> Page:
        """The connection's object, and the page it aggregates (null where no page is asked for)."""
        inner = get_named_type(field.type)
        assert isinstance(inner, GraphQLObjectType)
        asked = self.draft.collect(inner, nodes)
        names = {node[0].name.value for node in asked.values()}
        paging = bool(names & {"nodes", "edges", "pageInfo"}) and shown(self.draft, self.mapping.table.name) and self.first > 0
        of = self._page() if paging else None
        pairs: dict[str, Sql] = {}
        for key, each in asked.items():
            pairs[key] = self._field(inner, each, of, print_row)
        return Page(json_object(pairs), of, self.first)

    def _field(self, inner: GraphQLObjectType, nodes: list[FieldNode], of: Source | None, print_row: PrintRow) -> Sql:
        name = nodes[0].name.value
        match name:
            case "__typename":
                return text_literal(inner.name)
            case "totalCount":
                return func.least(self._count(), literal_column(str(CAP)))
            case "totalCountIsCapped":
                return self._count() > literal_column(str(CAP))
            case "groups" if not self.draft.fits(inner.fields[name], nodes[0]):
                return NULL
            case "groups":
                row, narrowed = self.rows("g")
                return groups(self.draft, self.mapping, inner.fields[name], nodes, row, narrowed, self.path)
            case "nodes":
                return EMPTY if of is None else self._aggregated(of, print_row(self.draft, of, nodes))
            case "edges":
                return EMPTY if of is None else self._aggregated(of, self._edge(inner, nodes, of, print_row))
            case _:
                return self._page_info(inner, nodes, of)

    def _page(self) -> Source:
        """The rows of this page and one more, numbered; beside them the levels of family_access where the row decides."""
        row, narrowed = self.rows(self.mapping.table.name[0])
        columns, descending = self.order
        keys = [row.c[column] for column in columns]
        if self.arguments.get("after") is not None:
            narrowed.append(self._after(keys, descending))
        ordered = [key.desc() if descending else key for key in keys]
        numbered = func.row_number().over(order_by=ordered).label("place")
        limit: Sql = literal_column(str(self.first + 1))
        rows = select(row, numbered).where(and_(*narrowed)).order_by(*ordered).limit(limit)
        page = beside_outer(rows, self.draft.alias("page"), row)
        return access.source(self.draft, self.mapping.type_name, page)

    def _after(self, keys: list[Any], descending: bool) -> ColumnElement[bool]:
        kinds = [str(key.type.__visit_name__).upper() for key in keys]
        at = (*self.path, "after")

        def key_at(place: int) -> Callable[[Call], object]:
            return lambda call: decode_cursor(str(call.arguments[self.index]["after"]), self._bound_to(call), kinds, at)[place]

        bound = [self.draft.bind(key.type, key_at(place)) for place, key in enumerate(keys)]
        return tuple_(*keys) < tuple_(*bound) if descending else tuple_(*keys) > tuple_(*bound)

    def _bound_to(self, call: Call) -> str:
        """What the cursors of this connection belong to: its place, order, filter, and the viewer's scope."""
        given = call.arguments[self.index].get("filter")
        return binding(
            self.mapping.type_name, self.path, self.order, _plain(given), call.viewer.kind, call.viewer.office, call.viewer.scope
        )

    def _cursor(self, of: Source) -> Sql:
        bound = self.draft.bind(Text(), self._bound_to)
        keys = [cast(of.row.c[column], Text) for column in self.order[0]]
        packed = cast(func.json_build_array(bound, *keys), Text)
        return func.translate(
            func.encode(func.convert_to(packed, text_literal("UTF8")), text_literal("base64")), text_literal("\n"), text_literal("")
        )

    def _aggregated(self, of: Source, value: Sql) -> Sql:
        within = of.row.c.place <= literal_column(str(self.first))
        listed = func.json_agg(aggregate_order_by(value, of.row.c.place)).filter(within)
        return func.coalesce(listed, EMPTY, type_=JSON())

    def _edge(self, inner: GraphQLObjectType, nodes: list[FieldNode], of: Source, print_row: PrintRow) -> Sql:
        edge = get_named_type(inner.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        pairs: dict[str, Sql] = {}
        for key, asked in self.draft.collect(edge, nodes).items():
            match asked[0].name.value:
                case "cursor":
                    pairs[key] = self._cursor(of)
                case "node":
                    pairs[key] = print_row(self.draft, of, asked)
                case _:
                    pairs[key] = text_literal(edge.name)
        return json_object(pairs)

    def _page_info(self, inner: GraphQLObjectType, nodes: list[FieldNode], of: Source | None) -> Sql:
        info = get_named_type(inner.fields["pageInfo"].type)
        assert isinstance(info, GraphQLObjectType)
        pairs: dict[str, Sql] = {}
        for key, asked in self.draft.collect(info, nodes).items():
            name = asked[0].name.value
            pairs[key] = text_literal(info.name) if name == "__typename" else self._paging(name, of)
        return json_object(pairs)

    def _paging(self, name: str, of: Source | None) -> Sql:
        first: Sql = literal_column(str(self.first))
        match name:
            case "hasNextPage":
                return literal_column("false") if of is None else func.count() > first
            case "hasPreviousPage":
                return literal_column("true" if self.arguments.get("after") is not None else "false")
            case "startCursor":
                return NULL if of is None else func.min(self._cursor(of)).filter(of.row.c.place == literal_column("1"))
        if of is None:
            return NULL
        cursors = func.json_agg(aggregate_order_by(self._cursor(of), of.row.c.place))
        return cursors.op("->>")(cast(func.least(func.count(), first), Integer) - literal_column("1"))

    def _count(self) -> Sql:
        """How many rows there are, counted no further than one above the cap."""
        row, narrowed = self.rows("n")
        counted: Select[Any] = (
            select(literal_column("1").label("one")).select_from(row).where(and_(*narrowed)).limit(literal_column(str(CAP + 1)))
        )
        some = beside_outer(counted, self.draft.alias("some"), row)
        return select(func.count()).select_from(some).scalar_subquery()


def _plain(value: Any) -> Any:
    """A filter as plain values in a fixed order, to be hashed."""
    if isinstance(value, dict):
        return tuple(sorted((name, _plain(each)) for name, each in value.items()))
    return [str(each) for each in value] if isinstance(value, list) else str(value)
