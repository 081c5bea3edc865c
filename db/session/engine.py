"""The pools: SQLAlchemy for writing, asyncpg's own for reading; both as the application's login, made by `app.py` and handed down.

Source: docs/design.md 3 and 4.3; figures in docs/decisions/003-row-security.md (prepared statements, generic plans, json as bytes).
"""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakSet

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.audit.flush import Flush
from db.server.away import Busy, stops_writing

Clock = Callable[[], datetime]
"""Where every moment comes from: aware, UTC; never read in the middle of a rule."""

READ_SETTINGS = {"plan_cache_mode": "force_generic_plan", "jit": "off"}

PREPARED = 64
"""Statements that each reader keeps prepared: the plan of a large one takes some 4 MB of its memory."""

STARTING = 10.0
"""Seconds in which a database must let somebody in who starts."""
PATIENCE = 2.0
"""Seconds in which the database must take a connection, and answer a question that costs it nothing."""

KNOWN = 1000
"""Statements remembered as costly."""


@dataclass(frozen=True)
class Bounds:
    """How many connections there are, and how many seconds a request has. Everything that is waited for has less than the request, so
    that what runs into a limit can be told as what it is."""

    readers: int = 4
    costly: int = 2
    writers: int = 8
    request: float = 30.0

    @property
    def free(self) -> float:
        """Seconds until a connection must be free."""
        return self.request / 6

    @property
    def lock(self) -> float:
        """Seconds until a row that somebody else holds must be free."""
        return self.request / 15

    @property
    def quick(self) -> float:
        """Seconds after which a reading is moved to the lane of costly ones."""
        return self.request / 15

    @property
    def statement(self) -> float:
        """Seconds that any other statement may take."""
        return self.request / 2

    @property
    def idle(self) -> float:
        """Seconds that a transaction may stand idle with what it holds."""
        return self.request / 3

    def settings(self, statement: float) -> dict[str, str]:
        """The limits of a session, as PostgreSQL's settings (milliseconds)."""
        limits = {"statement_timeout": statement, "lock_timeout": self.lock, "idle_in_transaction_session_timeout": self.idle}
        return {name: f"{seconds * 1000:.0f}" for name, seconds in limits.items()} | {"TimeZone": "UTC"}


class Database:
    """One database as the application sees it. `open` before use, `close` at the end."""

    def __init__(self, url: str, clock: Clock, bounds: Bounds | None = None) -> None:
        """`url` is `postgresql://...` of the application's login."""
        self.url = url
        self.clock = clock
        self.bounds = bounds or Bounds()
        self._quick: asyncpg.Pool | None = None
        self._costly: asyncpg.Pool | None = None
        self._known_costly: OrderedDict[str, None] = OrderedDict()
        self._connections: WeakSet[asyncpg.Connection] = WeakSet()
        self.failed_writing: float | None = None
        """When a write last failed by the state of the database (of the event loop's clock); None once one would pass again."""
        self.flush = Flush(url, PATIENCE)
        self.engine: AsyncEngine = create_async_engine(
            url.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=self.bounds.writers,
            max_overflow=0,
            pool_timeout=self.bounds.free,
            pool_pre_ping=True,  # one that the server has closed is replaced, and nobody hears of it
            pool_reset_on_return="rollback",
            connect_args={"timeout": PATIENCE, "server_settings": self.bounds.settings(self.bounds.statement)},
        )
        event.listen(self.engine.sync_engine, "connect", lambda connection, _: self._connections.add(connection.driver_connection))

    async def open(self) -> None:
        """Open the pools that read: short readings never wait for those that take long."""
        self._quick = await self._pool(self.bounds.readers, self.bounds.quick)
        self._costly = await self._pool(self.bounds.costly, self.bounds.statement, least=0)

    async def _pool(self, size: int, seconds: float, least: int = 1) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self.url,
            min_size=least,
            max_size=size,
            timeout=PATIENCE,
            init=self._begin,
            reset=_leave,
            server_settings=READ_SETTINGS | self.bounds.settings(seconds),
            max_cacheable_statement_size=0,
            max_cached_statement_lifetime=0,
            statement_cache_size=PREPARED,
        )

    async def close(self) -> None:
        """Close every pool."""
        self.flush.drop()
        for pool in (self._quick, self._costly):
            if pool is not None:
                await pool.close()
        await self.engine.dispose()

    def let_go(self) -> None:
        """End everything that waits for the database, which is away."""
        self.flush.drop()
        for connection in [*self._connections]:
            connection.terminate()

    def reader(self) -> AbstractAsyncContextManager[PoolConnectionProxy]:
        """Yield a connection for short readings, in autocommit. Raises Busy."""
        return self._taken(self._quick)

    def costly_reader(self) -> AbstractAsyncContextManager[PoolConnectionProxy]:
        """Yield a connection for readings that take long. Raises Busy."""
        return self._taken(self._costly)

    def is_costly(self, statement: str) -> bool:
        """Whether a statement was found to take long."""
        return statement in self._known_costly

    def note_costly(self, statement: str) -> None:
        """Remember that a statement takes long."""
        self._known_costly[statement] = None
        if len(self._known_costly) > KNOWN:
            self._known_costly.popitem(last=False)

    def note_failure(self, error: BaseException) -> None:
        """Remember an error that says that nothing can be written."""
        if stops_writing(error):
            self.failed_writing = asyncio.get_running_loop().time()

    @contextlib.asynccontextmanager
    async def _taken(self, pool: asyncpg.Pool | None) -> AsyncIterator[PoolConnectionProxy]:
        assert pool is not None, "Database.open() first"
        waiting = asyncio.timeout(self.bounds.free)
        try:
            async with waiting:
                connection = await pool.acquire()
        except TimeoutError as error:
            if waiting.expired():
                raise Busy from error
            raise  # a new connection was not made in time: nobody is in the way
        try:
            yield connection
        finally:
            await pool.release(connection, timeout=PATIENCE)

    async def _begin(self, connection: asyncpg.Connection) -> None:
        """The answer of a read is spliced as it comes: json is never parsed here."""
        self._connections.add(connection)
        await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")


async def _leave(connection: asyncpg.Connection) -> None:
    """Nothing is to be undone after a reading, which asyncpg would do with a statement more: its settings end with it."""


async def stands(url: str, revision: str | None) -> bool:
    """Whether a database that nobody has opened yet stands at a revision. Raises what keeps it from being asked."""
    connection = await asyncpg.connect(url, timeout=STARTING)
    try:
        return revision is not None and await connection.fetchval("select version_num from alembic_version") == revision
    except asyncpg.UndefinedTableError:
        return False
    finally:
        await connection.close()
