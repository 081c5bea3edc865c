"""Prints groups from the sums of a department, for an office above others: of its line, without the requests for funds of its own.

Source: docs/decisions/056-sums.md; docs/domain.md 7 (Line). What has ended is in the sums until the quarter in which its office
sees it no more; what leaves in this quarter is counted from rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, Text, any_, case, cast, func, literal_column, or_
from typing_extensions import override

from db.tables.declare import OFFICE_COLUMN_OF_LEVEL, Row
from db.tables.referral import Referral
from db.tables.referral_sum import DepartmentSum
from domain.referral import GIVEN_UP
from domain.viewer import RegionLevel
from resolvers.planner.printing import in_shanghai
from resolvers.planner.sql.groups import colour
from resolvers.planner.sql.json import Sql, among, number
from resolvers.planner.sql.scope import asked, office_in_scope
from resolvers.planner.sums.groups import divisions
from resolvers.planner.sums.work import COLUMNS, OfReferrals


class OfDepartment(OfReferrals):
    """Prints one list of groups from sums of one facet of a department."""

    table: ClassVar[type[Row]] = DepartmentSum
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {**COLUMNS, "OFFICE": ("office_id",)}

    @override
    def key(self, parts: FromClause, by: str) -> Sql:
        return cast(parts.c.office_id, Text) if by == "OFFICE" else super().key(parts, by)

    @override
    def parts(self) -> Iterator[Select[Any]]:
        """What is folded of the line, what is not folded yet, and what leaves in this quarter."""
        yield self.folded(self._of_line)
        yield self.unfolded(self._not_left)
        row = self.printing.table(Referral, "r")
        of_row = colour(self.printing, row)
        leaving = self.added(row, self.filters(row), {"n": number(1), "colour": of_row})
        yield leaving.where(*self._leaving(row), ~asked(self.printing, row), *self.filtered(row), *self.of_colour(of_row))

    @override
    def colour(self, delta: FromClause) -> Sql:
        """What a delta is about has none to those above an office that gave it up."""
        return case((~among(delta.c.state, GIVEN_UP), super().colour(delta)))

    def _of_line(self, row: FromClause) -> Sequence[ColumnElement[bool]]:
        of_divisions = self.printing.value(ARRAY(Text()), lambda call: divisions(call.viewer.scope, None))
        return (row.c.department_code == self.printing.department, row.c.office_region_code == any_(of_divisions), self._of_others(row))

    def _not_left(self, delta: FromClause) -> Sequence[ColumnElement[bool]]:
        return (or_(delta.c.leaves_at.is_(None), delta.c.leaves_at > self.printing.now), self._of_others(delta))

    def _of_others(self, row: FromClause) -> ColumnElement[bool]:
        """Whether it is no request for funds by the viewer's own office."""
        return row.c.requesting_office_id.is_distinct_from(self.printing.office)

    def _leaving(self, row: FromClause) -> Sequence[ColumnElement[bool]]:
        """Of the line, and its last moment has not come yet, but the quarter of it has: an index finds these."""
        provinces = self.printing.value(ARRAY(Text()), lambda call: sorted({f"{code[:2]:0<12}" for code in call.viewer.scope}))
        ended = func.date_trunc("quarter", in_shanghai(self.printing.now)) + literal_column("interval '3 months'")
        return (
            row.c.department_code == self.printing.department,
            row.c[OFFICE_COLUMN_OF_LEVEL[RegionLevel.PROVINCE]] == any_(provinces),
            row.c.visible_until > self.printing.now,
            row.c.visible_until < in_shanghai(ended),
            office_in_scope(self.printing, row),
        )
