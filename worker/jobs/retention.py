"""The job of retention: removing what is past its time.

Source: docs/domain.md 7 (retention); docs/decisions/048-audit-search.md, 053-families-erased.md. The database decides what it is.
"""

from collections.abc import Callable
from datetime import timedelta

import asyncpg

from db.audit.remove import removed
from db.erasure.families import erased
from db.session.engine import Clock
from worker.runner import Job

DAILY = timedelta(days=1)


def job_of_retention(clock: Clock, log: Callable[[str], None]) -> Job:
    """Return the job. `log` is called with a line for each kind of which anything was removed."""
    return Job("remove what is past its time", DAILY, lambda connection: remove_what_is_past(connection, clock, log))


async def remove_what_is_past(connection: asyncpg.Connection, clock: Clock, log: Callable[[str], None]) -> None:
    """Remove everything that is past its time, a part after the other."""
    for kind, count in (await removed(connection, clock())).items():
        if count:
            log(f"retention: {count} of {kind} removed")
    if families := await erased(connection, clock()):
        log(f"retention: {len(families)} families erased")
