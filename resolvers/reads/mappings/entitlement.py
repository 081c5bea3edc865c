"""How entitlements are read.

Source: docs/domain.md 2 (Entitlement).
"""

from sqlalchemy import FromClause, case

from db.tables.entitlement import Entitlement
from domain.entitlement import EntitlementState
from resolvers.planner.mapping import Coded, One, mapping
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql, text_literal


def _state(row: FromClause, printing: Printing) -> Sql:
    today = printing.today
    whens = ((row.c.since > today, EntitlementState.COMING), (row.c.until < today, EntitlementState.ENDED))
    return case(*((holds, text_literal(state)) for holds, state in whens), else_=text_literal(EntitlementState.RECEIVING))


ENTITLEMENT = mapping(
    "Entitlement",
    Entitlement,
    type=One("AssistanceType", "type_code", to="code", version="type_version"),
    state=_state,
    person=One("Person", "person_id"),
    end_reason=Coded("RECOGNITION_END_REASON", "end_reason"),
    kind=Coded("MONITORED_KIND", "kind"),
    risk_cause=Coded("RISK_CAUSE", "risk_cause"),
    measures=Coded("SUPPORT_MEASURE", "measures"),
)
