"""The jobs of the audit trail: sealing new records into blocks, and finding records that never waited for it.

Source: docs/design.md 7; docs/domain.md 7 (the head is also written to the log and a file).
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import asyncpg

from db.audit.seal import LATE, holds, keep, kept, seal, take_in
from db.session.engine import Clock
from worker.runner import Job

Say = Callable[[str], None]
LOOKED_THROUGH = timedelta(hours=1)
"""Time between two searches of the whole trail for records that stand in no block and do not wait."""


def jobs_of_audit(clock: Clock, head_file: Path, log: Say) -> tuple[Job, ...]:
    """Return the jobs. `log` is called with the head of the chain, which is also kept in the file."""
    return (
        Job("look through the audit trail", LOOKED_THROUGH, lambda connection: take_in_what_was_left_out(connection, log)),
        Job("seal the audit trail", timedelta(0), lambda connection: seal_audit(connection, clock, head_file, log)),
    )


async def seal_audit(connection: asyncpg.Connection, clock: Clock, head_file: Path, log: Say) -> int:
    """Seal all that waits. Return how many blocks were made.

    If the head in the file is not in the chain, the file is not overwritten, and this is logged: a new head would hide that the end of the
    chain was cut off.
    """
    written = kept(head_file)
    broken = written is not None and not await holds(connection, written)
    made, newest, strange = 0, None, 0
    while (sealed := await seal(connection, clock())) is not None:
        made, newest, strange = made + 1, sealed.head, strange + sealed.strange
        if not broken:
            keep(head_file, newest)
    if newest is not None:
        log(f"audit head {newest.text}")
        if strange:
            log(f"audit: {strange} record(s) claim moments more than {LATE.seconds} s from that of their block; verify-audit tells which")
        if broken:
            log("audit chain: the head that was kept is not in it; run verify-audit")
    return made


async def take_in_what_was_left_out(connection: asyncpg.Connection, log: Say) -> None:
    """Have those records wait that a login with all rights wrote into the trail itself, and log how many."""
    if count := await take_in(connection):
        log(f"audit: {count} record(s) stood in no block and did not wait; they are sealed now")
