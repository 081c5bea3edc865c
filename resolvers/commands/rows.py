"""Lets commands that are aimed at one row come one after the other: who waits for it holds no connection, so that other rows go on.

Source: docs/decisions/013-failures.md (one row locked elsewhere stopped all writers).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from domain.message.refusal import Refusal


class Rows:
    """The rows at which this process is at work. `patience`: seconds in which a turn must come."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._turns: dict[UUID, tuple[asyncio.Lock, list[None]]] = {}

    @asynccontextmanager
    async def turn(self, key: UUID | None) -> AsyncIterator[None]:
        """A turn at a row; what makes a new one (None) waits for nobody. Raises BUSY."""
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
