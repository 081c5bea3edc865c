"""Tells which rows of a connection pass its filter, in each of the ways in which they are seen.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import ColumnElement, FromClause, and_, false, true

from db.tables.family_access import FOUND_BY
from domain.viewer import RegionLevel
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import aliased
from resolvers.planner.sql.filters import conditions, division_range, meets
from resolvers.planner.sql.lists.given import each_once, in_order, many_pass
from resolvers.planner.sql.lists.way import Given, Matches, Way, only_of
from resolvers.planner.tree import Connection


@dataclass(frozen=True)
class Filtered:
    """The rows of one connection that pass its filter."""

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection

    @property
    def mapping(self) -> TypeMapping:
        """How its rows are read."""
        return self.mappings[self.of.rows.type_name]

    def rows(self, prefix: str) -> FromClause:
        """The rows of the connection's table."""
        return aliased(self.mapping.table, self.printing.alias(prefix))

    def passing(self, row: FromClause, of: Connection) -> list[ColumnElement[bool]]:
        """That a row passes the filter of `of`, and is one of those that the connection has."""
        narrowed = [*conditions(self.printing, self.mappings, Source(self.mapping.type_name, row), of)]
        asked = {each.name for each in self.of.narrowed}
        narrowed += [which(row, self.printing) for name, which in self.mapping.unasked.items() if name not in asked]
        if not self.of.counts:
            narrowed.append(false())
        return [*narrowed, self.mapping.only(row, self.printing)] if self.mapping.only else narrowed

    def in_way(self, way: Way, row: FromClause, of: Connection, after: Sequence[ColumnElement[bool]] = ()) -> Way:
        """The way for the rows that the filter of `of` passes; one that few pass is looked at before what gives the rows."""
        narrowed = [*self.passing(row, of.left(way.passed, way.walks)), *after]
        if way.given is None or not all(many_pass(each, way.given) for each in self.of.narrowed):
            divisions = {each.steers: each for each in self.of.narrowed if isinstance(each.steers, RegionLevel)}
            way, level = way.also(*narrowed), max(divisions, default=None)
            if level is None:
                return way
            lies_there = partial(division_range, self.printing, shown=self.of, by=divisions[level])
            return way.within(level, partial(meets, self.printing, self.of, divisions[level].name), lies_there)
        return Way(and_(true(), *narrowed), way.given.each, way.given)

    def counted_in(self, way: Way, row: FromClause) -> Way:
        """The way for the rows that pass the filter where they are counted: in no order, so that any filter may pick an index."""
        return self.in_way(way, row, self.of.picking())

    def alone(self, row: FromClause, matches: Matches, ways: Sequence[Way]) -> ColumnElement[bool]:
        """The condition by which rows are counted: that of the one way in which they are seen, else that they match.

        An index tells the rows of one way; of an OR of several none does by itself. A way that is walked where few rows are not named has
        no rows where they are: it may stand alone only beside those.
        """
        only = only_of(ways)
        return and_(matches(row), *self.passing(row, self.of.picking())) if only is None or only.widely else only.where

    def given(self, row: FromClause, given: Given, *after: ColumnElement[bool]) -> tuple[FromClause, list[ColumnElement[object]]]:
        """The families that are given, and their order. `after`: that they come after a cursor."""
        keys = each_once(self.printing, self.mappings, self.of, given, *after).subquery(self.printing.alias("given"))
        return keys.join(row, row.c.id == keys.c.family_id), in_order(self.of, [keys.c[column] for column in FOUND_BY])
