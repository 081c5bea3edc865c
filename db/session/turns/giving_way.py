"""What takes in a file gives way: while people work, one file at a time is in the database, and it rests for most of the time.

Source: docs/decisions/055-nobody-waits.md. PostgreSQL has no priorities: what a file writes lengthens every flush, and what it asks keeps
processors from others. Nothing but how soon others are answered depends on it, so that what fails here is passed over.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from time import monotonic
from types import TracebackType
from typing import Self

import asyncpg

from db.server.away import FAULTS
from db.session.connect import reach, settle
from db.session.engine import CONNECTION_SECONDS, Database
from db.session.turns.bounds import SERVING

TURN = "hashtext('lianbang files')"
"""The key, in SQL, of the lock of the file whose turn it is."""
TAKE, GIVE_UP = f"select pg_advisory_lock({TURN})", f"select pg_advisory_unlock({TURN})"
LOOK = f"select max(state_change) from pg_stat_activity where usename = current_user and application_name = '{SERVING}'"
"""When a server last began or ended anything for a request, by the database's clock. Everybody sees the sessions of their own login."""
WORKING_SECONDS = 5.0
"""Seconds after a request in which people are taken to work."""


class GivingWay:
    """How one file gives way to people, over a connection of its own that is closed at the end of the block."""

    def __init__(
        self, database: Database, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep, timer: Callable[[], float] = monotonic
    ) -> None:
        self._database = database
        self._sleep = sleep
        self._timer = timer
        self._connection: asyncpg.Connection | None = None
        self._seen: datetime | None = None
        self._work_until = timer()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._connection is not None:
            with contextlib.suppress(*FAULTS):
                await self._connection.close(timeout=CONNECTION_SECONDS)

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[bool]:
        """Be the only file in the database within the block, and rest after it, where people work; else only go on. Yield whether they do.

        It rests before another file has its turn: all files together have their share of the time.
        """
        taken = await self._taken()
        try:
            began = self._timer()
            yield taken
            if taken:
                await self._sleep(self._database.bounds.rest(self._timer() - began))
        finally:
            if taken and self._connection is not None:
                with contextlib.suppress(*FAULTS):  # where the connection is lost the turn is too
                    await self._connection.execute(GIVE_UP)

    async def nobody_works(self) -> bool:
        """Return whether nobody works, so that there is no turn to wait for; also False where the database does not say so."""
        try:
            return not await self._people_work(await self._connected())
        except FAULTS:
            return False

    async def _taken(self) -> bool:
        """Wait for the turn where people work. Return whether it is taken; a database that is away is told by the file's own work."""
        try:
            connection = await self._connected()
            if works := await self._people_work(connection):
                await connection.execute(TAKE)
        except FAULTS:
            return False
        return works

    async def _people_work(self, connection: asyncpg.Connection) -> bool:
        seen = await connection.fetchval(LOOK)
        if seen != self._seen:
            self._seen, self._work_until = seen, self._timer() + WORKING_SECONDS
        return self._timer() < self._work_until

    async def _connected(self) -> asyncpg.Connection:
        """Return the connection, a new one where it was lost. One that stands still for a request's time is closed, and its turn ends."""
        if self._connection is None or self._connection.is_closed():
            connection = await reach(self._database.url, timeout=CONNECTION_SECONDS)
            try:
                await settle(connection, {"idle_session_timeout": f"{self._database.bounds.request * 1000:.0f}"}, CONNECTION_SECONDS)
            except BaseException:
                connection.terminate()
                raise
            self._connection = connection
        return self._connection
