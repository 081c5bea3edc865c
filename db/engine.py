"""The pools: SQLAlchemy for writing, asyncpg's own for reading; both as the application's login, made by `app.py` and handed down.

Source: docs/design.md 3 and 4.3; figures in docs/decisions/003-row-security.md (prepared statements, generic plans, json as bytes).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.audit.flush import Flush

Clock = Callable[[], datetime]
"""Where every moment comes from: aware, UTC; never read in the middle of a rule."""

READ_SETTINGS = {"plan_cache_mode": "force_generic_plan", "jit": "off", "TimeZone": "UTC"}

PREPARED = 64
"""Statements that each reader keeps prepared: the plan of a large one takes some 4 MB of its memory."""

STARTING = 10.0
"""Seconds in which a database must let somebody in who starts."""
PATIENCE = 2.0
"""Seconds in which the database must answer a question that costs it nothing."""


class Database:
    """One database as the application sees it. `open` before use, `close` at the end."""

    def __init__(self, url: str, clock: Clock, *, readers: int = 4, writers: int = 8) -> None:
        """`url` is `postgresql://...` of the application's login; sizes are connections."""
        self.url = url
        self.clock = clock
        self._readers = readers
        self._pool: asyncpg.Pool | None = None
        self.flush = Flush(url, PATIENCE)
        self.engine: AsyncEngine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=writers,
            max_overflow=0,
            pool_reset_on_return="rollback",
            connect_args={"server_settings": {"TimeZone": "UTC"}},
        )

    async def open(self) -> None:
        """Open the read pool."""
        self._pool = await asyncpg.create_pool(
            self.url,
            min_size=1,
            max_size=self._readers,
            init=_json_as_bytes,
            reset=_leave,
            server_settings=READ_SETTINGS,
            max_cacheable_statement_size=0,
            max_cached_statement_lifetime=0,
            statement_cache_size=PREPARED,
        )

    async def close(self) -> None:
        """Close both pools."""
        self.flush.drop()
        if self._pool is not None:
            await self._pool.close()
        await self.engine.dispose()

    @contextlib.asynccontextmanager
    async def reader(self) -> AsyncIterator[PoolConnectionProxy]:
        """A connection of the read pool, in autocommit."""
        assert self._pool is not None, "Database.open() first"
        async with self._pool.acquire() as connection:
            yield connection


async def _json_as_bytes(connection: asyncpg.Connection) -> None:
    """The answer of a read is spliced as it comes: json is never parsed here."""
    await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")


async def _leave(connection: asyncpg.Connection) -> None:
    """Nothing is to be undone after a reading, which asyncpg would do with a statement more: its settings end with it."""


async def is_ready(database: Database, revision: str | None) -> bool:
    """Whether the database answers and stands at a revision."""
    try:
        async with asyncio.timeout(PATIENCE), database.reader() as connection:
            standing = await connection.fetchval("select version_num from alembic_version")
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return False
    return revision is not None and standing == revision


async def stands(url: str, revision: str | None) -> bool:
    """Whether a database that nobody has opened yet stands at a revision. Raises what keeps it from being asked."""
    connection = await asyncpg.connect(url, timeout=STARTING)
    try:
        return revision is not None and await connection.fetchval("select version_num from alembic_version") == revision
    except asyncpg.UndefinedTableError:
        return False
    finally:
        await connection.close()
