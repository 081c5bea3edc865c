"""Prints groups of referrals from their sums, of which some count from a moment on: lateness and colours.

Source: docs/decisions/056-sums.md; docs/domain.md 7 (Counted).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, FromClause, Select, and_, any_, cast, func, not_, or_
from typing_extensions import override

from db.tables.declare import Row
from db.tables.referral import Referral
from db.tables.referral_sum import ReferralDelta, ReferralSum
from domain.referral import State
from domain.rules.condition import Own
from domain.sums import Mark
from domain.viewer import is_one_division
from resolvers.planner.decide.sums import by_colour
from resolvers.planner.sql.groups import colour_of
from resolvers.planner.sql.json import Sql, text_literal
from resolvers.planner.sql.scope import beyond_scope, in_scope
from resolvers.planner.sums.groups import OF_DIVISIONS, Filters, Summed, Which
from resolvers.planner.tree import Narrowed

COLUMNS: Mapping[str, tuple[str, ...]] = {
    **OF_DIVISIONS,
    "DEPARTMENT": ("department_code",),
    "OFFICE": ("office_id", "office_region_code", "office_county_id"),
    "TYPE": ("type_code",),
    "STATE": ("state",),
    **dict.fromkeys(("WEEK", "MONTH"), ("dispatched_at",)),
    "COLOUR": ("colour",),
}


class OfReferrals(Summed):
    """Prints one list of groups, or a total, from sums of one facet of referrals."""

    keyed_as: ClassVar[str] = "Referral"
    table: ClassVar[type[Row]] = ReferralSum
    delta: ClassVar[type[Row]] = ReferralDelta
    rows: ClassVar[type[Row]] = Referral
    lowest: ClassVar[str] = "dispatching_office_id"
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = COLUMNS
    told: ClassVar[tuple[str, ...]] = ("unsigned", "overdue")

    @property
    def coloured(self) -> bool:
        """Whether colours are counted."""
        return by_colour(self.counted.by, self.of.narrowed)

    @override
    def key(self, parts: FromClause, by: str) -> Sql:
        return parts.c.colour if by == "COLOUR" else super().key(parts, by)

    @override
    def all_folded(self) -> Iterator[Select[Any]]:
        """What is folded of the divisions of the scope, and what is of the viewer's office beyond them."""
        yield from super().all_folded()
        if not self.tells_divisions and any(isinstance(word, Own) for word in self.of.rows.words):
            yield self.folded(self._beyond)

    @override
    def unfolded(self, which: Which = lambda _: ()) -> Select[Any]:
        return super().unfolded(lambda delta: (*which(delta), *self.of_colour(self.colour(delta))))

    @override
    def kept(self, row: FromClause) -> Iterator[ColumnElement[bool]]:
        """The conditions on sums of the facet that have begun to count, as what is asked for."""
        yield from super().kept(row)
        marks = self._marks()
        yield row.c.mark == (any_(_texts(marks)) if len(marks) > 1 else text_literal(marks[0]))
        yield row.c.at <= self.printing.now
        yield from self.of_colour(row.c.colour)

    @override
    def filters(self, row: FromClause) -> Filters:
        return {"count": None, "unsigned": _unsigned(row), "overdue": self.late(row)}

    @override
    def filters_of_sum(self, row: FromClause) -> Filters:
        """What is counted of a sum: of what tells who begins to be late nothing else."""
        late = row.c.mark == text_literal(Mark.LATE)
        return {"count": not_(late), "unsigned": and_(not_(late), _unsigned(row)), "overdue": or_(late, row.c.late)}

    @override
    def computed(self, delta: FromClause) -> Mapping[str, Sql]:
        return {"colour": self.colour(delta)}

    @override
    def compared(self, by: Narrowed) -> bool:
        return by.name != "colour"

    def of_colour(self, colour: Sql) -> Iterator[ColumnElement[bool]]:
        """The conditions of the filter on a colour."""
        return (colour == text_literal(str(each.steers)) for each in self.of.narrowed if not self.compared(each))

    def late(self, row: FromClause) -> ColumnElement[bool]:
        """Whether what a row is about is late at this moment."""
        return and_(row.c.waits_office, row.c.work_due_at <= self.printing.now)

    def colour(self, delta: FromClause) -> Sql:
        """The colour, at this moment, of what a delta is about."""
        now = self.printing.now
        return colour_of(self.printing, delta, and_(delta.c.awaited_from <= now, delta.c.awaited_until > now))

    def _marks(self) -> list[Mark]:
        """What tells the counts that are asked for. Of one colour, what has it tells all."""
        if self.coloured and "COLOUR" not in self.counted.by:
            return [Mark.COLOUR]
        return [Mark.ALL, *([Mark.LATE] if self.asks("overdue") else []), *([Mark.COLOUR] if self.coloured else [])]

    def _beyond(self, row: FromClause) -> Sequence[ColumnElement[bool]]:
        """The sums of what the viewer's office dispatched outside of their scope."""
        mine = row.c.dispatching_office_id == self.printing.office
        if is_one_division(self.printing.viewer):
            return (mine, beyond_scope(self.printing, row.c.region_code))
        inside = func.coalesce(in_scope(self.printing, row), cast(text_literal("false"), row.c.late.type))
        return (mine, not_(inside))


def _unsigned(row: FromClause) -> ColumnElement[bool]:
    unsigned: ColumnElement[bool] = row.c.state == text_literal(State.DISPATCHED)
    return unsigned


def _texts(marks: Sequence[Mark]) -> Sql:
    return func.string_to_array(text_literal(",".join(marks)), text_literal(","))
