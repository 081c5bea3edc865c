"""Waits until what was committed asynchronously is on disk: one flush of the log for all who wait.

Source: docs/decisions/012-audit.md (what is shown has its record, whatever dies next; figures).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg

FLUSH = "select pg_logical_emit_message(false, 'lianbang', '', true)"
"""A few bytes of the log that mean nothing, and the whole log to disk up to them."""


class Flush:
    """One connection that flushes. `patience`: seconds in which it must be made."""

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._connection: asyncpg.Connection | None = None
        self._connecting, self._turn = asyncio.Lock(), asyncio.Lock()
        self._next: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """What is committed inside is on disk afterwards, or an error says that it may not be.

        The connection stands before: had the server died in between, a flush of its successor would prove nothing.
        """
        connection = await self._connected()
        yield
        if connection is not self._connection:
            raise asyncpg.ConnectionDoesNotExistError("the connection that flushes was lost meanwhile")
        if self._next is None:
            self._next = asyncio.create_task(self._flushed(connection))
            self._next.add_done_callback(lambda task: task.cancelled() or task.exception())  # whoever waited may have gone
        await asyncio.shield(self._next)

    def drop(self) -> None:
        """Close the connection, also while somebody waits for it."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _connected(self) -> asyncpg.Connection:
        async with self._connecting:
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(self._url, timeout=self._patience)
            return self._connection

    async def _flushed(self, connection: asyncpg.Connection) -> None:
        """The flush of all who came before it began: who comes later waits for the next."""
        async with self._turn:
            self._next = None
            try:
                await connection.execute(FLUSH)
            except BaseException:
                connection.terminate()
                raise
