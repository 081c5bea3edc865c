"""How the audit trail is read, by the audit administrator alone.

Source: domain-facts F5.7.
"""

from db.tables.audit import AuditRecord
from resolvers.planner.mapping import AnyOf, ById, From, Holds, One, Until, mapping

AUDIT_RECORD = mapping(
    "AuditRecord",
    AuditRecord,
    account=One("Account", "account_id"),
    office=One("Office", "office_id"),
    filters={
        "kind": ("kind", AnyOf("kind")),
        "action": ("action", AnyOf("action")),
        "account": ("account", ById("account_id", "Account")),
        "after": ("at", From("at")),
        "before": ("at", Until("at")),
        "family": ("families", Holds("family_ids", "Family")),
    },
    orders={"AT_DESC": (("at", "id"), True), "AT": (("at", "id"), False)},
)
