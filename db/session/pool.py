"""A pool of connections for reading: asyncpg's, and on top of it those that are free, at hand for whoever reads next.

Source: docs/decisions/062-around-the-read.md. Each way through asyncpg's pool costs a task, a limit of time and a reset: a tenth of a
reading. What that pool is for (a connection that is used up, or unused for long, is closed) it does every `HELD_SECONDS` with each.
"""

import asyncio
from time import monotonic, perf_counter
from types import TracebackType

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from db.server.away import Busy, as_closed
from domain.time.spent import Phase, noted

HELD_SECONDS = 10.0
"""Seconds after which a connection goes through asyncpg's pool, as soon as it is free."""
RELEASE_SECONDS = 2.0
"""Seconds in which a used connection must be given back to asyncpg's pool."""
WAITING, DATABASE = Phase.WAITING, Phase.DATABASE


class Held:
    """A connection that is kept from asyncpg's pool. `is_due`: as soon as it is free, it goes back there."""

    __slots__ = ("connection", "is_due")

    def __init__(self, connection: PoolConnectionProxy) -> None:
        self.connection, self.is_due = connection, False

    @property
    def is_open(self) -> bool:
        """Whether it can still be used."""
        try:
            return not self.connection.is_closed()
        except asyncpg.InterfaceError:  # it was terminated, and asyncpg's pool knows
            return False

    @property
    def is_idle(self) -> bool:
        """Whether nobody is in the midst of something: it is in no transaction. Whether it is open is asked when it is taken."""
        try:
            return not self.connection.is_in_transaction()
        except asyncpg.InterfaceError:
            return False


class Pool:
    """The connections of one pool of asyncpg."""

    def __init__(self, of: asyncpg.Pool) -> None:
        self._of = of
        self._at_hand: list[Held] = []
        self._wanted = 0
        """How many wait for asyncpg's pool."""
        self._going: set[asyncio.Task[None]] = set()

    @property
    def most(self) -> int:
        """How many connections there may be."""
        return self._of.get_max_size()

    @property
    def used(self) -> int:
        """How many are in use."""
        return self._of.get_size() - self._of.get_idle_size() - len(self._at_hand)

    def at_hand(self) -> Held | None:
        """Return the connection that was used last of those at hand; None where there is none, or it was closed meanwhile."""
        return self._at_hand.pop() if self._at_hand and self._at_hand[-1].is_open else None

    async def take(self, seconds: float) -> Held:
        """Return a connection, at once where one is free. Raises Busy where there is none for so long."""
        while self._at_hand:
            if (at_hand := self.at_hand()) is not None:
                return at_hand
            await self.let_go(self._at_hand.pop())
        held = Held(await self._waited_for(seconds))
        asyncio.get_running_loop().call_later(HELD_SECONDS, self._over, held)
        return held

    def keeps(self, held: Held, *, well: bool) -> bool:
        """Keep a connection at hand. Return False where its reading did not end `well`, it is due, or somebody waits for asyncpg's pool."""
        if keeps := well and not held.is_due and not self._wanted and held.is_idle:
            self._at_hand.append(held)
        return keeps

    async def close(self) -> None:
        """Close every connection, once it is free."""
        while self._at_hand:
            await self.let_go(self._at_hand.pop())
        await self._of.close()

    async def _waited_for(self, seconds: float) -> PoolConnectionProxy:
        waiting = asyncio.timeout(seconds)
        self._wanted += 1
        try:
            async with waiting:
                return await self._of.acquire()
        except TimeoutError as error:
            if waiting.expired():
                raise Busy from error
            raise  # a new connection was not made in time: nobody is in the way
        finally:
            self._wanted -= 1

    def _over(self, held: Held) -> None:
        """Let a connection go that was held for long enough, now or as soon as it is free."""
        held.is_due = True
        if held in self._at_hand:
            self._at_hand.remove(held)
            going = asyncio.get_running_loop().create_task(self.let_go(held))
            self._going.add(going)
            going.add_done_callback(self._gone)

    def _gone(self, going: "asyncio.Task[None]") -> None:
        self._going.discard(going)
        if not going.cancelled():
            going.exception()  # asyncpg has closed what could not be given back

    async def let_go(self, held: Held) -> None:
        """Give a connection to asyncpg's pool."""
        await self._of.release(held.connection, timeout=RELEASE_SECONDS)


class Taken:
    """A block that has a connection of a pool. `seconds`: how long it waits for one, at most until `end` (monotonic)."""

    __slots__ = ("_began", "_end", "_held", "_pool", "_seconds", "_statement")

    def __init__(self, pool: Pool, statement: str | None, seconds: float, end: float | None) -> None:
        self._pool, self._statement, self._seconds, self._end = pool, statement, seconds, end

    async def __aenter__(self) -> PoolConnectionProxy:
        """Take one. Raises Busy."""
        asked = perf_counter()
        try:
            held = self._pool.at_hand() or await self._pool.take(self._seconds if self._end is None else self._end - monotonic())
        finally:
            self._began = perf_counter()
            noted(WAITING, asked, self._began)
        self._held = held
        return held.connection

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Give it back. Raises InterfaceError where it was let go of within a statement."""
        noted(DATABASE, self._began, perf_counter(), self._statement)
        closed = None if error is None else as_closed(error, is_open=self._held.is_open)
        if not self._pool.keeps(self._held, well=kind is None):
            await self._pool.let_go(self._held)
        if closed is not None:
            raise closed from error
