"""`lianbang verify-audit`: verifies the audit trail.

Source: docs/decisions/012-audit.md.
"""

import asyncio

from sqlalchemy.exc import DBAPIError

from db.audit.seal import looked_through
from domain.terminal_error import TerminalError
from settings.settings import Settings
from terminal.reach import addresses, reaching


class AuditError(TerminalError):
    """The audit trail was changed. The text lists every fault, one per line."""


def verify_audit(settings: Settings) -> str:
    """Verify the chain of the audit trail, and against it the head kept beside the database. Return a line for the result and one for each
    strange record. Raises AuditError."""
    with addresses(settings) as database, reaching(DBAPIError):
        faults, strange = asyncio.run(looked_through(database.worker, settings.now(), settings.var / "audit-head"))
    if faults:
        raise AuditError("\n".join(faults + strange))
    return "\n".join(["The audit trail is whole.", *strange])
