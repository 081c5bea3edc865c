"""Bulk commands: a few run at once, each as far as its time allows. A target that was not begun, or given up, is NOT_TRIED.

Source: docs/design.md 5; docs/decisions/005-commands.md. A bulk command that does not get its turn in time does nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from db.server.away import is_away
from db.session.session import Unsure
from domain.message.refusal import Refusal
from domain.time.deadline import WORK, Deadline
from domain.viewer import MembershipEnded
from resolvers.commands.context import Done

AT_ONCE = 4
"""Bulk commands that run at once: half of the connections that write (`db/session/engine.py`), so that single commands find one."""
NOT_TRIED = Done(errors=(Refusal("NOT_TRIED", path=("id",)),))
UNSURE = Done(errors=(Refusal("UNAVAILABLE", path=("id",)),))
"""The answer where the database was lost during a commit: a repeat under the same key tells whether it was done."""


class Turn:
    """The turn of one bulk command. `goes_on`: False once its time is up, the database is lost, or the viewer's membership has ended."""

    def __init__(self, deadline: Deadline, *, goes_on: bool) -> None:
        self.deadline = deadline
        self.goes_on = goes_on
        self.has_done = False

    async def run(self, once: Callable[[], Awaitable[Done]]) -> Done:
        """Run one target, `once`, and return its answer; NOT_TRIED where it is too late.

        Raises DBAPIError, OSError, MembershipEnded where nothing of the bulk command has been done before.
        """
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

    async def run_together(self, targets: Collection[UUID], once: Callable[[], Awaitable[dict[UUID, Done]]]) -> dict[UUID, Done]:
        """Run several targets, `once`, and return the answers of those that could be run together; raises as `run`."""
        answers: dict[UUID, Done] = {}

        async def all_of_them() -> Done:
            answers.update(await once())
            return next((each for each in answers.values() if not each.errors), NOT_TRIED)

        if await self.run(all_of_them) is UNSURE:
            return dict.fromkeys(targets, UNSURE)
        return answers


class Turns:
    """Lets `at_once` bulk commands run at once; the others wait, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def take(self, deadline: Deadline) -> AsyncIterator[Turn]:
        """Wait for a turn, until the time for work is up; then the turn does not go on."""
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
    """Cancel what runs inside when the time for work is up. Yields the limit, to be taken off before a commit. Raises NOT_TRIED."""
    limit = asyncio.timeout(deadline.left(WORK))
    try:
        async with limit:
            yield limit
    except TimeoutError:
        if limit.expired():
            raise Refusal("NOT_TRIED", path=("id",)) from None
        raise
