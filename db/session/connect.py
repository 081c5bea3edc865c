"""Connections outside of the pools, each closed by who opened it, and the lock by which one task runs once at a time.

Source: docs/design.md 7.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

import asyncpg

NONE: Mapping[str, str] = MappingProxyType({})


WORKERS_TURN = "hashtext('lianbang worker')"
"""The key, in SQL, of the lock that the worker which works holds as long as its connection lasts (worker/turn.py)."""
HELD = f"""exists (select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
    and (l.classid::bigint << 32) | l.objid::bigint = {WORKERS_TURN}::bigint)"""
"""Whether one works on this database, in SQL; everybody may ask."""


@asynccontextmanager
async def connected(url: str, *, settings: Mapping[str, str] = NONE, **options: Any) -> AsyncIterator[asyncpg.Connection]:
    """Yield a new connection and close it at the end; `options` are those of asyncpg.connect. Raises what asyncpg.connect raises."""
    connection = await asyncpg.connect(url, **options)
    try:
        await settle(connection, settings)
        yield connection
    finally:
        await connection.close()


async def settle(connection: asyncpg.Connection, settings: Mapping[str, str], patience: float | None = None) -> None:
    """Set what holds for a whole session, in one round trip of at most `patience` seconds; a pooler takes none of it at the beginning."""
    if settings:
        await connection.execute("; ".join(f"set {name} = '{value}'" for name, value in settings.items()), timeout=patience)


@asynccontextmanager
async def alone(connection: asyncpg.Connection, task: str) -> AsyncIterator[None]:
    """Open a transaction that waits until no other connection to the database is within `alone` for the same task."""
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"lianbang {task}")
        yield
