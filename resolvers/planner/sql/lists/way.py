"""The ways in which the rows of a list are found: what picks the index of each, and what narrows it.

Source: docs/decisions/054-lists.md.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, Select, and_, case, false, select, true
from sqlalchemy.sql.elements import BinaryExpression, BooleanClauseList

from db.tables.declare import LEVEL_COLUMNS
from domain.viewer import RegionLevel
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import number


@dataclass(frozen=True)
class Given:
    """Rows of `family_access` by which families are found in the order of their creation; one may be given several times.

    `of_line`: to the offices of a line, so that a division that a filter names holds fewer families than are given.
    """

    access: FromClause
    where: ColumnElement[bool]
    each: FromClause | None = None
    of_line: bool = False


@dataclass(frozen=True)
class Lies:
    """That a row lies in a division of the scope, of this level. `there`: in that one, or in that which `each` of the way names; `in_any`:
    of several divisions of the level, in any of them."""

    level: RegionLevel
    there: ColumnElement[bool]
    in_any: ColumnElement[bool] | None = None


@dataclass(frozen=True)
class Keys:
    """The keys of few rows, null where they are not few. `passed`: the filter that all of these rows pass, if there is one."""

    few: ColumnElement[Any]
    passed: str | None = None


@dataclass(frozen=True)
class Way:
    """One of several ways in which rows are seen, each of which an index reads in the order of a list.

    `each`: codes of divisions, of which each is compared by itself; None where the condition names none. `given`: by what the same rows
    are found in their order, where no filter narrows them (but for a division). `lies`: that the row lies in the scope, which is a part of
    the condition. `keys`: those of the rows that the condition names themselves, so that nothing else picks an index; where they are not
    few, other ways find the rows. `walks`: no division down to this level that a filter names picks an index. `widely`: found by a filter
    wherever they lie, so that most of what it finds is not of the scope; `of_scope`: a way in which all of it that is seen lies in the
    scope, if there is one. `apart`: that a row is of no way before this one, where an index by itself tells the rows of each.
    """

    own: ColumnElement[bool]
    each: FromClause | None = None
    given: Given | None = None
    lies: Lies | None = None
    keys: Keys | None = None
    walks: RegionLevel = RegionLevel.NATION
    widely: bool = False
    of_scope: "Way | None" = None
    apart: ColumnElement[bool] | None = None

    @property
    def named(self) -> bool:
        """Whether the condition names the rows themselves."""
        return self.keys is not None

    @property
    def passed(self) -> str | None:
        """The filter that all of these rows pass, if there is one."""
        return None if self.keys is None else self.keys.passed

    @property
    def asked(self) -> ColumnElement[bool]:
        """What picks the index: the condition, or that on what gives the rows."""
        return self.where if self.given is None else self.given.where

    @property
    def where(self) -> ColumnElement[bool]:
        """The whole condition."""
        return self.own if self.lies is None else and_(self.own, self.lies.there)

    @property
    def all_in_scope(self) -> bool:
        """Whether all that is seen so lies in the scope."""
        return self.lies is not None or not compared(self.where).keys().isdisjoint(LEVEL_COLUMNS)

    def also(self, *conditions: ColumnElement[bool]) -> "Way":
        """The way for the rows of which these conditions hold as well."""
        return replace(self, own=and_(*(map(repeated, conditions) if self.named else conditions), self.own), given=None)

    def bounded(self, within: ColumnElement[bool]) -> "Way":
        """The way for the rows within a bound of the order."""
        return replace(self, own=and_(within, self.own))

    def if_(self, condition: ColumnElement[bool]) -> "Way":
        """The way where a condition holds that is known before any row is read."""
        given = self.given and replace(self.given, where=and_(condition, self.given.where))
        return replace(self, own=and_(condition, self.own), given=given)

    def within(
        self,
        level: RegionLevel,
        meets: Callable[[RegionLevel], ColumnElement[bool]],
        lies_there: Callable[[ColumnElement[str]], ColumnElement[bool]],
    ) -> "Way":
        """The way where a filter names a division of this level: if it is no larger, it alone picks the index.

        PostgreSQL takes both for independent, and would expect too few rows to read them in their order. `meets`: of the level of the
        scope, whether one lies in the other: a value of the call, so that of a division elsewhere no row is read. `lies_there`: of each of
        several divisions, whether it lies in that of the filter.
        """
        if self.lies is None:
            return self
        asked = replace(self, own=and_(meets(self.lies.level), self.own))
        if level < self.lies.level:
            return asked if self.each is None else asked.if_(lies_there(self.each.c.code))
        there = self.lies.there if self.lies.in_any is None else self.lies.in_any
        return replace(asked, each=None, lies=replace(self.lies, there=repeated(there)))


Matches = Callable[[FromClause], ColumnElement[bool]]
"""Whether a row is of a list."""
Ways = Callable[[FromClause], list[Way]]
"""The ways in which rows match, of which one must hold."""


@dataclass(frozen=True)
class Others:
    """The ways in which the rows are found that do not pass a filter which nearly all pass, where they are few: at `most` so many."""

    ways: Ways
    most: int


@dataclass(frozen=True)
class Reached:
    """Which rows a list has, and the ways in which they are found: None for the rows beside another, which are found by that.

    `others`: the rows that its total takes off (`less` of `Connection`), if it takes off any.
    """

    matches: Matches
    ways: Ways | None = None
    others: Others | None = None


def only_of(ways: Sequence[Way]) -> Way | None:
    """The one way whose condition tells by itself which rows there are; None for several, or where something is joined to it."""
    return ways[0] if len(ways) == 1 and ways[0].each is None and ways[0].given is None else None


def most_of(printing: Printing, way: Way, keys: Select[Any], most: int) -> Select[Any]:
    """The keys that a statement finds in a way, no more than so many; where the way names several divisions, so many of each."""
    if way.each is None:
        return keys.limit(number(most))
    one = keys.limit(number(most)).correlate(way.each).lateral(printing.alias("of_each"))
    return select(one.c.id).select_from(way.each.join(one, true()))


def repeated(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition of which another tells already: it picks no index, and PostgreSQL expects half of the rows to hold it.

    As a conjunct it would be taken for independent: of an office's rows, one of six hundred.
    """
    return case((condition, true()), else_=false())


def compared(condition: ColumnElement[bool]) -> dict[str, ColumnElement[Any]]:
    """The columns that a condition compares with a value of the call, or with one of several divisions; each with that."""
    if isinstance(condition, BooleanClauseList) and condition.operator is operator.and_:
        return {name: value for each in condition.clauses for name, value in compared(each).items()}
    if isinstance(condition, BinaryExpression) and condition.operator is operator.eq:
        column, value = condition.left, condition.right
        if isinstance(value, BindParameter) or getattr(value, "name", "") == "code":
            return {str(column.name): value}
    return {}


def ways_of(condition: ColumnElement[bool]) -> list[Way]:
    """A condition as ways: the parts of an OR, each apart from those before it; else itself."""
    if isinstance(condition, BooleanClauseList) and condition.operator is operator.or_:
        parts = condition.clauses
        return [Way(part, apart=and_(true(), *(each.is_not(true()) for each in parts[:place]))) for place, part in enumerate(parts)]
    return [Way(condition)]
