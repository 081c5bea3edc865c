"""The lane of costly readings: few at a time, of each account one, and those that wait are let in account by account.

Source: docs/decisions/055-nobody-waits.md. One account cannot hold the lane, however much it asks at once.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from db.server.away import Busy


class Lane:
    """The places of a lane, and who waits for one: the accounts in the order of their turns, what each asks in the order it came."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._inside: set[UUID] = set()
        self._waiting: OrderedDict[UUID, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def place(self, account: UUID, seconds: float) -> AsyncIterator[None]:
        """Wait for a place, and hold it within the block. Raises Busy where there is none for so long."""
        await self._enter(account, seconds)
        try:
            yield
        finally:
            self._leave(account)

    async def _enter(self, account: UUID, seconds: float) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(account, deque()).append(turn)
        self._admit()
        try:
            async with asyncio.timeout(seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # let in at the moment at which it was given up
                self._leave(account)
            else:
                self._forget(account, turn)
            if isinstance(error, TimeoutError):
                raise Busy from error
            raise

    def _leave(self, account: UUID) -> None:
        """Free a place; an account that has had its turn goes behind the others."""
        self._inside.remove(account)
        if account in self._waiting:
            self._waiting.move_to_end(account)
        self._free += 1
        self._admit()

    def _forget(self, account: UUID, turn: "asyncio.Future[None]") -> None:
        self._waiting[account].remove(turn)
        if not self._waiting[account]:
            del self._waiting[account]

    def _admit(self) -> None:
        """Let in whoever is next, as long as there are places."""
        for account in [*self._waiting]:
            if self._free and account not in self._inside:
                self._waiting[account][0].set_result(None)
                self._forget(account, self._waiting[account][0])
                self._inside.add(account)
                self._free -= 1
