"""Names the few rows that pass a filter by their keys, and walks through the list where they are more.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ARRAY, CTE, ColumnElement, FromClause, Select, Uuid, any_, case, cast, func, literal_column, null, select, union_all

from domain.viewer import RegionLevel
from resolvers.planner.mapping import Candidates, RootRows, TypeMapping
from resolvers.planner.printing import Printing
from resolvers.planner.sql.filters import meets
from resolvers.planner.sql.json import number
from resolvers.planner.sql.lists.looks import Look, OfAll, Part, look_for
from resolvers.planner.sql.lists.way import Keys, Matches, Others, Way, Ways
from resolvers.planner.tree import Connection

NO_KEYS = literal_column("'{}'::uuid[]", ARRAY(Uuid()))


def ways_sought(
    printing: Printing,
    mappings: Mapping[str, TypeMapping],
    of: Connection,
    root: RootRows,
    matches: Matches,
    seen: Ways,
    listed: Ways,
    *,
    widely: bool,
) -> Ways:
    """The ways of a list, of which those in which few rows may be looked for are walked where these are more.

    `seen`: the ways in which rows are seen; `widely`: whether those of the list find rows by a filter, wherever they lie.
    """
    look = look_for(printing, mappings, of, root, seen, widely=widely)
    return listed if look is None else partial(Sought(look, matches, widely).either, listed)


def others_sought(
    printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, root: RootRows, matches: Matches
) -> Others | None:
    """The rows that a total takes off, where they are few; None where it takes off none."""
    if of.less is None:
        return None
    few, others = root.few[of.less.name], of.others(of.less)
    assert isinstance(few, Candidates)
    flipped = next(each for each in others.narrowed if each.name == of.less.name)
    look = OfAll(printing, mappings, others, _nowhere, flipped, few)
    return Others(partial(Sought(look, matches, widely=False).either, _nowhere), look.most)


def _nowhere(_: FromClause) -> list[Way]:
    return []


@dataclass(frozen=True)
class Sought:
    """The few rows that pass a filter, or the ways of a list.

    One statement does either: the candidates are counted no further than are few, and PostgreSQL begins no scan of what is not done.
    """

    look: Look
    matches: Matches
    widely: bool
    printed: dict[Part, ColumnElement[Any]] = field(default_factory=dict)
    """The keys of the few, which a page and its total both name."""

    def either(self, listed: Ways, row: FromClause) -> list[Way]:
        """The ways by keys, each where few are found, and those of a list where they are not."""
        found, asked, name = listed(row), self.look.seen(row), self.look.by.name
        parts = self.look.parts(asked)
        passed = name if self.look.is_exact([asked[place] for part in parts for place in part]) else None
        named = []
        for part in parts:
            if (few := self._keys(part)) is None:
                continue
            named.append(Way(row.c.id == any_(cast(few, ARRAY(Uuid()))), keys=Keys(few, passed)).also(self.matches(row)))
            walked = range(len(found)) if self.widely else part
            found = [way.if_(few.is_(None)) if place in walked else way for place, way in enumerate(found)]
        return [*named, *found]

    def _keys(self, part: Part) -> ColumnElement[Any] | None:
        """The keys of the few that pass the filter in some of the ways, null where they are more; None where nothing tells them."""
        if part not in self.printed and (candidates := self.look.keys(part)):
            self.printed[part] = select(self._counted(candidates).c.ids).scalar_subquery()
        return self.printed.get(part)

    def _counted(self, candidates: list[Select[Any]]) -> CTE:
        """All candidates as one array; null where they are more than few: once there are, no further way is looked at."""
        printing, most = self.look.printing, self.look.most
        limited = [each.limit(number(most + 1)) for each in candidates]
        united = union_all(*limited).limit(number(most + 1)) if len(limited) > 1 else limited[0]
        rows = united.subquery(printing.alias("candidate"))
        keys = case((func.count() <= number(most), func.coalesce(func.array_agg(rows.c.id), NO_KEYS)))
        found = select(keys.label("ids")).select_from(rows)
        if self.look.by.names_a(RegionLevel.COUNTY):  # of one of the own scope there are many
            of_scope = meets(printing, self.look.of, self.look.by.name)
            found = select(case((of_scope, null()), else_=found.scalar_subquery()).label("ids"))
        return found.cte(printing.alias("few"))
