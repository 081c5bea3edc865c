"""Prints in which ways the rows of a list are found: by what picks it, by a filter with an index in its order, or by the few that pass one.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Uuid,
    and_,
    any_,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import False_

from db.tables.declare import LEVEL_COLUMNS
from domain.rules.condition import InScope
from domain.viewer import OFFICES, RegionLevel, is_one_division, region_level
from resolvers.planner.mapping import Candidates, RootRows, TypeMapping, Within
from resolvers.planner.narrowing import ById, From, Is, Until
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import aliased, words_for
from resolvers.planner.sql.filters import conditions, division_range, held, lies_beyond, meets, moment, same
from resolvers.planner.sql.json import number
from resolvers.planner.sql.lists.given import lives_there
from resolvers.planner.sql.lists.picks import OF_COUNTIES, Picks, picked
from resolvers.planner.sql.lists.way import Given, Matches, Way, Ways, compared, most_of, repeated, ways_of
from resolvers.planner.sql.scope import beyond_scope, scope_range, visible, ways
from resolvers.planner.tree import Connection, Narrowed

FEW = 200
"""Most rows that are looked for by themselves: of more, a list that is walked through in its order has a page soon."""
NO_KEYS = literal_column("'{}'::uuid[]", ARRAY(Uuid()))


def ways_listed(printing: Printing, mapping: TypeMapping, row: FromClause, root: RootRows) -> list[Way]:
    """The ways in which a row is one of a list: by what picks it, else by the rules of rows. None where there are none."""
    table = mapping.table.name
    if root.which is None:
        return ways(printing, table, row)
    which = root.which(row, printing)
    if isinstance(which, False_):
        return []
    if printing.kind in root.picks:
        picked = ways_of(which) if printing.kind in root.apart else [Way(which)]
        narrows = repeated(visible(printing, table, row))
        return [way.also(narrows) for way in picked]
    return [way.also(which) for way in ways(printing, table, row)]


def found_in(
    printing: Printing,
    mappings: Mapping[str, TypeMapping],
    of: Connection,
    root: RootRows,
    matches: Matches,
) -> tuple[Connection, Ways]:
    """A list in which filters say so that pick no index for this viewer; and the ways in which its rows are found: by a filter, or else."""
    mapping = mappings[of.rows.type_name]
    picks = picked(printing, mapping, of, root)
    asked = partial(_ways_asked, printing, of, root, mapping)
    if not picks.compared and picks.by_key is None:
        sought = Sought(printing, mappings, of, root, matches).ways(asked)
        whole = printing.kind in root.picks - OFFICES
        return picks.shown, sought if whole else _ways_bounded(printing, mapping, of, matches, sought)
    found = partial(_ways_found, printing, mapping, of, root, matches, picks)
    if picks.widely and (printing.kind not in OF_COUNTIES or is_one_division(printing.viewer)):
        return picks.shown, Sought(printing, mappings, of, root, matches, asked).ways(found)
    return picks.shown, found


def _ways_found(
    printing: Printing,
    mapping: TypeMapping,
    of: Connection,
    root: RootRows,
    matches: Matches,
    picks: Picks,
    row: FromClause,
) -> list[Way]:
    """The ways in which a row is found by what a filter compares, or by the one key of a group, each with an index of its own."""
    parts = [true()] if picks.by_key is None else held(printing, row, of, picks.by_key)
    narrows = [repeated(matches(row)), *(_begins(printing, mapping, of, root, row) if picks.widely and not of.order[1] else [])]
    return [Way(part, widely=picks.widely).also(*narrows) for part in parts]


def _begins(printing: Printing, mapping: TypeMapping, of: Connection, root: RootRows, row: FromClause) -> list[ColumnElement[bool]]:
    """That a row is not before the first of those that are seen: where the scope came late, the oldest of all others are not read."""
    name, firsts = of.order[0][0], []
    for place in range(len(ways_listed(printing, mapping, row, root))):
        at = aliased(mapping.table, printing.alias("b"))
        way = ways_listed(printing, mapping, at, root)[place]
        first = select(at.c[name].label("at")).where(way.where).order_by(at.c[name], at.c[of.order[0][1]]).limit(number(1))
        if way.each is None:
            firsts.append(first.scalar_subquery())
        else:
            of_each = first.correlate(way.each).lateral(printing.alias("of_each"))
            firsts.append(select(func.min(of_each.c.at)).select_from(way.each.join(of_each, true())).scalar_subquery())
    return [row.c[name] >= (func.least(*firsts) if len(firsts) > 1 else firsts[0])] if firsts else []


def _ways_asked(printing: Printing, of: Connection, root: RootRows, mapping: TypeMapping, row: FromClause) -> list[Way]:
    """The ways in which a row is one of a list, each where it may have what a filter names: asked before any row is read."""
    compares = {each.does.column: each for each in of.narrowed if isinstance(each.does, Is | ById)}
    divisions = [each.name for each in of.narrowed if isinstance(each.steers, RegionLevel)]
    found = []
    for way in ways_listed(printing, mapping, row, root):
        asked = [same(printing, of, compares[name], value) for name, value in compared(way.where).items() if name in compares]
        beside = bool(divisions) and printing.kind not in root.picks and _is_beside_scope(printing, mapping, way)
        if beside:
            asked += [lies_beyond(printing, of, name) for name in divisions]
        found.append(replace(way.if_(and_(*asked)) if asked else way, walks=RegionLevel.COUNTY if beside else way.walks))
    return found


def _ways_bounded(printing: Printing, mapping: TypeMapping, of: Connection, matches: Matches, listed: Ways) -> Ways:
    """The ways of a list that begin where a bound of another moment than that of the order lets them, and the few rows that may lie before.

    What was due before a day was made before it: a list of the newest begins there, not today.
    """
    if mapping.follows is None or of.order[0][0] not in mapping.follows:
        return listed
    first, second = mapping.follows
    does = From(first) if of.order[0][0] == second else Until(second)
    bounds = [each for each in of.narrowed if each.does == does]
    if not bounds:
        return listed

    def found(row: FromClause) -> list[Way]:
        bound = moment(printing, of, bounds[0])
        within = row.c[second] >= bound if isinstance(does, From) else row.c[first] < bound
        otherwise = Way(row.c[second] < row.c[first]).also(repeated(matches(row)))
        return [otherwise, *(way if way.named else way.bounded(within) for way in listed(row))]

    return found


def _is_beside_scope(printing: Printing, mapping: TypeMapping, way: Way) -> bool:
    """Whether a way finds rows wherever they are, and another way all that lie in the scope."""
    bounded = all(region_level(code) > RegionLevel.NATION for code in printing.viewer.scope)
    scoped = way.scope is not None or not compared(way.where).keys().isdisjoint(LEVEL_COLUMNS)
    return bounded and not scoped and InScope() in words_for(printing.kind, mapping.table.name)


@dataclass(frozen=True)
class Sought:
    """The few rows that pass a filter are looked for by an index without the list's order, and sorted; where they are more, it is walked.

    One statement does either: the candidates are counted no further than `FEW`, and PostgreSQL begins no scan of what is not done.
    """

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection
    root: RootRows
    matches: Matches
    within: Ways | None = None
    """The ways in which rows are seen, where those of the list find them by a filter, wherever they are."""
    printed: dict[str, ColumnElement[Any]] = field(default_factory=dict)
    """The keys of the few that pass a filter, which a page and its total both name."""

    def ways(self, listed: Ways) -> Ways:
        """The ways of a list, of which those in which few rows may be looked for are walked where these are more."""
        given = {each.name: each for each in self.of.narrowed if self._is_sought(each)}
        by = next((given[name] for name in self.root.few if name in given), None)
        return listed if by is None else partial(self._either, listed, by)

    def _is_sought(self, each: Narrowed) -> bool:
        match self.root.few.get(each.name):
            case few if self.within is not None:
                return isinstance(few, Within) and few.in_scope
            case Candidates(where=where, kinds=kinds):
                return each.steers in where and each.seen.always and self.printing.kind in kinds
            case Within():
                return not each.is_usual and not (isinstance(each.does, From | Until) and each.does.column == self.of.order[0][0])
        return False

    def _either(self, listed: Ways, by: Narrowed, row: FromClause) -> list[Way]:
        found, few = listed(row), self.root.few[by.name]
        most = self._most(few, by)
        asked = found if self.within is None else self.within(row)
        looked = [place for place, way in enumerate(asked) if self._is_looked(few, way)]
        walked = looked if self.within is None else range(len(found))
        # what gives a family tells of its village, which the viewer may not know: the filter is asked of each that is found
        exact = few.exact if isinstance(few, Candidates) else not any(asked[place].given for place in looked)
        if by.name not in self.printed:
            ways = self.within or listed
            told = few.of(self.printing, most + 1, by.steers) if isinstance(few, Candidates) else None
            sought = [self._in_way(ways, at, by, most) for at in looked] if told is None else told
            if not sought:
                return found
            self.printed[by.name] = select(self._counted(sought, by, most).c.ids).scalar_subquery()
        keys, passed = self.printed[by.name], by.name if exact else None
        named = Way(row.c.id == any_(cast(keys, ARRAY(Uuid()))), keys=keys, passed=passed).also(self.matches(row))
        return [named, *(way.if_(keys.is_(None)) if place in walked else way for place, way in enumerate(found))]

    def _is_looked(self, few: Within | Candidates, way: Way) -> bool:
        """Whether few rows are looked for in a way."""
        return self.within is not None or isinstance(few, Candidates) or bool(few.columns & compared(way.asked).keys())

    def _most(self, few: Within | Candidates, by: Narrowed) -> int:
        """How many rows are few. Those of a range lie together in an order, so a page of many is found at once; not from its other end."""
        if isinstance(few, Candidates):
            return FEW * few.times
        if isinstance(by.does, From | Until):
            return FEW // 5 if isinstance(by.does, From) is self.of.order[1] else FEW * 10
        return FEW

    def _in_way(self, listed: Ways, place: int, by: Narrowed, most: int) -> Select[Any]:
        """The keys of the rows of one way that pass the filter."""
        at = aliased(self.mappings[self.of.rows.type_name].table, self.printing.alias("f"))
        way = listed(at)[place]
        found = self._passing(at, way, by) if way.given is None else self._given(way.given, by)
        return most_of(self.printing, way, found, most + 1)

    def _passing(self, at: FromClause, way: Way, by: Narrowed) -> Select[Any]:
        """The keys of the rows that a way sees; within a scope by the codes of its divisions, with which an index goes on."""
        only = replace(self.of, narrowed=(replace(by, picks=True), *self._other_end(by)))
        passes = [*conditions(self.printing, self.mappings, Source(self.of.rows.type_name, at), only)]
        if self.within is not None and self.printing.kind in OF_COUNTIES:
            code = at.c.region_code
            if way.scope is None:  # little of what is seen wherever it lies is beyond the scope
                return select(at.c.id.label("id")).where(way.own, beyond_scope(self.printing, code), repeated(and_(*passes)))
            first, last = scope_range(self.printing)
            return select(at.c.id.label("id")).where(way.own, repeated(way.scope), code >= first, code <= last, *passes)
        found = select(at.c.id.label("id")).where(way.where, *passes)
        if isinstance(by.steers, RegionLevel):
            found = found.where(division_range(self.printing, at.c.region_code, self.of, by))
        if isinstance(by.does, From | Until):  # those that pass first
            column = at.c[by.does.column]
            found = found.order_by(column.desc() if isinstance(by.does, From) else column)
        return found

    def _given(self, given: Given, by: Narrowed) -> Select[Any]:
        """The keys of families in the division that the filter names, by what gives them, which knows where each lives."""
        return select(given.access.c.family_id.label("id")).where(given.where, lives_there(self.printing, self.of, given, by))

    def _other_end(self, by: Narrowed) -> list[Narrowed]:
        """The filter that bounds the same column from its other side."""
        column = by.does.column if isinstance(by.does, From | Until) else None
        return [each for each in self.of.narrowed if isinstance(each.does, From | Until) and each.does.column == column and each != by]

    def _counted(self, candidates: list[Select[Any]], by: Narrowed, most: int) -> CTE:
        """All candidates as one array; null where they are more than few: once there are, no further way is looked at."""
        limited = [each.limit(number(most + 1)) for each in candidates]
        united = union_all(*limited).limit(number(most + 1)) if len(limited) > 1 else limited[0]
        rows = united.subquery(self.printing.alias("candidate"))
        keys = case((func.count() <= number(most), func.coalesce(func.array_agg(rows.c.id), NO_KEYS)))
        found = select(keys.label("ids")).select_from(rows)
        if by.names_a(RegionLevel.COUNTY):  # of one of the own scope there are many
            of_scope = meets(self.printing, self.of, by.name)
            found = select(case((of_scope, null()), else_=found.scalar_subquery()).label("ids"))
        return found.cte(self.printing.alias("few"))
