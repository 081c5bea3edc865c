"""Makes a record of the audit trail: who did what, when, in which request.

Source: docs/domain-facts.md 5.7; docs/domain.md 7 (ids, codes and levels, never texts).
"""

from typing import Any

from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from resolvers.commands.context import Moment


def audited(kind: AuditKind, action: str, at: Moment, trace: str, **facts: Any) -> AuditRecord:
    """Return the audit record of what the viewer does now. `facts`: values of the other columns of `AuditRecord`, by name."""
    return AuditRecord(
        id=at.fresh.id(),
        at=at.now,
        kind=kind,
        action=action,
        account_id=at.viewer.account,
        membership_id=at.viewer.membership,
        office_id=at.viewer.office,
        client_id=at.viewer.client,
        trace=trace,
        **facts,
    )
