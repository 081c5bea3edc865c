"""Whether a pooler stands between us and PostgreSQL, and whether it gives each connection a session of its own.

Source: docs/decisions/052-gateway.md; docs/operations.md (A pooler). Prepared statements, limits of time and the locks of the worker and of
a rotation belong to a session: one that is shared out by transaction loses them without a word.
"""

import asyncio
from contextlib import AbstractAsyncContextManager

import asyncpg

from db.session.connect import connected

PATIENCE_SECONDS = 10.0
"""Seconds in which a second connection must be had beside the first."""
PROCESS = "select pg_backend_pid()"
LEAVE, LEFT = "set lianbang.left_behind = 'yes'", "select coalesce(current_setting('lianbang.left_behind', true), '')"
SPLITS = "A pooler stands before the database that is not in session mode: pool_mode = session, or name PostgreSQL itself."
KEEPS = "A pooler stands before the database that hands on what a session left: server_reset_query = DISCARD ALL."
TOO_FEW = "A pooler stands before the database that gives no second connection: raise its pool size (default_pool_size)."
TOLD = {"statement pooling": SPLITS, "query_wait_timeout": TOO_FEW}
"""Parts of what PgBouncer says itself, and what that means."""


async def fault_between(url: str) -> str | None:
    """Return what is wrong with what stands between us and PostgreSQL; None for nothing. Raises what asyncpg.connect raises."""
    try:
        return await _fault(url)
    except (asyncpg.ProtocolViolationError, asyncpg.ConnectionDoesNotExistError) as error:
        known = next((fault for words, fault in TOLD.items() if words in str(error)), None)
        if known is None:
            raise
        return known


async def _fault(url: str) -> str | None:
    async with _plain(url) as first:
        process = await _process(first)
        if process == first.get_server_pid():
            return None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), _plain(url) as second:
                if await _is_shared(first, process, second):
                    return SPLITS
                for each in (first, second):
                    await each.execute(LEAVE)
        except TimeoutError:
            return TOO_FEW
    async with _plain(url) as third, third.transaction():
        return KEEPS if await third.fetchval(LEFT) else None


def _plain(url: str) -> AbstractAsyncContextManager[asyncpg.Connection]:
    """Yield a connection without named statements: of a name there may be another's where sessions are shared out."""
    return connected(url, statement_cache_size=0)


async def _is_shared(first: asyncpg.Connection, process: int, second: asyncpg.Connection) -> bool:
    """Return whether the server's process that answered `first` answers `second` too, or another one answers `first` meanwhile."""
    async with second.transaction():
        return await second.fetchval(PROCESS) == process or await _process(first) != process


async def _process(connection: asyncpg.Connection) -> int:
    """Return which process of the server answers; a pooler names another one as the connection begins."""
    async with connection.transaction():
        return int(await connection.fetchval(PROCESS))
