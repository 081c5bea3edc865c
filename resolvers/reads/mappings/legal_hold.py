"""How legal holds are read.

Source: docs/decisions/048-audit-search.md.
"""

from db.tables.retention import LegalHold
from resolvers.planner.mapping import Coded, One, RootRows, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, equal
from resolvers.planner.sql.json import tagged

LEGAL_HOLD = mapping(
    "LegalHold",
    LegalHold,
    proposed_by=One("Account", "proposed_by"),
    reason=Coded("LEGAL_HOLD_REASON", "reason"),
    family=lambda row, printing: tagged("Family", row.c.family_id),
    account=One("Account", "account_id"),
    decided_by=One("Account", "decided_by"),
    end_proposed_by=One("Account", "end_proposed_by"),
    end_decided_by=One("Account", "end_decided_by"),
    filters={**CHANGED, **equal("state")},
    orders=by_moment("AT", "at"),
)

ROOTS = {"legalHolds": RootRows("LegalHold", "AT_DESC")}
