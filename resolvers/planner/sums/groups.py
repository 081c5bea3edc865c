"""Prints groups and totals from sums: what is folded, and what has changed since; the same that is counted from rows.

Source: docs/decisions/056-sums.md; docs/domain.md 7 (Counted). The rules of rows of a referral hold for sums as they stand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    any_,
    cast,
    func,
    not_,
    or_,
    select,
    union_all,
)

from db.tables.declare import Row
from db.tables.referral import Referral
from db.tables.referral_sum import ReferralDelta, ReferralSum
from domain.referral import Part, State
from domain.rules.condition import Counted, Own
from domain.sums import Facet, Mark
from domain.viewer import RegionLevel, lies_in, region_level
from resolvers.planner.decide.sums import by_colour
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.narrowing import HomeIn
from resolvers.planner.printing import Call, Printing, Source
from resolvers.planner.sql.filters import conditions
from resolvers.planner.sql.groups import colour_of, key_of, listed
from resolvers.planner.sql.json import Sql, number, text_literal
from resolvers.planner.sql.scope import in_scope, visible
from resolvers.planner.tree import Connection, Groups

TYPE = "Referral"
Which = Callable[[FromClause], Sequence[ColumnElement[bool]]]
"""Conditions on a row."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "DEPARTMENT": ("department_code",),
    "OFFICE": ("office_id", "office_region_code", "office_county_id"),
    "TYPE": ("type_code",),
    "TOWNSHIP": ("town_code",),
    "COUNTY": ("county_code",),
    "STATE": ("state",),
    **dict.fromkeys(("WEEK", "MONTH"), ("dispatched_at",)),
    "COLOUR": ("colour",),
}
"""Key of groups -> the columns of a sum of which it is made."""
LOWER = frozenset({"COUNTY", "TOWNSHIP"})
"""Keys that are divisions: what is summed up of them does not tell them apart."""


def within_reach(printing: Printing, facet: Facet, *, coloured: bool) -> Facet | None:
    """The facet that tells the divisions of the viewer's scope apart; None where there is none."""
    levels = {region_level(code) for code in printing.viewer.scope}
    if not levels or not levels <= {RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY, RegionLevel.TOWNSHIP}:
        return None
    if RegionLevel.TOWNSHIP not in levels:
        return facet
    return Facet.TOWNSHIP if facet in (Facet.BARE, Facet.TOWNSHIP) and not coloured else None


