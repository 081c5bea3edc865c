"""Fold what changed into the sums, compare sums with rows, and settle what is long past.

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


async def settle(connection: asyncpg.Connection, now: datetime) -> int:
    """Add up the sums of what offices see no more since before the last quarter, as the worker's login; return of how many.

    A reading of a moment before that quarter would count less than it should.
    """
    async with alone(connection, "sums"):
        return int(await connection.fetchval("select settle_sums($1)", now))


async def compare(connection: asyncpg.Connection, now: datetime) -> int:
    """Compare the sums of one county with its rows; return how many differ."""
    return int(await connection.fetchval("select compare_sums($1)", now))
