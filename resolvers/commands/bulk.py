"""Bulk commands: a few at once, each as far as its time allows; what was not begun, or given up, is told as NOT_TRIED.

Source: docs/design.md 5; docs/decisions/005-commands.md. One that is shed is shed before anything of it is done.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from db.server.away import is_away
from db.session.transaction import Unsure
from domain.message.refusal import Refusal
from domain.time.deadline import WORK, Deadline
from domain.viewer import MembershipEnded
from resolvers.commands.context import Done

AT_ONCE = 4
"""Bulk commands at work at once: half of the connections that write (`db/session/engine.py`), so that single commands find one."""
NOT_TRIED = Done(errors=(Refusal("NOT_TRIED", path=("id",)),))
UNSURE = Done(errors=(Refusal("UNAVAILABLE", path=("id",)),))
"""The database was lost in the midst of a commit: whether it was done is not known, the same key tells."""


class Turn:
    """One bulk command at work. `goes_on` until its time is up, the database is lost, or the membership by which it works has ended."""

    def __init__(self, deadline: Deadline, *, goes_on: bool) -> None:
        self.deadline = deadline
        self.goes_on = goes_on
        self.has_done = False

    async def run(self, once: Callable[[], Awaitable[Done]]) -> Done:
        """What `once` does, or NOT_TRIED where it is too late; what fails before anything of the whole was done is raised."""
        if not self.goes_on or not self.deadline.left(WORK):
            return NOT_TRIED
        try:
            done = await once()
        except Unsure:
            done, self.goes_on = UNSURE, False
        except (DBAPIError, NoConnectionFree, OSError, MembershipEnded) as error:
            if not self.has_done or not (is_away(error) or isinstance(error, MembershipEnded)):
                raise
            done, self.goes_on = NOT_TRIED, False
        self.has_done = self.has_done or not done.errors or done is UNSURE
        return done


class Turns:
    """Lets so many bulk commands work at once; the others wait for their turn, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def take(self, deadline: Deadline) -> AsyncIterator[Turn]:
        """A turn; one that does not come in time does nothing."""
        try:
            async with asyncio.timeout(deadline.left(WORK)):
                await self._free.acquire()
        except TimeoutError:
            yield Turn(deadline, goes_on=False)
            return
        try:
            yield Turn(deadline, goes_on=True)
        finally:
            self._free.release()


@asynccontextmanager
async def in_time(deadline: Deadline) -> AsyncIterator[asyncio.Timeout]:
    """Gives up what is inside when the time for work is up: NOT_TRIED. What is about to be committed takes the limit off first."""
    limit = asyncio.timeout(deadline.left(WORK))
    try:
        async with limit:
            yield limit
    except TimeoutError:
        if limit.expired():
            raise Refusal("NOT_TRIED", path=("id",)) from None
        raise
