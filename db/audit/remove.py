"""Remove what is past its time, or count it, as the worker's login; the trail's chain stays whole.

Source: docs/decisions/048-audit-search.md. `db/protect/trail/past_time.py` decides what that is, and notes in the trail what went.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import asyncpg

from db.session.connect import alone

REMOVE = "select kind, removed from remove_past_time($1, $2)"


async def counted(connection: asyncpg.Connection, now: datetime) -> Mapping[str, int]:
    """Return how many rows of each kind would be removed; nothing is."""
    return {row["kind"]: row["removed"] for row in await connection.fetch(REMOVE, now, True)}


async def removed(connection: asyncpg.Connection, now: datetime) -> Mapping[str, int]:
    """Remove everything that is past its time, a part in each transaction. Return how many rows of each kind went."""
    total: Counter[str] = Counter()
    while True:
        async with alone(connection, "retention"):
            rows = {row["kind"]: row["removed"] for row in await connection.fetch(REMOVE, now, False)}
        total.update(rows)
        if not any(rows.values()):
            return total
