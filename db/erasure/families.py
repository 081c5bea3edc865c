"""Erase families past their time as the worker's login, some in each transaction; it may be stopped at any moment, and called again.

Source: docs/decisions/053-families-erased.md. `db/erasure/function.py` decides which they are, and notes each in the audit trail.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import asyncpg

from db.session.connect import alone

AT_ONCE = 50
"""How many families one transaction looks at."""
ERASE = "select asked, number from erase_families($1, $2, $3, $4)"


async def past_their_time(connection: asyncpg.Connection, now: datetime) -> list[str]:
    """Return the numbers of the families that would be erased; none is."""
    return [number async for number in _asked(connection, now, dry=True)]


async def erased(connection: asyncpg.Connection, now: datetime) -> list[str]:
    """Erase every family that is past its time. Return their numbers."""
    return [number async for number in _asked(connection, now, dry=False)]


async def _asked(connection: asyncpg.Connection, now: datetime, *, dry: bool) -> AsyncIterator[str]:
    after: UUID | None = None
    while True:
        async with alone(connection, "retention"):
            rows = await connection.fetch(ERASE, now, after, AT_ONCE, dry)
        if not rows:
            return
        after = rows[-1]["asked"]
        for row in rows:
            if row["number"] is not None:
                yield row["number"]
