"""A record of the audit trail: who did it, when, in which request; what it was about is told by the caller.

Source: docs/domain-facts.md 5.7; docs/domain.md 7 (ids, codes and levels, never texts).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from domain.viewer import Viewer


def audited(kind: AuditKind, action: str, viewer: Viewer, now: datetime, key: UUID, trace: str, **facts: Any) -> AuditRecord:
    """The record `key` of an act of the viewer; `facts`: the other columns of `AuditRecord`."""
    return AuditRecord(
        id=key,
        at=now,
        kind=kind,
        action=action,
        account_id=viewer.account,
        membership_id=viewer.membership,
        office_id=viewer.office,
        trace=trace,
        **facts,
    )
