"""Prints in which ways the rows of a list are found: by what picks it, by a filter with an index in its order, or by the few that pass one.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import ColumnElement, FromClause, and_, func, select, true
from sqlalchemy.sql.elements import False_

from domain.rules.condition import InScope
from domain.viewer import OFFICES, RegionLevel, region_level
from resolvers.planner.mapping import RootRows, TypeMapping
from resolvers.planner.narrowing import ById, From, Is, Until
from resolvers.planner.printing import Printing
from resolvers.planner.rows import aliased, words_for
from resolvers.planner.sql.filters import held, lies_beyond, moment, same
from resolvers.planner.sql.json import number
from resolvers.planner.sql.lists.picks import Picks, picked
from resolvers.planner.sql.lists.sought import others_sought, ways_sought
from resolvers.planner.sql.lists.way import Matches, Reached, Way, Ways, compared, repeated, ways_of
from resolvers.planner.sql.scope import visible, ways
from resolvers.planner.tree import Connection


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
) -> tuple[Connection, Reached]:
    """A list in which filters say so that pick no index for this viewer; and how its rows are found: by a filter, or else."""
    others = others_sought(printing, mappings, of, root, matches)
    shown, listed = _listed_in(printing, mappings, of, root, matches)
    return shown, Reached(matches, listed, others)


def _listed_in(
    printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, root: RootRows, matches: Matches
) -> tuple[Connection, Ways]:
    mapping = mappings[of.rows.type_name]
    picks = picked(printing, mapping, of, root)
    asked = partial(_ways_asked, printing, of, root, mapping)
    sought = partial(ways_sought, printing, mappings, of, root, matches, asked, widely=picks.widely)
    if not picks.compared and picks.by_key is None:
        whole = printing.kind in root.picks - OFFICES
        listed = sought(asked)
        return picks.shown, listed if whole else _ways_bounded(printing, mapping, of, matches, listed)
    found = partial(_ways_found, printing, mapping, of, root, matches, picks)
    return picks.shown, sought(found) if picks.widely else found


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
    seen = ways_listed(printing, mapping, row, root)
    of_scope = seen[0] if seen and all(way.lies is not None for way in seen) else None
    narrows = [repeated(matches(row)), *(_begins(printing, mapping, of, root, row) if picks.widely and not of.order[1] else [])]
    return [Way(part, widely=picks.widely, of_scope=of_scope).also(*narrows) for part in parts]


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
    return bounded and not way.all_in_scope and InScope() in words_for(printing.kind, mapping.table.name)
