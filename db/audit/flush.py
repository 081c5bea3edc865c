"""Wait until asynchronous commits are on disk, with one flush of the write-ahead log for everybody who waits.

Source: docs/decisions/012-audit.md (what is shown has its record, whatever dies next; figures).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg

from db.session.connect import reach, settle

FLUSH = "select pg_logical_emit_message(true, 'lianbang', '')"
"""Commits an empty message: the log is flushed up to it, and as far at a synchronous standby, where there is one."""

WAITS = {"synchronous_commit": "on"}
"""Whatever the server does by default: a commit is waited for."""


class Flush:
    """A connection of its own that flushes the log. `patience`: seconds in which it must be made."""

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._connection: asyncpg.Connection | None = None
        self._connecting, self._turn = asyncio.Lock(), asyncio.Lock()
        self._next: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Wait, at the end of the block, until what was committed within it is on disk. Raises asyncpg's errors if that is not known.

        The connection must be open before the block: after a restart of the server a flush would say nothing of earlier commits.
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
        """Close the connection at once; who waits for a flush gets an error."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _connected(self) -> asyncpg.Connection:
        async with self._connecting:
            if self._connection is None or self._connection.is_closed():
                connection = await reach(self._url, timeout=self._patience)
                try:
                    await settle(connection, WAITS, self._patience)
                except BaseException:
                    connection.terminate()
                    raise
                self._connection = connection
            return self._connection

    async def _flushed(self, connection: asyncpg.Connection) -> None:
        """Flush for everybody who waits before it begins; those who come later wait for the next flush."""
        async with self._turn:
            self._next = None
            try:
                await connection.execute(FLUSH)
            except BaseException:
                connection.terminate()
                raise
