"""A lane of readings: few at a time, of each account fewer, and those that wait are let in account by account.

Source: docs/decisions/055-nobody-waits.md. One account cannot hold the lane, however much it asks at once, and what only counts leaves
places to what shows rows.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from math import inf
from time import monotonic
from types import TracebackType
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from db.server.away import Busy
from domain.time.spent import Phase, Timed

T = TypeVar("T")


RECENTLY = 1.0
"""Seconds in which whoever asked for anything but counts is still there."""
RESTS, LONGEST_REST = 4, 0.05
"""How many times as long as a reading took its place then rests to what only counts, and how many seconds at the most."""


def call_later(seconds: float, call: Callable[[], None]) -> None:
    """Call something so many seconds later, on the loop that runs."""
    asyncio.get_running_loop().call_later(seconds, call)


class Others:
    """Whether anybody has lately asked a process for more than counts, in any of its lanes or by a command."""

    def __init__(self, timer: Callable[[], float] = monotonic, later: Callable[[float, Callable[[], None]], None] = call_later) -> None:
        self.timer, self.later = timer, later
        self._asked = -inf

    def note(self) -> None:
        """Somebody asks for more than counts."""
        self._asked = self.timer()

    def rest(self, took: float) -> float:
        """Return for how many seconds a place rests to what only counts, after a reading of so many."""
        return min(RESTS * took, LONGEST_REST) if self.timer() - self._asked < RECENTLY else 0.0


class Turn(NamedTuple):
    """Whose turn it is: an account's, for what shows rows or for what only counts. It has places for each."""

    account: UUID
    counts: bool


class Lane:
    """The places of a lane, and who waits for one: the accounts in the order of their turns, what each asks in the order it came."""

    def __init__(self, places: int, others: Others, *, each: int = 1, counting: int | None = None) -> None:
        """`each`: how many places an account may hold; `counting`: how many may be held by what only counts, None: all.

        `others`: while they ask for more than counts, a place rests to what only counts.
        """
        self.others = others
        self._free, self._free_to_count = places, places if counting is None else counting
        self._each = each
        self._inside: dict[Turn, int] = {}
        self._waiting: OrderedDict[Turn, deque[asyncio.Future[None]]] = OrderedDict()

    def place(self, account: UUID, seconds: float, *, counts: bool = False) -> "Place":
        """Return a block that waits for a place, and holds it. `counts`: for what only counts. Raises Busy where there is none so long."""
        return Place(self, Turn(account, counts), seconds)

    def enters(self, turn: Turn) -> bool:
        """Let a turn in that finds a place. Return whether it does. Where one does that has just come, nobody waits who could."""
        inside = self._inside.get(turn, 0)
        if not self._free or inside >= self._each or (turn.counts and not self._free_to_count):
            return False
        self._inside[turn] = inside + 1
        self._free -= 1
        self._free_to_count -= turn.counts
        return True

    async def wait(self, turn: Turn, seconds: float) -> None:
        """Wait for a place. Raises Busy where there is none for so long."""
        with Timed(Phase.WAITING):
            await self._wait(turn, seconds)

    async def _wait(self, turn: Turn, seconds: float) -> None:
        coming: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(turn, deque()).append(coming)
        try:
            async with asyncio.timeout(seconds):
                await coming
        except BaseException as error:
            if coming.done() and not coming.cancelled():  # let in at the moment at which it was given up
                self.leave(turn)
            else:
                self._forget(turn, coming)
            if isinstance(error, TimeoutError):
                raise Busy from error
            raise

    def leave(self, turn: Turn, rest: float = 0.0) -> None:
        """Free a place, and let in whoever is next; an account that has had its turn goes behind the others.

        `rest`: seconds until what only counts may have the place.
        """
        if left := self._inside.pop(turn) - 1:
            self._inside[turn] = left
        self._free += 1
        if rest:
            self.others.later(rest, partial(self._open, 1))
        else:
            self._free_to_count += turn.counts
        if self._waiting:
            if turn in self._waiting:
                self._waiting.move_to_end(turn)
            self._open(0)

    def _open(self, to_count: int) -> None:
        """Let in whoever is next, now that so many more places are free to what only counts."""
        self._free_to_count += to_count
        for turn, waiting in [*self._waiting.items()]:
            if not self._free:
                break
            coming = next((each for each in waiting if not each.done()), None)  # who gave up may not have gone yet
            if coming is not None and self.enters(turn):
                coming.set_result(None)
                self._forget(turn, coming)

    def _forget(self, turn: Turn, coming: "asyncio.Future[None]") -> None:
        self._waiting[turn].remove(coming)
        if not self._waiting[turn]:
            del self._waiting[turn]


class Place:
    """A block that holds a place of a lane."""

    __slots__ = ("_began", "_lane", "_seconds", "_turn")

    def __init__(self, lane: Lane, turn: Turn, seconds: float) -> None:
        self._lane, self._turn, self._seconds, self._began = lane, turn, seconds, 0.0

    async def __aenter__(self) -> None:
        """Wait for it. Raises Busy."""
        if not self.enters():
            await self.wait()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Free it."""
        self.leave()

    def enters(self) -> bool:
        """Hold it, if it is free. Return whether it is."""
        if not self._turn.counts:
            self._lane.others.note()
        enters = self._lane.enters(self._turn)
        self._began = self._lane.others.timer()
        return enters

    async def wait(self) -> None:
        """Wait for it. Raises Busy."""
        await self._lane.wait(self._turn, self._seconds)
        self._began = self._lane.others.timer()

    def leave(self) -> None:
        """Free it; to what only counts later, where this did and others ask for more."""
        others = self._lane.others
        self._lane.leave(self._turn, others.rest(others.timer() - self._began) if self._turn.counts else 0.0)


class Within(Generic[T]):
    """A block that holds a place, and in it what another block yields."""

    __slots__ = ("_inner", "_place")

    def __init__(self, place: Place, inner: AbstractAsyncContextManager[T]) -> None:
        self._place, self._inner = place, inner

    async def __aenter__(self) -> T:
        """Enter both. Raises Busy."""
        if not self._place.enters():
            await self._place.wait()
        try:
            return await self._inner.__aenter__()
        except BaseException:
            self._place.leave()
            raise

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave both."""
        try:
            await self._inner.__aexit__(kind, error, trace)
        finally:
            self._place.leave()
