"""How families that were handed over are read; who they are is seen by the federation of the place alone, by row security.

Source: docs/domain.md 3 (`familyHandOver`).
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from db.tables.family_hand_over import FamilyHandOver, FamilyHandOverText
from resolvers.planner.mapping import Coded, Expression, HomeOf, One, Placed, RootRows, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, HomeIn, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.days import is_late, last_day
from resolvers.planner.sql.lookup import looked_up


def _told(column: str) -> Expression:
    """A column of what an office told; null once it is decided."""

    def read(row: FromClause, printing: Printing) -> ColumnElement[Any]:
        text = printing.table(FamilyHandOverText, "x")
        return looked_up(text.c[column], text, text.c.hand_over_id == row.c.id)

    return read


FAMILY_HAND_OVER = mapping(
    "FamilyHandOver",
    FamilyHandOver,
    region=HomeOf("region_code"),
    office=Placed("Office", "office_id"),
    by=One("Account", "account_id"),
    domain=Coded("NEED_DOMAIN", "domain"),
    reason=Coded("TRANSFER_DECLINE_REASON", "reason"),
    due_on=last_day("due_at"),
    decided_by=One("Account", "decided_by"),
    family=One("Family", "family_id"),
    head_name=_told("head_name"),
    phone=_told("phone"),
    address=_told("address"),
    request_text=_told("request_text"),
    filters={
        **CHANGED,
        **equal("state"),
        "region": ("region", HomeIn()),
        "late": ("dueAt", Where(is_late)),
    },
    orders=by_moment("AT", "at"),
)

ROOTS = {"familyHandOvers": RootRows("FamilyHandOver", "AT_DESC")}