@dataclass(frozen=True)
class Summed:
    """Prints one list of groups, or a total, from sums of one facet."""

    printing: Printing
    mappings: Mapping[str, TypeMapping]
    of: Connection
    counted: Groups
    facet: Facet
    of_type: ClassVar[str] = TYPE
    table: ClassVar[type[Row]] = ReferralSum
    delta: ClassVar[type[Row]] = ReferralDelta
    rows: ClassVar[type[Row]] = Referral
    """Whose rules of rows hold for its sums."""
    lowest: ClassVar[str] = "dispatching_office_id"
    """The column that is null in the sums of divisions that are summed up of others."""
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = COLUMNS

    @property
    def coloured(self) -> bool:
        """Whether colours are counted."""
        return by_colour(self.counted.by, self.of.narrowed)

    def listed(self) -> Sql:
        """The list: what is equal by the columns of the keys is added up first, so that keys are computed for few rows."""
        parts = union_all(*self.parts()).subquery(self.printing.alias("sums"))
        keys = [self.key(parts, by).label(f"key_{place}") for place, by in enumerate(self.counted.by)]
        sums = [cast(func.sum(parts.c[name]), BigInteger).label(name) for name in self._told]
        rows = select(*keys, *sums).group_by(*keys).having(func.sum(parts.c.count) != number(0))
        return listed(self.printing, self.counted, rows.subquery(self.printing.alias("groups")), [key.name for key in keys])

    def total(self) -> Sql:
        """How many there are, which no cap holds."""
        parts = union_all(*self.parts()).subquery(self.printing.alias("sums"))
        counted: Sql = select(cast(func.coalesce(func.sum(parts.c.count), number(0)), BigInteger)).scalar_subquery()
        return counted

    def key(self, parts: FromClause, by: str) -> Sql:
        """The key of a group, from the columns of its parts."""
        found: Sql = parts.c.colour if by == "COLOUR" else key_of(self.printing, Source(TYPE, parts), parts, by)
        return found

    def parts(self) -> Iterator[Select[Any]]:
        """What is folded of the divisions of the scope, what is of the viewer's office beyond them, and what is not folded yet."""
        if self.facet is Facet.TOWNSHIP or not LOWER.isdisjoint(self.counted.by):
            yield self.folded(lambda row: (row.c[self.lowest].is_not(None), visible(self.printing, self.rows.__tablename__, row)))
        else:
            yield self.folded(self._summed_up, but_region=True)
            if any(isinstance(word, Own) for word in self.of.rows.words):
                yield self.folded(self._beyond)
        yield self.unfolded(self.colour)

    def unfolded(self, colour: Callable[[FromClause], Sql], which: Which = lambda _: ()) -> Select[Any]:
        """What is not folded yet of what the viewer reads."""
        delta = self.printing.table(self.delta, "d")
        where = (visible(self.printing, self.delta.__tablename__, delta), *which(delta), *self.filtered(delta, colour(delta)))
        return self.added(delta, {"colour": colour(delta)}, None, self.late(delta)).where(*where)

    def late(self, row: FromClause) -> ColumnElement[bool]:
        """Whether what a row is about is late at this moment."""
        return and_(row.c.waits_office, row.c.work_due_at <= self.printing.now)

    def folded(self, which: Which, *, but_region: bool = False) -> Select[Any]:
        """What is folded of which of the sums."""
        row = self.printing.table(self.table, "s")
        marks = self._marks()
        marked = row.c.mark == (any_(_texts(marks)) if len(marks) > 1 else text_literal(marks[0]))
        kept = (row.c.facet == text_literal(self.facet), marked, row.c.at <= self.printing.now)
        counts = row.c.mark != text_literal(Mark.LATE)
        late = or_(row.c.mark == text_literal(Mark.LATE), row.c.late)
        where = (*kept, *which(row), *self.filtered(row, row.c.colour, but_region=but_region))
        return self.added(row, {}, counts, late).where(*where)

    def _marks(self) -> list[Mark]:
        """What tells the counts that are asked for. Of one colour, what has it tells all."""
        if self.coloured and "COLOUR" not in self.counted.by:
            return [Mark.COLOUR]
        return [Mark.ALL, *([Mark.LATE] if self._asks("overdue") else []), *([Mark.COLOUR] if self.coloured else [])]

    def _asks(self, name: str) -> bool:
        return any(each.name == name for each in self.counted.object.fields)

    @property
    def _told(self) -> list[str]:
        """What is counted, of what each group may tell."""
        return ["count", *filter(self._asks, ("unsigned", "overdue"))]

    def added(
        self, row: FromClause, computed: Mapping[str, Sql], counts: ColumnElement[bool] | None, late: ColumnElement[bool]
    ) -> Select[Any]:
        """Sums by the columns of the keys. `counts`: which of the rows count referrals, rather than what becomes of them."""

        def told(name: str) -> Sql:
            return computed[name] if name in computed else row.c[name]

        n, columns = told("n"), [told(name).label(name) for by in self.counted.by for name in self.columns[by]]
        unsigned = row.c.state == text_literal(State.DISPATCHED)
        filters = {"count": counts, "unsigned": unsigned if counts is None else and_(counts, unsigned), "overdue": late}
        held = ((name, filters[name]) for name in self._told)
        sums = (func.coalesce(func.sum(n) if holds is None else func.sum(n).filter(holds), number(0)).label(name) for name, holds in held)
        return select(*columns, *sums).group_by(*columns)

    def filtered(self, row: FromClause, colour: Sql, *, but_region: bool = False) -> Iterator[ColumnElement[bool]]:
        """The conditions of the filter on a row that has this colour."""
        narrowed = [each for each in self.of.narrowed if not (but_region and isinstance(each.does, HomeIn))]
        compared = tuple(each for each in narrowed if each.name != "colour")
        yield from conditions(self.printing, self.mappings, Source(TYPE, row), replace(self.of, narrowed=compared))
        yield from (colour == text_literal(str(each.steers)) for each in narrowed if each not in compared)

    def _summed_up(self, row: FromClause) -> Sequence[ColumnElement[bool]]:
        """The sums of the divisions themselves that the viewer's scope and the filter have in common."""
        arguments, region = self.printing.arguments(self.of.arguments), any(isinstance(each.does, HomeIn) for each in self.of.narrowed)

        def asked(call: Call) -> list[str]:
            return divisions(call.viewer.scope, str(arguments(call)["filter"]["region"]) if region else None)

        of_divisions = row.c.region_code == any_(self.printing.value(ARRAY(Text()), asked))
        leads = any(isinstance(word, Counted) and word.leads for word in self.of.rows.words)
        return (of_divisions, *([row.c.part == text_literal(Part.LEAD)] if leads else []))

    def _beyond(self, row: FromClause) -> Sequence[ColumnElement[bool]]:
        """The sums of what the viewer's office dispatched outside of their scope."""
        inside = func.coalesce(in_scope(self.printing, row), cast(text_literal("false"), row.c.late.type))
        return (row.c.dispatching_office_id == self.printing.office, not_(inside))

    def colour(self, delta: FromClause) -> Sql:
        """The colour, at this moment, of what a delta is about."""
        now = self.printing.now
        return colour_of(self.printing, delta, and_(delta.c.awaited_from <= now, delta.c.awaited_until > now))


def divisions(scope: Sequence[str], asked: str | None) -> list[str]:
    """The divisions that a scope and the one that is asked for have in common, none of which lies in another."""
    if asked is not None and lies_in(asked, tuple(scope)):
        return [asked]
    apart = (code for code in dict.fromkeys(scope) if not any(code != other and lies_in(code, (other,)) for other in scope))
    return [code for code in apart if asked is None or lies_in(code, (asked,))]


def _texts(marks: Sequence[Mark]) -> Sql:
    return func.string_to_array(text_literal(",".join(marks)), text_literal(","))
