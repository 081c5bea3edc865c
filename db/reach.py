"""Whether the database can be reached and stands at this version of the platform, and which errors say that it cannot.

Source: docs/design.md 3 (readiness), 8 (UNAVAILABLE).
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from db.engine import Database

PATIENCE = 2.0
"""Seconds in which the database must answer a question that costs it nothing."""
CLOSED = (
    "connection is closed",
    "released back to the pool",
    "pool is closing",
    "pool is closed",
    "connection was closed",
    "cannot perform operation",
)
AWAY = (
    OSError,
    NoConnectionFree,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)


def is_away(error: BaseException) -> bool:
    """Whether an error means that the database is out of reach: nothing is wrong with the question, it may be asked again later."""
    if isinstance(error, DBAPIError):
        origin = error.orig.__cause__ if error.orig is not None else None
        return error.connection_invalidated or (origin is not None and is_away(origin))
    if isinstance(error, asyncpg.InterfaceError):
        return any(words in str(error) for words in CLOSED)
    return isinstance(error, AWAY)


async def is_ready(database: Database, revision: str | None) -> bool:
    """Whether the database answers and stands at a revision."""
    try:
        async with asyncio.timeout(PATIENCE), database.reader() as connection:
            standing = await connection.fetchval("select version_num from alembic_version")
    except (*AWAY, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return revision is not None and standing == revision


async def stands(url: str, revision: str | None) -> bool:
    """The same of a database that nobody has opened yet."""
    database = Database(url, lambda: datetime.now(UTC))
    try:
        with suppress(*AWAY, asyncpg.PostgresError):
            await database.open()
            return await is_ready(database, revision)
        return False
    finally:
        await database.close()
