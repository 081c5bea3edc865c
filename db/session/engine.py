"""The connection pools of the application's login: SQLAlchemy's for writing, two of asyncpg for reading.

Source: docs/design.md 3 and 4.3; figures in docs/decisions/003-row-security.md (prepared statements, generic plans, json as bytes).
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any, cast
from uuid import UUID
from weakref import WeakSet

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from db.audit.flush import Flush
from db.server.away import stops_writing
from db.session.connect import connected, reach, settle
from db.session.pool import Pool, Taken
from db.session.turns.bounds import Bounds
from db.session.turns.costs import Costs
from db.session.turns.lane import Lane, Others, Within

Clock = Callable[[], datetime]
"""Returns the present moment, aware and in UTC; only the edges of the program call it."""

PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan", "jit": "off"}
"""Of every connection for reading and writing: each statement is planned once, for whatever values. By itself PostgreSQL plans some anew
each time, since it takes that for cheaper than it is under policies (docs/decisions/057-fewer-statements.md).
"""

PREPARED_STATEMENTS = 64
"""Statements that each connection keeps prepared: the plan of a large one takes some 4 MB of the server's memory. One for writing has
beside them those that go through SQLAlchemy, 100 at most.
"""
KEPT_PREPARED: Mapping[str, Any] = {
    "statement_cache_size": PREPARED_STATEMENTS,
    "max_cacheable_statement_size": 0,
    "max_cached_statement_lifetime": 0,
}
"""Options of asyncpg.connect: a statement of whatever size stays prepared for as long as it is among those used last."""

START_SECONDS = 10.0
"""Seconds in which the first connection at a start must be made."""
CONNECTION_SECONDS = 2.0
"""Seconds in which a new connection must be made."""

RESTS_SINCE = "rests since"
RESTED_SECONDS = 1.0
"""Seconds without use after which a writing connection is tried before it is used: a round trip or three that few commands make."""

COUNTING = 4
"""What only counts has one in so many connections for short readings, and of those for middling ones, but at least one of each."""

OWN = UUID(int=0)
"""In the place of an account: costly readings that no account asks for, such as that of the reference data."""


class Database:
    """The pools of one database for the application's login; call `open` before use and `close` at the end."""

    def __init__(self, url: str, clock: Clock, bounds: Bounds | None = None) -> None:
        """`url` is `postgresql://...` of the application's login."""
        self.url = url
        self.clock = clock
        self.bounds = bounds or Bounds()
        self._quick: Pool | None = None
        self._costly: Pool | None = None
        readers, middling = self.bounds.readers, self.bounds.middling
        self.others = Others()
        self._short_lane = Lane(readers, self.others, each=max(1, readers // 2), counting=max(1, readers // COUNTING))
        self._middling_lane = Lane(middling, self.others, counting=max(1, middling // COUNTING))
        self._costly_lane = Lane(self.bounds.costly, self.others)
        self.costs = Costs(self.bounds.cost, monotonic)
        self._connections: WeakSet[asyncpg.Connection] = WeakSet()
        self.failed_writing: float | None = None
        """When a write last failed because of the database's state, by the event loop's clock; None once writing works again."""
        self.flush = Flush(url, CONNECTION_SECONDS)
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            pool_size=self.bounds.writers,
            max_overflow=0,
            pool_timeout=self.bounds.free,
            pool_reset_on_return="rollback",
            async_creator=self._writer,
        )
        self.sessions = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        """The same connections, with transactions of the driver (`db/session/session.py`)."""
        event.listen(self.engine.sync_engine, "connect", lambda connection, _: self._connections.add(connection.driver_connection))
        event.listen(self.engine.sync_engine, "checkin", _rest)
        event.listen(self.engine.sync_engine, "checkout", self._tried)

    def _tried(self, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        """Let the pool replace its connections, and nobody hears of it, where this one is closed, or has rested and does not answer."""
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        self.others.note()
        if monotonic() - record.info.get(RESTS_SINCE, monotonic()) > RESTED_SECONDS:
            try:
                connection.ping()
            except self.engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    async def open(self, least: int = 1) -> None:
        """Open the two pools for reading: short readings never wait for those that take long. `least`: connections made at once."""
        self._quick = await self._pool(self.bounds.readers, self.bounds.quick, least)
        self._costly = await self._pool(self.bounds.costly + self.bounds.middling, self.bounds.statement, 0)

    async def _pool(self, size: int, seconds: float, least: int) -> Pool:
        connector: Any = reach  # a type of it is not told
        of = await asyncpg.create_pool(
            self.url,
            connect=connector,
            min_size=least,
            max_size=size,
            timeout=CONNECTION_SECONDS,
            init=partial(self._begin, PLANNED_ONCE | self.bounds.settings(seconds)),
            reset=_leave,
            **KEPT_PREPARED,
        )
        return Pool(of)

    async def close(self) -> None:
        """Close every pool. Connections that the server has dropped are only let go."""
        self.flush.drop()
        for pool in (self._quick, self._costly):
            if pool is not None:
                with contextlib.suppress(OSError, asyncpg.InternalClientError):  # asyncpg lets go of the rest of the pool and raises
                    await pool.close()
        await self.engine.dispose()

    def pools(self) -> dict[str, tuple[int, int]]:
        """Return how many connections each pool may have, and how many are in use."""
        reading = {"reading": self._quick, "costly": self._costly}
        told = {name: (pool.most, pool.used) for name, pool in reading.items() if pool is not None}
        return told | {"writing": (self.bounds.writers, cast(QueuePool, self.engine.pool).checkedout())}

    def let_go(self) -> None:
        """Close every connection at once, so that nothing waits for a database that does not answer."""
        self.flush.drop()
        for connection in [*self._connections]:
            connection.terminate()

    def reader(self) -> AbstractAsyncContextManager[PoolConnectionProxy]:
        """Yield a connection of the quick pool, in autocommit, for what the platform itself reads, or does by a function. Raises Busy."""
        return self._taken(self._quick, None, self.bounds.free)

    def short_reader(self, account: UUID, statement: str, *, counts: bool = False) -> AbstractAsyncContextManager[PoolConnectionProxy]:
        """Yield a connection of the quick pool, of which an account has half at the most, and what only counts a quarter. Raises Busy."""
        seconds = self.bounds.free
        return Within(
            self._short_lane.place(account, seconds, counts=counts), self._taken(self._quick, statement, seconds, monotonic() + seconds)
        )

    def middling_reader(self, account: UUID, statement: str, *, counts: bool = False) -> AbstractAsyncContextManager[PoolConnectionProxy]:
        """Yield one of the connections for readings between short and costly ones, of which an account has one at a time. Raises Busy."""
        return Within(self._middling_lane.place(account, self.bounds.turn, counts=counts), self._slow(statement))

    def costly_reader(self, account: UUID = OWN, statement: str | None = None) -> AbstractAsyncContextManager[PoolConnectionProxy]:
        """Yield one of the connections for costly readings, of which an account has one at a time. Raises Busy."""
        return Within(self._costly_lane.place(account, self.bounds.turn), self._slow(statement))

    def _slow(self, statement: str | None) -> Taken:
        return self._taken(self._costly, statement, self.bounds.free)

    def _taken(self, pool: Pool | None, statement: str | None, seconds: float, end: float | None = None) -> Taken:
        assert pool is not None, "Database.open() first"
        return Taken(pool, statement, seconds, end)

    def note_failure(self, error: BaseException) -> None:
        """Set `failed_writing` if the error means that nothing can be written."""
        if stops_writing(error):
            self.failed_writing = asyncio.get_running_loop().time()

    async def _writer(self) -> asyncpg.Connection:
        """Return a new connection for writing, with its limits; where it does not take them it is closed."""
        connection = await reach(self.url, timeout=CONNECTION_SECONDS, **KEPT_PREPARED)
        try:
            await settle(connection, PLANNED_ONCE | self.bounds.settings(self.bounds.statement), CONNECTION_SECONDS)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def _begin(self, settings: Mapping[str, str], connection: asyncpg.Connection) -> None:
        """Set up a new connection for reading: its limits, and json as bytes, so that an answer is passed on unparsed."""
        self._connections.add(connection)
        await settle(connection, settings, CONNECTION_SECONDS)
        await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")


def _rest(connection: Any, record: ConnectionPoolEntry) -> None:
    """Note since when a writing connection is not used; close one that was left within a transaction, such as by being cancelled twice."""
    record.info[RESTS_SINCE] = monotonic()
    driver = None if connection is None else connection.driver_connection
    if driver is not None and not driver.is_closed() and driver.is_in_transaction():
        driver.terminate()


async def _leave(connection: asyncpg.Connection) -> None:
    """Skip asyncpg's reset statement when a reading connection returns to its pool: a reading leaves nothing behind."""


async def stands(url: str, revision: str | None) -> bool:
    """Whether a database is migrated to a revision, over a connection of its own. Raises what asyncpg.connect raises."""
    async with connected(url, timeout=START_SECONDS) as connection:
        try:
            return revision is not None and await connection.fetchval("select version_num from alembic_version") == revision
        except asyncpg.UndefinedTableError:
            return False
