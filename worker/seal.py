"""Seals the audit trail: what has been written since the last block becomes the next one.

Source: docs/design.md 7; docs/domain.md 7 (the head is also written to the log and a file).
"""

from collections.abc import Callable
from pathlib import Path

import asyncpg

from db.engine import Clock
from db.seal import holds, keep, kept, seal

Say = Callable[[str], None]


async def seal_audit(connection: asyncpg.Connection, clock: Clock, head_file: Path, log: Say) -> int:
    """Seal all there is; how many blocks were made.

    A file whose head has gone from the chain is left as it is, and said: a new head over it would hide that the chain's end was cut off.
    """
    written = kept(head_file)
    broken = written is not None and not await holds(connection, written)
    made, newest = 0, None
    while (head := await seal(connection, clock())) is not None:
        made, newest = made + 1, head
        if not broken:
            keep(head_file, head)
    if newest is not None:
        log(f"audit head {newest.text}")
        if broken:
            log("audit chain: the head that was kept is not in it; run verify-audit")
    return made
