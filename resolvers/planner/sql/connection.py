"""Prints a connection: a page by keyset, its cursors, its total, its groups; the counts alone for viewers who only count.

Source: docs/design.md 8; Relay cursor connections.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, TableClause, false, func, literal_column, select, true, union_all
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by, distinct_on

from resolvers.planner.mapping import PrintRow, TypeMapping
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import Derived, columns_of, types_of
from resolvers.planner.sql.groups import groups
from resolvers.planner.sql.json import EMPTY, NULL, Sql, number, object_of
from resolvers.planner.sql.levels import source
from resolvers.planner.sql.lists.cursors import Cursors
from resolvers.planner.sql.lists.filtered import Filtered
from resolvers.planner.sql.lists.given import in_order, keys_of
from resolvers.planner.sql.lists.totals import COUNTED_ROWS, total
from resolvers.planner.sql.lists.way import Given, Matches, Reached, Way, only_of
from resolvers.planner.sums.printed import groups_from
from resolvers.planner.tree import Connection, Field, Groups, Object


@dataclass(frozen=True)
class Connections:
    """Prints one connection; `print_row`: an object of one of its rows. `belongs`: its rows, where they are a row's neighbours."""

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection
    print_row: PrintRow
    belongs: Matches | None = None

    @property
    def _filtered(self) -> Filtered:
        return Filtered(self.printing, self.mappings, self.of)

    @property
    def _table(self) -> TableClause:
        return self._filtered.mapping.table

    @property
    def _cursors(self) -> Cursors:
        return Cursors(self.printing, self.of)

    def nested(self, matches: Matches) -> Sql:
        """The connection of a row's neighbours that match, as one expression."""
        body, page = self.paged(Reached(matches))
        return (select(body) if page is None else page.select(body).having(true())).scalar_subquery()

    def paged(self, reached: Reached) -> tuple[Sql, Source | None]:
        """The connection's object, and the rows of the page that it aggregates; None where no page is asked for."""
        page = self.page(reached) if self.of.pages else None
        return object_of(self.of.object, lambda each: self._field(each, reached, page)), page

    def within(self, page: Source) -> ColumnElement[bool]:
        """Whether a row is of the page: one row more is read, to tell whether there is a next page."""
        return page.row.c["place"] <= number(self.of.first)

    def _field(self, field: Field, reached: Reached, page: Source | None) -> Sql:
        match field.name, field.below:
            case "totalCount", _:
                return func.least(self._total(reached), number(COUNTED_ROWS))
            case "totalCountIsCapped", _:
                return self._total(reached) > number(COUNTED_ROWS)
            case "groups", Groups() as counted:
                if (summed := groups_from(self.printing, self.mappings, self.of, counted, self.belongs)) is not None:
                    return summed.listed()
                row = self._filtered.rows("g")
                seen = [self._filtered.counted_in(way, row) for way in reached.ways(row)] if reached.ways else []
                where = self._filtered.alone(row, reached.matches, seen)
                return groups(self.printing, Source(self.of.rows.type_name, row), counted, where)
            case "groups", _:
                return NULL
            case "endPosition", _:
                asked = self._cursors.asked()
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
        return self.print_row(self.printing, page, field.below) if isinstance(field.below, Object) else self._cursors.of_row(page)

    def page(self, reached: Reached) -> Source:
        """The rows of the page and one more, numbered by `place`, with their levels of family_access where those decide."""
        filtered, ways = self._filtered, reached.ways or (lambda row: [Way(reached.matches(row))])
        row = filtered.rows(self._table.name[0])
        after = self._cursors.after([row.c[column] for column in self.of.order[0]])
        matching = [filtered.in_way(way, row, self.of, after) for way in ways(row)] or [Way(false())]
        only = only_of(matching)
        rows = row if only else self._united(row, matching)
        ordered = self._ordered(rows)
        numbered = func.row_number().over(order_by=ordered).label("place")
        found = select(numbered).select_from(rows).order_by(*ordered).limit(number(self.of.first + 1)).correlate_except(rows)
        found = found.where(only.where) if only else found
        types = {**types_of(self._table), "place": Integer()}
        return source(self.printing, self.of.rows, Derived(self.printing.alias("page"), types, partial(_selected, found, rows)))

    def _ordered(self, row: FromClause) -> list[ColumnElement[Any]]:
        return in_order(self.of, [row.c[column] for column in self.of.order[0]])

    def _united(self, row: FromClause, ways: list[Way]) -> FromClause:
        """The first rows of each way, each once: what no index reads in the order of the list is read as several that one does."""
        types, first = types_of(self._table), number(self.of.first + 1)
        made = [self._of_way(row, way) for way in ways]
        united = Derived(self.printing.alias("united"), types, lambda asked: union_all(*(each(asked) for each in made)))
        keys = [united.c[column] for column in self.of.order[0]]
        once = select().select_from(united).ext(distinct_on(*keys)).order_by(*self._ordered(united)).limit(first)
        return Derived(self.printing.alias("once"), types, partial(_selected, once, united))

    def _of_way(self, row: FromClause, way: Way) -> Callable[[Sequence[str]], Select[Any]]:
        """The first rows of one way, with the columns asked for."""
        found, ordered = (row, self._ordered(row)) if way.given is None else self._given(row, way.given)
        rows = select().select_from(found).where(way.where).order_by(*ordered).limit(number(self.of.first + 1))
        if way.each is None:
            return partial(_selected, rows, row)
        own = partial(_selected, rows.correlate(way.each), row)
        of_each = Derived(self.printing.alias("of_each"), types_of(self._table), own)
        return partial(_selected, select().select_from(way.each.join(of_each, true())), of_each)

    def _given(self, row: FromClause, given: Given) -> tuple[FromClause, list[ColumnElement[Any]]]:
        """The families that are given, after the cursor that was asked for, and their order."""
        return self._filtered.given(row, given, *self._cursors.after(keys_of(given)))

    def _total(self, reached: Reached) -> Sql:
        return total(self.printing, self.mappings, self.of, self.belongs, reached)

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
                return NULL if page is None else func.min(self._cursors.of_row(page)).filter(page.row.c.place == number(1))
        return NULL if page is None else self._cursors.of_last(page)


def _selected(of: Select[Any], rows: FromClause, asked: Sequence[str]) -> Select[Any]:
    """A statement with these columns of its rows in front of those that it has."""
    own = of.selected_columns.keys()
    names = [name for name in asked if name not in own]
    return of.with_only_columns(*([columns_of(rows, names)] if names else []), *of.selected_columns)
