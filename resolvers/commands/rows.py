"""Runs the commands aimed at one row one after the other. Those that wait hold no database connection, so that other rows go on.

Source: docs/decisions/013-failures.md (one row locked elsewhere stopped all writers).
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

from domain.message.refusal import Refusal


class RowTurns:
    """The rows that commands of this process are aimed at now. `patience`: how many seconds a command waits for its turn."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._turns: dict[UUID, tuple[asyncio.Lock, list[None]]] = {}

    @asynccontextmanager
    async def turn(self, key: UUID | None) -> AsyncIterator[None]:
        """Hold the row with this key alone; None, for a row that is yet to be made, does not wait. Raises BUSY."""
        if key is None:
            yield
            return
        lock, waiting = self._turns.setdefault(key, (asyncio.Lock(), []))
        waiting.append(None)
        try:
            try:
                async with asyncio.timeout(self._patience):
                    await lock.acquire()
            except TimeoutError:
                raise Refusal("BUSY") from None
            try:
                yield
            finally:
                lock.release()
        finally:
            waiting.pop()
            if not waiting:
                del self._turns[key]

    @asynccontextmanager
    async def turns(self, keys: Sequence[UUID]) -> AsyncIterator[None]:
        """Hold several rows that nobody holds. Raises BUSY where somebody does, without waiting."""
        if self._turns.keys() & {*keys}:
            raise Refusal("BUSY")
        async with AsyncExitStack() as held:
            for key in keys:
                await held.enter_async_context(self.turn(key))
            yield
