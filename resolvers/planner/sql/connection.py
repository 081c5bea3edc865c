"""Prints a connection: a page by keyset, its cursors, its total, its groups; the counts alone for viewers who only count.

Source: docs/design.md 8; Relay cursor connections. Page 10,000 costs page 1 by row comparison (docs/decisions/003-row-security.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by, distinct_on

from db.tables.family_access import FOUND_BY
from domain.viewer import RegionLevel, Viewer
from resolvers.planner.cursor import binding, decode_cursor, hashable
from resolvers.planner.mapping import PrintRow, TypeMapping
from resolvers.planner.printing import Call, Printing, Source
from resolvers.planner.rows import Derived, aliased, columns_of, types_of
from resolvers.planner.sql.filters import conditions, meets
from resolvers.planner.sql.groups import groups
from resolvers.planner.sql.json import EMPTY, NULL, Sql, number, object_of, text_literal
from resolvers.planner.sql.levels import source
from resolvers.planner.sql.lists import codes
from resolvers.planner.sql.lists.cursors import FEED, packed
from resolvers.planner.sql.lists.given import by_creation, each_once, in_order, keys_of, lives_in, lives_there, many_pass
from resolvers.planner.sql.lists.way import Given, Way, most_of
from resolvers.planner.sql.lookup import beside_outer
from resolvers.planner.sums.printed import groups_from, total_from
from resolvers.planner.tree import Connection, Field, Groups, Object

COUNTED_ROWS = 10_000
"""Most rows that are counted."""
MOST = COUNTED_ROWS + 1
Matches = Callable[[FromClause], ColumnElement[bool]]
Ways = Callable[[FromClause], list[Way]]
"""The ways in which rows match, of which one must hold."""


@dataclass(frozen=True)
class Connections:
    """Prints one connection; `print_row`: an object of one of its rows. `belongs`: its rows, where they are a row's neighbours."""

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection
    print_row: PrintRow
    belongs: Matches | None = None

    @property
    def mapping(self) -> TypeMapping:
        """How its rows are read."""
        return self.mappings[self.of.rows.type_name]

    def nested(self, matches: Matches) -> Sql:
        """The connection of a row's neighbours that match, as one expression."""
        body, page = self.paged(matches)
        return (select(body) if page is None else page.select(body).having(true())).scalar_subquery()

    def paged(self, matches: Matches, ways: Ways | None = None) -> tuple[Sql, Source | None]:
        """The connection's object, and the rows of the page that it aggregates; None where no page is asked for.

        `ways`: those in which rows match, where the page is read in each of them.
        """
        page = self._page(ways or (lambda row: [Way(matches(row))])) if self.of.pages else None
        return object_of(self.of.object, lambda each: self._field(each, matches, ways, page)), page

    def within(self, page: Source) -> ColumnElement[bool]:
        """Whether a row is of the page: one row more is read, to tell whether there is a next page."""
        return page.row.c["place"] <= number(self.of.first)

    def _rows(self, prefix: str) -> tuple[FromClause, list[ColumnElement[bool]]]:
        """The rows of the connection's table, and the conditions on those that it has, beside that they match."""
        row = aliased(self.mapping.table, self.printing.alias(prefix))
        return row, self._conditions(row, self.of.picking())

    def _conditions(self, row: FromClause, of: Connection) -> list[ColumnElement[bool]]:
        """The conditions on the rows that it has, beside that they match."""
        narrowed = [*conditions(self.printing, self.mappings, Source(self.mapping.type_name, row), of)]
        asked = {each.name for each in self.of.narrowed}
        narrowed += [which(row, self.printing) for name, which in self.mapping.unasked.items() if name not in asked]
        if not self.of.counts:
            narrowed.append(false())
        return [*narrowed, self.mapping.only(row, self.printing)] if self.mapping.only else narrowed

    def _field(self, field: Field, matches: Matches, ways: Ways | None, page: Source | None) -> Sql:
        match field.name, field.below:
            case "totalCount", _:
                return func.least(self._count(matches, ways), number(COUNTED_ROWS))
            case "totalCountIsCapped", _:
                return self._count(matches, ways) > number(COUNTED_ROWS)
            case "groups", Groups() as counted:
                if (summed := groups_from(self.printing, self.mappings, self.of, counted, self.belongs)) is not None:
                    return summed.listed()
                row, narrowed = self._rows("g")
                return groups(self.printing, Source(self.mapping.type_name, row), counted, [matches(row), *narrowed])
            case "groups", _:
                return NULL
            case "endPosition", _:
                asked = self._asked_after()
                return asked if page is None else func.coalesce(self._paging("endCursor", page), asked)
            case "hasMore", _:
                return self._paging("hasNextPage", page)
            case "pageInfo", Object() as info:
                return object_of(info, lambda each: self._paging(each.name, page))
            case "nodes", Object() as node if page is not None:
                return self._aggregated(page, self.print_row(self.printing, page, node))
            case "edges", Object() as edge if page is not None:
                return self._aggregated(page, object_of(edge, lambda each: self._of_edge(each, page)))
        return EMPTY

    def _of_edge(self, field: Field, page: Source) -> Sql:
        return self.print_row(self.printing, page, field.below) if isinstance(field.below, Object) else self._cursor(page)

    def _page(self, ways: Ways) -> Source:
        """The rows of the page and one more, numbered by `place`, with their levels of family_access where those decide."""
        row = aliased(self.mapping.table, self.printing.alias(self.mapping.table.name[0]))
        columns, descending = self.of.order
        after = [self._after([row.c[column] for column in columns], descending)] if self.of.after else []
        matching = [self._narrowed(way, row, self.of, after) for way in ways(row)] or [Way(false())]
        only = matching[0] if len(matching) == 1 and matching[0].each is None and matching[0].given is None else None
        rows = row if only else self._united(row, matching)
        ordered = self._ordered(rows)
        numbered = func.row_number().over(order_by=ordered).label("place")
        found = select(numbered).select_from(rows).order_by(*ordered).limit(number(self.of.first + 1)).correlate_except(rows)
        found = found.where(only.where) if only else found
        types = {**types_of(self.mapping.table), "place": Integer()}
        return source(self.printing, self.of.rows, Derived(self.printing.alias("page"), types, partial(_selected, found, rows)))

    def _narrowed(self, way: Way, row: FromClause, of: Connection, after: list[ColumnElement[bool]]) -> Way:
        """The way for the rows that the filter of `of` passes; one that few pass is looked at before what gives the rows."""
        narrowed = [*self._conditions(row, of.left(way.passed, way.walks)), *after]
        if way.given is None or not all(many_pass(each, way.given) for each in self.of.narrowed):
            divisions = {each.steers: each.name for each in self.of.narrowed if isinstance(each.steers, RegionLevel)}
            way, level = way.also(*narrowed), max(divisions, default=None)
            return way if level is None else way.within(level, partial(meets, self.printing, self.of, divisions[level]))
        return Way(and_(true(), *narrowed), way.given.each, way.given)

    def _ordered(self, row: FromClause) -> list[ColumnElement[Any]]:
        return in_order(self.of, [row.c[column] for column in self.of.order[0]])

    def _united(self, row: FromClause, ways: list[Way]) -> FromClause:
        """The first rows of each way, each once: what no index reads in the order of the list is read as several that one does."""
        types, first = types_of(self.mapping.table), number(self.of.first + 1)
        made = [self._of_way(row, way) for way in ways]
        united = Derived(self.printing.alias("united"), types, lambda asked: union_all(*(each(asked) for each in made)))
        keys = [united.c[column] for column in self.of.order[0]]
        once = select().select_from(united).ext(distinct_on(*keys)).order_by(*self._ordered(united)).limit(first)
        return Derived(self.printing.alias("once"), types, partial(_selected, once, united))

    def _of_way(self, row: FromClause, way: Way) -> Callable[[Sequence[str]], Select[Any]]:
        """The first rows of one way, with the columns asked for."""
        found, ordered = (row, self._ordered(row)) if way.given is None else self._given(row, way.given, after=True)
        rows = select().select_from(found).where(way.where).order_by(*ordered).limit(number(self.of.first + 1))
        if way.each is None:
            return partial(_selected, rows, row)
        own = partial(_selected, rows.correlate(way.each), row)
        of_each = Derived(self.printing.alias("of_each"), types_of(self.mapping.table), own)
        return partial(_selected, select().select_from(way.each.join(of_each, true())), of_each)

    def _given(self, row: FromClause, given: Given, after: bool) -> tuple[FromClause, list[ColumnElement[Any]]]:
        """The families that are given, and their order. `after`: those after the cursor, if there is one."""
        from_cursor = [self._after(keys_of(given), self.of.order[1])] if after and self.of.after else []
        keys = each_once(self.printing, self.mappings, self.of, given, *from_cursor).subquery(self.printing.alias("given"))
        return keys.join(row, row.c.id == keys.c.family_id), in_order(self.of, [keys.c[column] for column in FOUND_BY])

    def _after(self, keys: list[Any], descending: bool) -> ColumnElement[bool]:
        kinds = [str(key.type.__visit_name__).upper() for key in keys]
        arguments, bound_to, at = self.printing.arguments(self.of.arguments), self._bound_to(), (*self.of.path, "after")

        def key_at(place: int) -> Callable[[Call], object]:
            return lambda call: decode_cursor(str(arguments(call)["after"]), bound_to(call), kinds, at)[place]

        bound = [self.printing.value(key.type, key_at(place)) for place, key in enumerate(keys)]
        return tuple_(*keys) < tuple_(*bound) if descending else tuple_(*keys) > tuple_(*bound)

    def _bound_to(self) -> Callable[[Call], str]:
        """A function from a call to the digest that its cursors carry: of place, order and filter, and of the viewer's scope."""
        arguments, of = self.printing.arguments(self.of.arguments), (self.of.rows.type_name, self.of.path, self.of.order)
        if self.of.rows.type_name == FEED:
            return lambda _: FEED

        def bound(viewer: Viewer, narrowed: object = None) -> str:
            return binding(*of, hashable(narrowed), viewer.kind, viewer.office, viewer.scope)

        def bound_to(call: Call) -> str:
            narrowed = arguments(call).get("filter")
            return call.viewer.once(bound) if narrowed is None else bound(call.viewer, narrowed)

        return bound_to

    def _asked_after(self) -> Sql:
        """The position that was asked for; null for none."""
        arguments = self.printing.arguments(self.of.arguments)
        return self.printing.value(Text(), lambda call: arguments(call).get("after"))

    def _cursor(self, page: Source) -> Sql:
        return self._packed([page.row.c[column] for column in self.of.order[0]])

    def _last_cursor(self, page: Source) -> Sql:
        """The cursor of the last row of the page, made of its keys alone; null for an empty page."""
        place, last = page.row.c.place, cast(func.least(func.count(), number(self.of.first)), Integer)
        keys = [page.row.c[column] for column in self.of.order[0]]
        of_last = [func.array_agg(aggregate_order_by(key, place), type_=ARRAY(key.type))[last] for key in keys]
        return case((func.count() > number(0), self._packed(of_last)))

    def _packed(self, keys: Sequence[Sql]) -> Sql:
        bound = text_literal(FEED) if self.of.rows.type_name == FEED else self.printing.value(Text(), self._bound_to())
        return packed(bound, keys)

    def _aggregated(self, page: Source, value: Sql) -> Sql:
        listed = func.json_agg(aggregate_order_by(value, page.row.c.place)).filter(self.within(page))
        return func.coalesce(listed, EMPTY, type_=JSON())

    def _paging(self, name: str, page: Source | None) -> Sql:
        first = number(self.of.first)
        match name:
            case "hasNextPage":
                return literal_column("false") if page is None else func.count() > first
            case "hasPreviousPage":
                return literal_column("true" if self.of.after else "false")
            case "startCursor":
                return NULL if page is None else func.min(self._cursor(page)).filter(page.row.c.place == number(1))
        return NULL if page is None else self._last_cursor(page)

    def _count(self, matches: Matches, ways: Ways | None) -> Sql:
        """How many rows there are: of sums, or counted no further than one above the cap."""
        if (summed := total_from(self.printing, self.mappings, self.of, self.belongs)) is not None:
            return summed.total()
        row, narrowed = self._rows("n")
        where, plain = and_(matches(row), *narrowed), self._is_plain
        by_codes = codes.tell(self.printing, self.mapping.table, self.of)
        asked = ways(row) if ways and (self.of.narrowed or by_codes or self.mapping.type_name == "Family") else []
        matching = [way if plain and way.given else self._narrowed(way, row, self.of.picking(), []) for way in asked]
        few, given = next((way.keys for way in matching if way.named), None), self._given_tells(matching)
        if len(matching) == 1 and matching[0].each is None and not given:
            where = matching[0].where  # of a scope and a division in it one picks the index
            if by_codes and asked[0].scope is not None:
                own = self._conditions(row, replace(self.of, narrowed=()))
                where = and_(codes.lies_there(self.printing, self.of, row, asked[0]), *own)
        rows = select(number(1).label("one")).select_from(row).where(where).limit(number(MOST))
        counted: Sql = select(func.count()).select_from(beside_outer(rows, self.printing.alias("some"), row)).scalar_subquery()
        if few is None and not given:
            return counted
        found = [self._keys(row, way) for way in matching]
        keys = (union(*found) if len(found) > 1 else found[0]).limit(number(MOST)).subquery(self.printing.alias("some"))
        in_ways: Sql = select(func.count()).select_from(keys).scalar_subquery()
        return in_ways if few is None or given else case((few.is_not(None), in_ways), else_=counted)

    @property
    def _is_plain(self) -> bool:
        """Whether what gives families tells all that a filter asks of them: when they came to be, where they live."""
        return all(by_creation(each) or lives_in(each) for each in self.of.narrowed)

    def _given_tells(self, ways: list[Way]) -> bool:
        """Whether families are counted by what gives them: to a line always, to an office where no family has to be looked at."""
        given = [way.given for way in ways if way.given is not None]
        return any(each.of_line for each in given) or bool(given and self._is_plain and all(way.given or way.named for way in ways))

    def _keys(self, row: FromClause, way: Way) -> Select[Any]:
        """The keys of the rows of a way."""
        if way.given is None:
            found = select(row.c.id).select_from(row).where(way.where)
        elif self._is_plain:
            told = [lives_there(self.printing, self.of, way.given, each) for each in self.of.narrowed if lives_in(each)]
            told.append(way.given.access.c[FOUND_BY[0]].is_not(None))  # a request for funds gives none; asked in the index's order
            once = each_once(self.printing, self.mappings, self.of, way.given, *told).subquery(self.printing.alias("given"))
            found = select(once.c.family_id.label("id"))
        else:
            joined, order = self._given(row, way.given, after=False)
            found = select(row.c.id).select_from(joined).where(way.where).order_by(*order)
        return most_of(self.printing, way, found, MOST)


def _selected(of: Select[Any], rows: FromClause, asked: Sequence[str]) -> Select[Any]:
    """A statement with these columns of its rows in front of those that it has."""
    own = of.selected_columns.keys()
    names = [name for name in asked if name not in own]
    return of.with_only_columns(*([columns_of(rows, names)] if names else []), *of.selected_columns)
