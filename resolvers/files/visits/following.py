"""Two transactions of a file at once: while the database writes one, the next is judged; it is committed after that one, or taken back.

Source: docs/decisions/009-import.md. Only where they share nothing that two rows of one transaction may not share, and nobody works.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from db.session.transaction import transaction
from db.session.turns.giving_way import GivingWay
from domain.viewer import Viewer
from resolvers.commands.runner import TRIES, Commands, NotTogether
from resolvers.commands.settle.taken import drew_a_number_that_exists, may_pass_again, refusal_of
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.recording import Judged, JudgedTogether, Prepared, Recording, Shared

Names = frozenset[tuple[str, str]]
"""What rows are called by that may mean the same."""


class TakenBack(Exception):
    """A transaction is rolled back, since the one that it follows must come to its end first."""


@dataclass(eq=False)
class Part:
    """The rows of one transaction, in their order, and how far it has come. `names`: what they are called by."""

    rows: Sequence[Prepared]
    names: Names
    together: JudgedTogether | None = None
    """What they were judged, once everything that they name is locked."""
    gives_way: bool = False
    """Whether people work, so that it has the turn of all files."""
    judged: asyncio.Event = field(default_factory=asyncio.Event)
    """They are judged together, or will not be."""
    written: asyncio.Event = field(default_factory=asyncio.Event)
    """The transaction has ended; `is_committed` says how."""
    is_committed: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """What became of each row is told."""


class Following:
    """Records the parts of a file in their order. `alone`: what records a row in a transaction of its own, and tells what became of it."""

    def __init__(
        self, commands: Commands, viewer: Viewer, way: GivingWay, recording: Recording, alone: Callable[[Prepared], Awaitable[Judged]]
    ) -> None:
        self._database = commands.database
        self._viewer = viewer
        self._way = way
        self._recording = recording
        self._alone = alone

    async def results(self, parts: AsyncIterator[Part]) -> AsyncGenerator[tuple[VisitRow, Judged]]:
        """Yield each row and what became of it, once its transaction is committed."""
        begun: tuple[Part, asyncio.Task[list[Judged] | None]] | None = None
        tasks = list[asyncio.Task[list[Judged] | None]]()
        try:
            async for part in parts:
                task = asyncio.create_task(self._together(part, None if begun is None else begun[0]))
                tasks = [*tasks[-1:], task]
                if begun is not None:
                    async for each in self._ended(*begun):
                        yield each
                begun = part, task
            if begun is not None:
                async for each in self._ended(*begun):
                    yield each
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ended(self, part: Part, task: asyncio.Task[list[Judged] | None]) -> AsyncIterator[tuple[VisitRow, Judged]]:
        """Yield what became of the rows of a part; where they could not be written together each is recorded by itself."""
        together = await task
        for place, each in enumerate(part.rows):
            judged = await self._alone(each) if together is None else together[place]
            self._recording.keep(each.row, judged)
            yield each.row, judged
        part.ended.set()

    async def _together(self, part: Part, before: Part | None) -> list[Judged] | None:
        """Record rows in one transaction and return what became of each; None where each must be recorded by itself."""
        try:
            if before is not None:
                with suppress(TakenBack, Shared):
                    if await self._may_follow(part, before):
                        return await self._repeated(part, before)
                await before.ended.wait()
            if len(part.rows) == 1:
                return None
            async with self._way.turn() as part.gives_way:
                return await self._repeated(part, None)
        except NotTogether:
            return None
        except DBAPIError as error:
            if refusal_of(error) is None and not may_pass_again(error):
                raise
            return None
        finally:
            part.judged.set()
            part.written.set()

    async def _may_follow(self, part: Part, before: Part) -> bool:
        """Wait until the part before is judged. Return whether this one can be judged while that is written."""
        await before.judged.wait()
        apart = len(part.rows) > 1 and before.together is not None and not part.names & before.names
        return apart and not before.gives_way and await self._way.nobody_works()

    async def _repeated(self, part: Part, before: Part | None) -> list[Judged]:
        """Record rows in one transaction, `TRIES` times at the most where a random number exists. Raises as `_recorded`, NotTogether."""
        for tries_left in reversed(range(TRIES)):
            try:
                return await self._recorded(part, before)
            except DBAPIError as error:
                if not tries_left or not drew_a_number_that_exists(error):
                    raise
        raise AssertionError(TRIES)

    async def _recorded(self, part: Part, before: Part | None) -> list[Judged]:
        """Record rows in one transaction, after that of the part before is committed. Raises TakenBack where it is not, Shared."""
        of_others = frozenset[UUID]() if before is None or before.together is None else before.together.families
        async with transaction(self._database, self._viewer) as tx:
            part.together = await self._recording.judge_together(tx, part.rows, of_others)
            part.judged.set()
            judged = await self._recording.write_together(tx, part.together)
            if before is not None:
                await before.written.wait()
                if not before.is_committed:
                    raise TakenBack
        part.is_committed = True
        return judged
