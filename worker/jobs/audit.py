"""The jobs of the audit trail: what has been written since the last block becomes the next one, and nothing is left out.

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
"""How often the whole trail is looked through for records that no queue holds."""


def jobs_of_audit(clock: Clock, head_file: Path, log: Say) -> tuple[Job, ...]:
    """Return the jobs; `log` hears the chain's head, which is kept in the file too."""
    return (
        Job("look through the audit trail", LOOKED_THROUGH, lambda connection: take_in_what_was_left_out(connection, log)),
        Job("seal the audit trail", timedelta(0), lambda connection: seal_audit(connection, clock, head_file, log)),
    )


async def seal_audit(connection: asyncpg.Connection, clock: Clock, head_file: Path, log: Say) -> int:
    """Seal all there is; how many blocks were made.

    A file whose head has gone from the chain is left as it is, and said: a new head over it would hide that the chain's end was cut off.
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
    """What was written around the queue, by whoever may do everything, is sealed too, and said."""
    if count := await take_in(connection):
        log(f"audit: {count} record(s) stood neither in a block nor in the queue; they are sealed now")
