"""Wait until what was committed is on disk: alone by the commit itself, else by one flush of the write-ahead log for all who wait.

Source: docs/decisions/012-audit.md (what is shown has its record, whatever dies next; figures).
"""

import asyncio
from types import TracebackType

import asyncpg

from db.session.connect import reach, settle

FLUSH = "select pg_logical_emit_message(true, 'lianbang', '')"
"""Commits an empty message: the log is flushed up to it, and as far at a synchronous standby, where there is one."""

AT_ONCE, LATER = "on", "off"
"""Of `synchronous_commit`: a commit returns once it is on disk, or before that. Whatever the server does by default is not asked."""
WAITS = {"synchronous_commit": AT_ONCE}


class Flush:
    """A connection of its own that flushes the log. `patience`: seconds in which it must be made."""

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._connection: asyncpg.Connection | None = None
        self._connecting, self._turn = asyncio.Lock(), asyncio.Lock()
        self._next: asyncio.Task[None] | None = None
        self.within = 0
        """How many are within a block of `kept`, from its beginning until what was committed in it is on disk."""

    def kept(self) -> "Kept":
        """Return a block at whose end what was committed within it is on disk. It yields how it must be committed: AT_ONCE or LATER.

        It raises asyncpg's errors if that is not known. Whoever finds nobody within commits at once, and nothing is asked of another
        connection. Else the connection that flushes is open before the block: after a restart of the server a flush would say nothing of
        earlier commits.
        """
        return Kept(self)

    async def connected(self) -> asyncpg.Connection:
        """Return the connection that flushes, open."""
        if self._connection is None or self._connection.is_closed():
            await self._connect()
        assert self._connection is not None
        return self._connection

    async def flushed(self, connection: asyncpg.Connection) -> None:
        """Wait for a flush that begins now or later. Raises asyncpg's errors where `connection` is not the one that flushes."""
        if connection is not self._connection:
            raise asyncpg.ConnectionDoesNotExistError("the connection that flushes was lost meanwhile")
        if self._next is None:
            self._next = asyncio.create_task(self._flush(connection))
            self._next.add_done_callback(lambda task: task.cancelled() or task.exception())  # whoever waited may have gone
        await asyncio.shield(self._next)

    def drop(self) -> None:
        """Close the connection at once; who waits for a flush gets an error."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _connect(self) -> None:
        async with self._connecting:
            if self._connection is None or self._connection.is_closed():
                connection = await reach(self._url, timeout=self._patience)
                try:
                    await settle(connection, WAITS, self._patience)
                except BaseException:
                    connection.terminate()
                    raise
                self._connection = connection

    async def _flush(self, connection: asyncpg.Connection) -> None:
        """Flush for everybody who waits before it begins; those who come later wait for the next flush."""
        async with self._turn:
            self._next = None
            try:
                await connection.execute(FLUSH)
            except BaseException:
                connection.terminate()
                raise


class Kept:
    """A block at whose end is waited until what was committed within it is on disk; not where it failed."""

    __slots__ = ("_connection", "_flush")

    def __init__(self, flush: Flush) -> None:
        self._flush = flush
        self._connection: asyncpg.Connection | None = None
        """That which flushes; None for who commits at once."""

    async def __aenter__(self) -> str:
        """Return how what is done in the block must be committed, with the connection open that this takes."""
        flush = self._flush
        flush.within += 1
        if flush.within == 1:
            return AT_ONCE
        try:
            self._connection = await flush.connected()
        except BaseException:
            flush.within -= 1
            raise
        return LATER

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wait for the flush, where there must be one."""
        try:
            if kind is None and self._connection is not None:
                await self._flush.flushed(self._connection)
        finally:
            self._flush.within -= 1
