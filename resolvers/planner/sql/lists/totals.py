"""Prints how many rows a connection has: of sums, by an index of codes, by what gives families, of the few that pass, or counted.

Source: docs/decisions/054-lists.md, 056-sums.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select, true, union

from db.tables.family_access import FOUND_BY
from domain.viewer import RegionLevel, is_one_division
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql, number
from resolvers.planner.sql.lists import codes
from resolvers.planner.sql.lists.filtered import Filtered
from resolvers.planner.sql.lists.given import by_creation, each_once, lives_in, lives_there
from resolvers.planner.sql.lists.way import Reached, Way, Ways, most_of
from resolvers.planner.sql.lookup import beside_outer
from resolvers.planner.sql.scope import beyond_scope
from resolvers.planner.sums.groups import Belongs
from resolvers.planner.sums.printed import total_from
from resolvers.planner.tree import Connection

COUNTED_ROWS = 10_000
"""Most rows that are counted."""
MOST = COUNTED_ROWS + 1


def total(printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, belongs: Belongs, reached: Reached) -> Sql:
    """How many rows there are, which is no further than one above the cap where they are counted. Arguments: as of `Connections`."""
    if of.less is None or reached.others is None:
        summed = total_from(printing, mappings, of, belongs)
        return Totals(printing, mappings, of, MOST).counted(reached) if summed is None else summed.total()
    every = of.left(of.less.name)
    summed = total_from(printing, mappings, every, belongs)
    of_all = Totals(printing, mappings, every, MOST + reached.others.most).counted(reached) if summed is None else summed.total()
    others = Totals(printing, mappings, of.others(of.less), MOST).few(reached.others.ways)
    return func.coalesce(of_all - others, Totals(printing, mappings, of, MOST).counted(reached))


@dataclass(frozen=True)
class Totals(Filtered):
    """Counts the rows of a connection, no further than `most`."""

    most: int

    def few(self, ways: Ways) -> Sql:
        """How many rows match that are named by their keys; null where they are not few."""
        row = self.rows("n")
        (way,) = [self.counted_in(each, row) for each in ways(row)]
        assert way.keys is not None
        return case((way.keys.few.is_not(None), self._counted(row, way.where)))

    def counted(self, reached: Reached) -> Sql:
        """How many rows match."""
        row, plain = self.rows("n"), self._is_plain
        asked = reached.ways(row) if reached.ways else []
        matching = [way if plain and way.given else self.counted_in(way, row) for way in asked]
        keys_of_few, given = [way.keys.few.is_not(None) for way in matching if way.keys is not None], self._given_tells(matching)
        walked, listed = [way for way in matching if not way.named], [way.of_scope or way for way in asked if not way.named]
        if self._codes_tell(listed):
            one_by_one = self._by_codes(row, listed)
        else:
            apart, named = self._apart(row, walked), [way.where for way in matching if way.named]
            # what is few of one part, and not of the other, is counted beside what is walked of that
            first, *others = [*apart, *(named if len(named) > 1 else ())] if apart else [self.alone(row, reached.matches, walked)]
            one_by_one = sum((self._counted(row, where) for where in others), self._counted(row, first))
        if not keys_of_few and not given:
            return one_by_one
        found = [self._keys(row, way) for way in matching]
        keys = (union(*found) if len(found) > 1 else found[0]).limit(number(self.most)).subquery(self.printing.alias("some"))
        in_ways: Sql = select(func.count()).select_from(keys).scalar_subquery()
        return in_ways if not keys_of_few or given else case((and_(*keys_of_few), in_ways), else_=one_by_one)

    def _apart(self, row: FromClause, ways: Sequence[Way]) -> list[ColumnElement[bool]]:
        """The conditions of several ways, each with none of the rows of those before it; none where not every one is told by an index.

        Where all that is seen in a scope of one division is of the first way, the second has only what lies beyond that.
        """
        if len(ways) == 2 and ways[0].lies is not None and ways[1].lies is None and is_one_division(self.printing.viewer):
            return [ways[0].where, and_(ways[1].where, beyond_scope(self.printing, row.c.region_code))]
        apart = [and_(way.where, way.apart) for way in ways if way.apart is not None]
        return apart if 1 < len(apart) == len(ways) else []

    def _counted(self, row: FromClause, where: ColumnElement[bool], each: FromClause | None = None) -> Sql:
        """How many rows hold a condition, no further than is counted. `each`: for each of these."""
        rows, own = select(number(1).label("one")).select_from(row).where(where).limit(number(self.most)), [row]
        if each is not None:
            of_each = rows.correlate(each).lateral(self.printing.alias("of_each"))
            rows, own = select(of_each.c.one).select_from(each.join(of_each, true())).limit(number(self.most)), [row, each]
        counted: Sql = select(func.count()).select_from(beside_outer(rows, self.printing.alias("some"), *own)).scalar_subquery()
        return counted

    def _codes_tell(self, ways: Sequence[Way]) -> bool:
        """Whether an index of codes tells the total, of rows that are seen in the scope alone."""
        return bool(ways) and all(way.lies is not None for way in ways) and codes.tell(self.mapping.table, self.of)

    def _by_codes(self, row: FromClause, ways: Sequence[Way]) -> Sql:
        """How many rows lie in the scope and pass the filter, by their codes alone."""
        own = self.passing(row, replace(self.of, narrowed=()))
        each, lies_there = codes.lies_there(self.printing, self.mappings, self.of.picking(), row, ways[0])
        return self._counted(row, and_(lies_there, *own), each)

    @property
    def _is_plain(self) -> bool:
        """Whether what gives families tells all that a filter asks of them: when they came to be, where they live."""
        return all(by_creation(each) or lives_in(each) for each in self.of.narrowed)

    def _given_tells(self, ways: Sequence[Way]) -> bool:
        """Whether families are counted by what gives them: to a line always, to an office where that tells which are few."""
        given = [way.given for way in ways if way.given is not None]
        told = all(by_creation(each) or isinstance(each.steers, RegionLevel) for each in self.of.narrowed)
        return any(each.of_line for each in given) or bool(given and told and all(way.given or way.named for way in ways))

    def _keys(self, row: FromClause, way: Way) -> Select[tuple[object]]:
        """The keys of the rows of a way."""
        if way.given is None:
            return most_of(self.printing, way, select(row.c.id).select_from(row).where(way.where), self.most)
        divisions = (each for each in self.of.narrowed if isinstance(each.steers, RegionLevel))
        told = [lives_there(self.printing, self.of, way.given, each) for each in divisions]
        if self._is_plain:
            told.append(way.given.access.c[FOUND_BY[0]].is_not(None))  # a request for funds gives none; asked in the index's order
            once = each_once(self.printing, self.mappings, self.of, way.given, *told).subquery(self.printing.alias("given"))
            found = select(once.c.family_id.label("id"))
        else:  # where a family lives exactly the viewer may not know: each is asked
            joined, order = self.given(row, way.given, *told)
            found = select(row.c.id).select_from(joined).where(way.where).order_by(*order)
        return most_of(self.printing, replace(way, each=way.given.each), found, self.most)
