"""Whether the audit trail is whole.

Source: docs/decisions/012-audit.md.
"""

import asyncio

from sqlalchemy.exc import DBAPIError

from db.audit.seal import looked_through
from domain.terminal_error import TerminalError
from settings import Settings
from terminal.reach import addresses, reaching


class AuditError(TerminalError):
    """The audit trail is not whole; the text lists every fault, a line each."""


def verify_audit(settings: Settings) -> str:
    """Verify the chain of the audit trail against itself and the head that is kept beside the database; with what is strange in it, a
    line each. Raises AuditError."""
    with addresses(settings) as database, reaching(DBAPIError):
        faults, strange = asyncio.run(looked_through(database.worker, settings.now(), settings.var / "audit-head"))
    if faults:
        raise AuditError("\n".join(faults + strange))
    return "\n".join(["The audit trail is whole.", *strange])
