"""Fold what changed into the sums of referrals, and compare sums with rows.

Source: docs/decisions/056-sums.md. One folds at a time, and nobody else writes a sum; a fold that is killed leaves its deltas.
"""

from datetime import datetime

import asyncpg

from db.session.connect import alone

FOLDED_AT_ONCE = 50_000
"""The more at once, the fewer sums are written twice."""


async def fold(connection: asyncpg.Connection) -> int:
    """Fold the oldest deltas, as the worker's login; return how many."""
    async with alone(connection, "sums"):
        return int(await connection.fetchval("select fold_sums($1)", FOLDED_AT_ONCE))


async def compare(connection: asyncpg.Connection, now: datetime) -> int:
    """Compare the sums of one county with its referrals; return how many differ."""
    return int(await connection.fetchval("select compare_sums($1)", now))
