"""Looks for the few rows that pass a filter by an index without the list's order, and walks through the list where they are more.

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
    not_,
    null,
    select,
    union_all,
)

from domain.viewer import RegionLevel, is_one_division
from resolvers.planner.mapping import Candidates, RootRows, TypeMapping, Within
from resolvers.planner.narrowing import From, Under, Until
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import aliased
from resolvers.planner.sql.filters import conditions, division_range, held, meets
from resolvers.planner.sql.json import number
from resolvers.planner.sql.lists.given import lives_there
from resolvers.planner.sql.lists.picks import OF_SCOPES, is_of_counties
from resolvers.planner.sql.lists.way import Given, Matches, Way, Ways, compared, most_of, repeated
from resolvers.planner.sql.scope import beyond_office, beyond_scope, in_scope, of_office, scope_ranges
from resolvers.planner.tree import Connection, Narrowed

FEW = 200
"""Most rows that are looked for by themselves: of more, a list that is walked through in its order has a page soon."""
OF_SMALL = 5
"""How many times as many are few in a scope of towns or villages: to a page of a list of ten thousands as many others are passed by."""
NO_KEYS = literal_column("'{}'::uuid[]", ARRAY(Uuid()))


@dataclass(frozen=True)
class Sought:
    """The few rows that pass a filter, and the ways of a list where they are more.

    One statement does either: the candidates are counted no further than `FEW`, and PostgreSQL begins no scan of what is not done.
    """

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection
    root: RootRows
    matches: Matches
    seen: Ways
    """The ways in which rows are seen."""
    widely: bool = False
    """Whether the ways of the list are others, which find rows by a filter, wherever they are."""
    printed: dict[tuple[str, tuple[int, ...]], ColumnElement[Any]] = field(default_factory=dict)
    """The keys of the few that pass a filter, which a page and its total both name."""

    def ways(self, listed: Ways) -> Ways:
        """The ways of a list, of which those in which few rows may be looked for are walked where these are more."""
        given = {each.name: each for each in self.of.narrowed if self._is_sought(each)}
        by = next((given[name] for name in self.root.few if name in given), None)
        return listed if by is None else partial(self._either, listed, by)

    def _is_sought(self, each: Narrowed) -> bool:
        match self.root.few.get(each.name):
            case Within(in_scope=True) if self.widely or self._by_codes:
                return not each.is_usual and not (isinstance(each.does, Under) and each.several)
            case Candidates(where=where, kinds=kinds) if not self.widely:
                return each.steers in where and each.seen.always and self.printing.kind in kinds
            case Within(columns) if columns and not self.widely:
                return not each.is_usual and not (isinstance(each.does, From | Until) and each.does.column == self.of.order[0][0])
        return False

    @property
    def _by_codes(self) -> bool:
        """Whether few rows are looked for in the scope by the codes of its divisions."""
        return self.printing.kind in OF_SCOPES and (self.widely or not is_of_counties(self.printing))

    def _either(self, listed: Ways, by: Narrowed, row: FromClause) -> list[Way]:
        found, asked, few = listed(row), self.seen(row), self.root.few[by.name]
        looked = [place for place, way in enumerate(asked) if self._is_looked(few, way)]
        # what gives a family tells of its village, which the viewer may not know: the filter is asked of each that is found; so is a key
        exact = few.exact if isinstance(few, Candidates) else not (isinstance(by.does, Under) or any(asked[each].given for each in looked))
        named = []
        for part in self._parts(few, asked, looked):
            if (keys := self._keys(part, by)) is None:
                continue
            passed = by.name if exact else None
            named.append(Way(row.c.id == any_(cast(keys, ARRAY(Uuid()))), keys=keys, passed=passed).also(self.matches(row)))
            walked = range(len(found)) if self.widely else part
            found = [way.if_(keys.is_(None)) if place in walked else way for place, way in enumerate(found)]
        return [*named, *found]

    def _parts(self, few: Within | Candidates, asked: list[Way], looked: list[int]) -> list[tuple[int, ...]]:
        """The ways in which few rows are looked for together; in a scope of towns or villages apart from what lies around it."""
        if isinstance(few, Candidates) or self.widely or not (few.in_scope and self._by_codes):
            return [tuple(looked)]
        return [part for within in (True, False) if (part := tuple(place for place in looked if asked[place].in_scope is within))]

    def _keys(self, part: tuple[int, ...], by: Narrowed) -> ColumnElement[Any] | None:
        """The keys of the few that pass the filter in some of the ways, null where they are more; None where nothing tells them."""
        if (by.name, part) not in self.printed:
            if not (sought := self._sought(part, by)):
                return None
            most = self._most(self.root.few[by.name], by)
            self.printed[by.name, part] = select(self._counted(sought, by, most).c.ids).scalar_subquery()
        return self.printed[by.name, part]

    def _is_looked(self, few: Within | Candidates, way: Way) -> bool:
        """Whether few rows are looked for in a way."""
        if isinstance(few, Candidates) or (few.in_scope and (self.widely or self._by_codes)):
            return True
        return bool(few.columns & compared(way.asked).keys())

    def _most(self, few: Within | Candidates, by: Narrowed) -> int:
        """How many rows are few. Those of a range lie together in an order, so a page of many is found at once; not from its other end."""
        if isinstance(few, Candidates):
            return FEW * few.times
        if isinstance(by.does, From | Until):
            return FEW // 5 if isinstance(by.does, From) is self.of.order[1] else FEW * 10
        return FEW * OF_SMALL if few.in_scope and self._by_codes and not self.widely else FEW

    def _sought(self, part: tuple[int, ...], by: Narrowed) -> list[Select[Any]]:
        """Statements that tell the keys of the rows that pass the filter in some of the ways, no more than are needed."""
        few = self.root.few[by.name]
        most = self._most(few, by) + 1
        if isinstance(few, Candidates):
            return few.of(self.printing, most, by.steers)
        if not (few.in_scope and self._by_codes):
            return [self._in_way(place, by, most) for place in part]
        beside = [place for place, way in enumerate(self.seen(self._row())) if place in part and not way.in_scope]
        found = [each for place in beside for each in self._beside_scope(place, by)]
        return found if len(beside) == len(part) else [*self._in_scope(by, most), *found]

    def _row(self) -> FromClause:
        return aliased(self.mappings[self.of.rows.type_name].table, self.printing.alias("f"))

    def _in_way(self, place: int, by: Narrowed, most: int) -> Select[Any]:
        """The keys of the rows of one way that pass the filter."""
        at = self._row()
        way = self.seen(at)[place]
        found = self._passing(at, way, by) if way.given is None else self._given(way.given, by)
        return most_of(self.printing, way, found, most)

    def _passes(self, at: FromClause, by: Narrowed) -> list[ColumnElement[bool]]:
        """That a row passes the filter, whose index is looked in."""
        only = replace(self.of, narrowed=(replace(by, picks=True), *self._other_end(by)))
        return [*conditions(self.printing, self.mappings, Source(self.of.rows.type_name, at), only)]

    def _passing(self, at: FromClause, way: Way, by: Narrowed) -> Select[Any]:
        """The keys of the rows that a way sees."""
        found = select(at.c.id.label("id")).where(way.where, *self._passes(at, by))
        if isinstance(by.steers, RegionLevel):
            found = found.where(division_range(self.printing, at.c.region_code, self.of, by))
        if isinstance(by.does, From | Until):  # those that pass first
            column = at.c[by.does.column]
            found = found.order_by(column.desc() if isinstance(by.does, From) else column)
        return found

    def _in_scope(self, by: Narrowed, most: int) -> list[Select[Any]]:
        """The keys of what lies in the scope, by the codes of its divisions, with which the index goes on."""
        found = []
        for place in range(len(by.does.held_in) if isinstance(by.does, Under) else 1):
            at, (each, first, last) = self._row(), scope_ranges(self.printing)
            code, is_by_key = at.c.region_code, isinstance(by.does, Under)
            passes = [held(self.printing, at, self.of, by)[place]] if is_by_key else self._passes(at, by)
            keys = select(at.c.id.label("id")).where(code >= first, code <= last, *passes)
            found.append(most_of(self.printing, Way(code == first, each), keys, most))
        return found

    def _beside_scope(self, place: int, by: Narrowed) -> list[Select[Any]]:
        """The keys of what is seen in a way wherever it lies.

        Little of it is beyond a scope of a county or more. Of towns nearly all of it is, around the viewer's office.
        """
        at = self._row()
        own, code, key, passes = self.seen(at)[place].own, at.c.region_code, at.c.id.label("id"), self._passes(at, by)
        if is_of_counties(self.printing) and is_one_division(self.printing.viewer):
            return [select(key).where(own, beyond_scope(self.printing, code), repeated(and_(*passes)))]
        elsewhere = repeated(not_(in_scope(self.printing, at)))
        around = select(key).where(of_office(self.printing, code), repeated(own), elsewhere, *passes)
        return [around, select(key).where(own, beyond_office(self.printing, code), elsewhere, repeated(and_(*passes)))]

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
