"""A lane of readings: few at a time, of each account fewer, and those that wait are let in account by account.

Source: docs/decisions/055-nobody-waits.md. One account cannot hold the lane, however much it asks at once, and what only counts leaves
places to what shows rows.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from db.server.away import Busy
from domain.time.spent import Phase, Timed


class Turn(NamedTuple):
    """Whose turn it is: an account's, for what shows rows or for what only counts. It has places for each."""

    account: UUID
    counts: bool


class Lane:
    """The places of a lane, and who waits for one: the accounts in the order of their turns, what each asks in the order it came."""

    def __init__(self, places: int, *, each: int = 1, counting: int | None = None) -> None:
        """`each`: how many places an account may hold; `counting`: how many may be held by what only counts, None: all."""
        self._free, self._free_to_count = places, places if counting is None else counting
        self._each = each
        self._inside: Counter[Turn] = Counter()
        self._waiting: OrderedDict[Turn, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def place(self, account: UUID, seconds: float, *, counts: bool = False) -> AsyncIterator[None]:
        """Wait for a place, and hold it within the block. `counts`: for what only counts. Raises Busy where there is none for so long."""
        turn = Turn(account, counts)
        with Timed(Phase.WAITING):
            await self._enter(turn, seconds)
        try:
            yield
        finally:
            self._leave(turn)

    async def _enter(self, turn: Turn, seconds: float) -> None:
        if self._has_place(turn):
            self._let_in(turn)
            return
        coming: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(turn, deque()).append(coming)
        try:
            async with asyncio.timeout(seconds):
                await coming
        except BaseException as error:
            if coming.done() and not coming.cancelled():  # let in at the moment at which it was given up
                self._leave(turn)
            else:
                self._forget(turn, coming)
            if isinstance(error, TimeoutError):
                raise Busy from error
            raise

    def _has_place(self, turn: Turn) -> bool:
        """Whether a turn can be let in. Where one can that has just come, nobody waits who could."""
        return bool(self._free) and self._inside[turn] < self._each and (not turn.counts or bool(self._free_to_count))

    def _let_in(self, turn: Turn) -> None:
        self._inside[turn] += 1
        self._free -= 1
        self._free_to_count -= turn.counts

    def _leave(self, turn: Turn) -> None:
        """Free a place, and let in whoever is next; an account that has had its turn goes behind the others."""
        self._inside[turn] -= 1
        if not self._inside[turn]:
            del self._inside[turn]
        self._free += 1
        self._free_to_count += turn.counts
        if turn in self._waiting:
            self._waiting.move_to_end(turn)
        for each in [*self._waiting]:
            if not self._free:
                break
            if self._has_place(each):
                self._waiting[each][0].set_result(None)
                self._forget(each, self._waiting[each][0])
                self._let_in(each)

    def _forget(self, turn: Turn, coming: "asyncio.Future[None]") -> None:
        self._waiting[turn].remove(coming)
        if not self._waiting[turn]:
            del self._waiting[turn]
