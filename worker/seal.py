"""Seals the audit trail: what has been written since the last block becomes the next one.

Source: design.md 7; domain.md 7 (the head is also written to the log and a file).
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import asyncpg

from db.seal import keep, seal

Clock = Callable[[], datetime]
Say = Callable[[str], None]


async def seal_audit(connection: asyncpg.Connection, clock: Clock, head_file: Path, log: Say) -> int:
    """Seal all there is; how many blocks were made."""
    made = 0
    while (head := await seal(connection, clock())) is not None:
        keep(head_file, head)
        log(f"audit head {head.text}")
        made += 1
    return made
