"""Connections outside of the pools, each closed by who opened it, and the lock by which one task runs once at a time.

Source: docs/design.md 7.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg


@asynccontextmanager
async def connected(url: str, **options: Any) -> AsyncIterator[asyncpg.Connection]:
    """Yield a new connection and close it at the end; `options` are those of asyncpg.connect. Raises what asyncpg.connect raises."""
    connection = await asyncpg.connect(url, **options)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def alone(connection: asyncpg.Connection, task: str) -> AsyncIterator[None]:
    """Open a transaction that waits until no other connection to the database is within `alone` for the same task."""
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"lianbang {task}")
        yield
