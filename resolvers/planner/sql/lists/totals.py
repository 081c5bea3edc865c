"""Prints how many rows a connection has: of sums, by an index of codes, by what gives families, of the few that pass, or counted.

Source: docs/decisions/054-lists.md, 056-sums.md.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import FromClause, Select, and_, case, func, select, union

from db.tables.family_access import FOUND_BY
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql, number
from resolvers.planner.sql.lists import codes
from resolvers.planner.sql.lists.filtered import Filtered
from resolvers.planner.sql.lists.given import by_creation, each_once, lives_in, lives_there
from resolvers.planner.sql.lists.way import Matches, Way, Ways, most_of
from resolvers.planner.sql.lookup import beside_outer
from resolvers.planner.sums.groups import Belongs
from resolvers.planner.sums.printed import total_from
from resolvers.planner.tree import Connection

COUNTED_ROWS = 10_000
"""Most rows that are counted."""
MOST = COUNTED_ROWS + 1


def total(
    printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, belongs: Belongs, matches: Matches, ways: Ways | None
) -> Sql:
    """How many rows there are, which is no further than one above the cap where they are counted. Arguments: as of `Connections`."""
    if (summed := total_from(printing, mappings, of, belongs)) is not None:
        return summed.total()
    return Totals(printing, mappings, of).counted(matches, ways)


class Totals(Filtered):
    """Counts the rows of a connection."""

    def counted(self, matches: Matches, ways: Ways | None) -> Sql:
        """How many rows match."""
        row, narrowed = self.rows("n")
        where, plain = and_(matches(row), *narrowed), self._is_plain
        by_codes = codes.tell(self.printing, self.mapping.table, self.of)
        asked = ways(row) if ways and (self.of.narrowed or by_codes or self.mapping.type_name == "Family") else []
        matching = [way if plain and way.given else self.in_way(way, row, self.of.picking()) for way in asked]
        few, given = next((way.keys for way in matching if way.named), None), self._given_tells(matching)
        if len(matching) == 1 and matching[0].each is None and not given:
            where = matching[0].where  # of a scope and a division in it one picks the index
            if by_codes and asked[0].scope is not None:
                own = self.passing(row, replace(self.of, narrowed=()))
                where = and_(codes.lies_there(self.printing, self.of, row, asked[0]), *own)
        rows = select(number(1).label("one")).select_from(row).where(where).limit(number(MOST))
        one_by_one: Sql = select(func.count()).select_from(beside_outer(rows, self.printing.alias("some"), row)).scalar_subquery()
        if few is None and not given:
            return one_by_one
        found = [self._keys(row, way) for way in matching]
        keys = (union(*found) if len(found) > 1 else found[0]).limit(number(MOST)).subquery(self.printing.alias("some"))
        in_ways: Sql = select(func.count()).select_from(keys).scalar_subquery()
        return in_ways if few is None or given else case((few.is_not(None), in_ways), else_=one_by_one)

    @property
    def _is_plain(self) -> bool:
        """Whether what gives families tells all that a filter asks of them: when they came to be, where they live."""
        return all(by_creation(each) or lives_in(each) for each in self.of.narrowed)

    def _given_tells(self, ways: list[Way]) -> bool:
        """Whether families are counted by what gives them: to a line always, to an office where no family has to be looked at."""
        given = [way.given for way in ways if way.given is not None]
        return any(each.of_line for each in given) or bool(given and self._is_plain and all(way.given or way.named for way in ways))

    def _keys(self, row: FromClause, way: Way) -> Select[tuple[object]]:
        """The keys of the rows of a way."""
        if way.given is None:
            found = select(row.c.id).select_from(row).where(way.where)
        elif self._is_plain:
            told = [lives_there(self.printing, self.of, way.given, each) for each in self.of.narrowed if lives_in(each)]
            told.append(way.given.access.c[FOUND_BY[0]].is_not(None))  # a request for funds gives none; asked in the index's order
            once = each_once(self.printing, self.mappings, self.of, way.given, *told).subquery(self.printing.alias("given"))
            found = select(once.c.family_id.label("id"))
        else:
            joined, order = self.given(row, way.given)
            found = select(row.c.id).select_from(joined).where(way.where).order_by(*order)
        return most_of(self.printing, way, found, MOST)
