"""How the few rows that pass one filter are looked for by an index without the list's order: of all, in a way, or by codes of divisions.

Source: docs/decisions/054-lists.md.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, not_, select
from typing_extensions import override

from domain.viewer import RegionLevel, is_one_division
from resolvers.planner.mapping import Candidates, RootRows, TypeMapping, Within
from resolvers.planner.narrowing import From, Under, Until
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import aliased
from resolvers.planner.sql.filters import conditions, division_range, held
from resolvers.planner.sql.lists.given import lives_there
from resolvers.planner.sql.lists.picks import OVER_SCOPES, has_a_county
from resolvers.planner.sql.lists.way import Given, Way, Ways, compared, most_of, repeated
from resolvers.planner.sql.scope import beyond_office, beyond_scope, in_scope, of_office, scope_ranges
from resolvers.planner.tree import Connection, Narrowed

FEW = 200
"""Most rows that are looked for by themselves: of more, a list that is walked through in its order has a page soon."""
OF_SMALL = 5
"""How many times as many are few in a scope of towns or villages: to a page of a list of ten thousands as many others are passed by."""

Part = tuple[int, ...]
"""The ways, by their places, in which few rows are looked for together."""


@dataclass(frozen=True)
class Look(ABC):
    """How the few rows of a list that pass one filter are looked for. `seen`: the ways in which rows are seen."""

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection
    seen: Ways
    by: Narrowed

    @property
    def most(self) -> int:
        """How many rows are few."""
        return FEW

    def is_exact(self, looked: Sequence[Way]) -> bool:
        """Whether all that is found in these ways passes the filter.

        What gives a family tells of its village, which the viewer may not know: the filter is asked of each that is found; so is a key.
        """
        return not (isinstance(self.by.does, Under) or any(way.given for way in looked))

    @abstractmethod
    def parts(self, asked: Sequence[Way]) -> list[Part]:
        """Of the ways in which rows are seen those in which few are looked for; each part is named or walked as a whole."""

    @abstractmethod
    def keys(self, part: Part) -> list[Select[Any]]:
        """Statements that tell the keys of the rows of these ways that pass the filter, of no more than are needed; none where none can."""

    def row(self) -> FromClause:
        """A row of the list."""
        return aliased(self.mappings[self.of.rows.type_name].table, self.printing.alias("f"))

    def passes(self, at: FromClause) -> list[ColumnElement[bool]]:
        """That a row passes the filter, whose index is looked in, and that which bounds the same column from its other side."""
        only = replace(self.of, narrowed=(replace(self.by, picks=True), *self._other_end()))
        return [*conditions(self.printing, self.mappings, Source(self.of.rows.type_name, at), only)]

    def _other_end(self) -> list[Narrowed]:
        if not isinstance(self.by.does, From | Until):
            return []
        bounds = [each for each in self.of.narrowed if isinstance(each.does, From | Until) and each.does.column == self.by.does.column]
        return [each for each in bounds if each != self.by]


@dataclass(frozen=True)
class OfAll(Look):
    """Of all rows that pass the filter, whatever is seen."""

    few: Candidates

    @property
    @override
    def most(self) -> int:
        """How many rows are few."""
        return FEW * self.few.times

    @override
    def is_exact(self, looked: Sequence[Way]) -> bool:
        """Whether the candidates are those that pass."""
        return self.few.exact

    @override
    def parts(self, asked: Sequence[Way]) -> list[Part]:
        """All ways together."""
        return [(*range(len(asked)),)]

    @override
    def keys(self, part: Part) -> list[Select[Any]]:
        """The statements of the candidates."""
        return self.few.of(self.printing, self.most + 1, self.by.steers)


@dataclass(frozen=True)
class InWays(Look):
    """In each way that compares one of these columns, with which an index holds what the filter compares; None: in every way."""

    columns: frozenset[str] | None

    @property
    @override
    def most(self) -> int:
        """How many rows are few.

        Those of a range lie together in an order, so that a page of many is found at once; not from its other end.
        """
        if isinstance(self.by.does, From | Until):
            return FEW // 5 if isinstance(self.by.does, From) is self.of.order[1] else FEW * 10
        return FEW

    @override
    def parts(self, asked: Sequence[Way]) -> list[Part]:
        """The ways that compare a column, together."""
        return [tuple(place for place, way in enumerate(asked) if self._compares(way))]

    def _compares(self, way: Way) -> bool:
        return self.columns is None or bool(self.columns & compared(way.asked).keys())

    @override
    def keys(self, part: Part) -> list[Select[Any]]:
        """A statement for each way."""
        return [self._in_way(place) for place in part]

    def _in_way(self, place: int) -> Select[Any]:
        at = self.row()
        way = self.seen(at)[place]
        found = self._passing(at, way) if way.given is None else self._given(way.given)
        return most_of(self.printing, way, found, self.most + 1)

    def _passing(self, at: FromClause, way: Way) -> Select[Any]:
        """The keys of the rows that a way sees."""
        found = select(at.c.id.label("id")).where(way.where, *self.passes(at))
        if isinstance(self.by.steers, RegionLevel):
            found = found.where(division_range(self.printing, at.c.region_code, self.of, self.by))
        if isinstance(self.by.does, From | Until):  # those that pass first
            column = at.c[self.by.does.column]
            found = found.order_by(column.desc() if isinstance(self.by.does, From) else column)
        return found

    def _given(self, given: Given) -> Select[Any]:
        """The keys of families in the division that the filter names, by what gives them, which knows where each lives."""
        return select(given.access.c.family_id.label("id")).where(given.where, lives_there(self.printing, self.of, given, self.by))


@dataclass(frozen=True)
class ByCodes(Look):
    """In the scope by the codes of its divisions, with which the filter's index goes on, and beside it wherever rows lie.

    `widely`: the ways of the list find rows by a filter wherever they are, so that they are named or walked together.
    """

    widely: bool

    @property
    @override
    def most(self) -> int:
        """How many rows are few."""
        return FEW if self.widely else FEW * OF_SMALL

    @override
    def parts(self, asked: Sequence[Way]) -> list[Part]:
        """Every way; in a scope of towns or villages what lies in it apart from what lies around it."""
        if self.widely:
            return [(*range(len(asked)),)]
        return [part for within in (True, False) if (part := tuple(p for p, way in enumerate(asked) if way.all_in_scope is within))]

    @override
    def keys(self, part: Part) -> list[Select[Any]]:
        """What lies in the scope, where a way of it is looked in, and what is seen in each of the others."""
        ways = self.seen(self.row())
        beside = [place for place, way in enumerate(ways) if place in part and not way.all_in_scope]
        if len(beside) == len(ways):  # in none of them all lies in the scope: what is seen of it is seen so too
            return [self._anywhere(place) for place in beside]
        found = [each for place in beside for each in self._beside_scope(place)]
        return found if len(beside) == len(part) else [*self._in_scope(), *found]

    def _anywhere(self, place: int) -> Select[Any]:
        """The keys of what is seen in a way, wherever it lies."""
        at = self.row()
        return select(at.c.id.label("id")).where(self.seen(at)[place].own, *self.passes(at))

    def _in_scope(self) -> list[Select[Any]]:
        """The keys of what lies in the scope: of a key, for each column that may hold it."""
        found = []
        for place in range(len(self.by.does.held_in) if isinstance(self.by.does, Under) else 1):
            at, (each, first, last) = self.row(), scope_ranges(self.printing)
            code, is_by_key = at.c.region_code, isinstance(self.by.does, Under)
            passes = [held(self.printing, at, self.of, self.by)[place]] if is_by_key else self.passes(at)
            keys = select(at.c.id.label("id")).where(code >= first, code <= last, *passes)
            found.append(most_of(self.printing, Way(code == first, each), keys, self.most + 1))
        return found

    def _beside_scope(self, place: int) -> list[Select[Any]]:
        """The keys of what is seen in a way wherever it lies.

        Little of it is beyond a scope of a county or more. Of towns nearly all of it is, around the viewer's office.
        """
        at = self.row()
        own, code, key, passes = self.seen(at)[place].own, at.c.region_code, at.c.id.label("id"), self.passes(at)
        if has_a_county(self.printing) and is_one_division(self.printing.viewer):
            return [select(key).where(own, beyond_scope(self.printing, code), repeated(and_(*passes)))]
        elsewhere = repeated(not_(in_scope(self.printing, at)))
        around = select(key).where(of_office(self.printing, code), repeated(own), elsewhere, *passes)
        return [around, select(key).where(own, beyond_office(self.printing, code), elsewhere, repeated(and_(*passes)))]


def look_for(
    printing: Printing, mappings: Mapping[str, TypeMapping], of: Connection, root: RootRows, seen: Ways, *, widely: bool
) -> Look | None:
    """How few rows of a list are looked for, by the filter that finds fewest of those by which they may be; None where there is none.

    `widely`: whether the ways of the list are others than those in which rows are seen, and find them by a filter wherever they lie.
    """
    given = {each.name: each for each in of.narrowed}
    for name, few in root.few.items():
        if name in given and (look := _look(printing, of, given[name], few, widely=widely)) is not None:
            return look(printing, mappings, of, seen, given[name])
    return None


def _look(printing: Printing, of: Connection, by: Narrowed, few: Within | Candidates, *, widely: bool) -> Callable[..., Look] | None:
    """How few rows are looked for by one filter."""
    if isinstance(few, Candidates):
        tells = by.steers in few.where and by.seen.always and printing.kind in few.kinds
        return partial(OfAll, few=few) if tells and not widely else None
    by_codes = printing.kind in OVER_SCOPES and (widely or not has_a_county(printing))
    if few.in_scope and (widely or by_codes):
        if by.is_usual or (isinstance(by.does, Under) and by.several):
            return None
        return partial(ByCodes, widely=widely) if by_codes else partial(InWays, columns=None)
    if widely or by.is_usual or not few.columns or (isinstance(by.does, From | Until) and by.does.column == of.order[0][0]):
        return None
    return partial(InWays, columns=few.columns)
