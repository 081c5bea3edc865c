"""Prints groups of assistance items from their sums, which have the columns of their leads: their keys are those of a referral.

Source: docs/decisions/056-sums.md. Of an item whose lead stayed elsewhere the lead is looked at, under the rules of rows of a referral.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from sqlalchemy import FromClause, Select, and_, func, select
from typing_extensions import override

from db.tables.declare import Row
from db.tables.item import AssistanceItem
from db.tables.item_sum import ItemDelta, ItemSum
from db.tables.referral import Referral
from resolvers.planner.sql.groups import colour
from resolvers.planner.sql.json import Sql
from resolvers.planner.sql.scope import visible
from resolvers.planner.sums.groups import Which
from resolvers.planner.sums.work import OfReferrals

OF_LEAD = ("office_id", "office_region_code", "office_county_id", "waits_office", "work_due_at")


class OfItems(OfReferrals):
    """Prints one list of groups from sums of one facet of items."""

    table: ClassVar[type[Row]] = ItemSum
    delta: ClassVar[type[Row]] = ItemDelta
    rows: ClassVar[type[Row]] = AssistanceItem
    lowest: ClassVar[str] = "apart"

    @override
    def parts(self) -> Iterator[Select[Any]]:
        """What is folded, what is not folded yet, and items whose leads are elsewhere, which stay unfolded."""
        yield from super().parts()
        row = self._with_leads()
        yield self.added(row, self.filters(row)).where(*self.filtered(row), *self.of_colour(row.c.colour))

    @override
    def unfolded(self, which: Which = lambda _: ()) -> Select[Any]:
        """Those with leads elsewhere are read with these."""
        return super().unfolded(lambda delta: (delta.c.lead_id.is_(None), *which(delta)))

    def _with_leads(self) -> FromClause:
        """Deltas of items with leads elsewhere, each with what the viewer sees of the lead."""
        delta, lead = self.printing.table(ItemDelta, "d"), self.printing.table(Referral, "lead")
        told: dict[str, Sql] = {name: lead.c[name] for name in OF_LEAD}
        told["department_code"] = func.coalesce(lead.c.department_code, delta.c.department_code)
        columns = [told[name].label(name) if name in told else delta.c[name] for name in ItemDelta.__table__.c.keys()]  # noqa: SIM118
        rows = select(*columns, colour(self.printing, lead).label("colour")).select_from(
            delta.outerjoin(lead, lead.c.id == delta.c.lead_id)
        )
        where = and_(delta.c.lead_id.is_not(None), visible(self.printing, ItemDelta.__tablename__, delta))
        return rows.where(where).subquery(self.printing.alias("elsewhere"))
