"""How emergency views are read.

Source: docs/domain.md 7 (emergency view).
"""

from db.tables.emergency_view import EmergencyView
from resolvers.planner.mapping import Coded, One, Placed, RootRows, by_moment, mapping
from resolvers.planner.narrowing import Where, equal

EMERGENCY_VIEW = mapping(
    "EmergencyView",
    EmergencyView,
    account=One("Account", "account_id"),
    office=Placed("Office", "office_id"),
    family=One("Family", "family_id"),
    found=lambda row, printing: row.c.family_id.is_not(None),
    reason=Coded("EMERGENCY_REASON", "reason"),
    decided_by=One("Account", "decided_by"),
    filters={
        **equal("decision"),
        "decided": ("decision", Where(lambda row, printing, value: row.c.decision.is_not(None) if value else row.c.decision.is_(None))),
    },
    orders=by_moment("AT", "at"),
)

ROOTS = {"emergencyViews": RootRows("EmergencyView", "AT_DESC")}
