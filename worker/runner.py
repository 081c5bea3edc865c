"""The worker: runs the jobs that are due in a loop until it is stopped; a fault is logged and does not end the loop.

Source: docs/design.md 3 and 5; docs/decisions/024-composition.md. In development it runs inside the server's process.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from db.audit.seal import connect
from db.session.engine import Clock
from worker.turn import Turn

PAUSE_SECONDS = 2.0
"""Time between two rounds, in which an audit record may stand unsealed."""


@dataclass(frozen=True)
class Job:
    """A job. `every`: the time from one start to the next (zero: in every round). `do`: what it does, over a connection of its own."""

    name: str
    every: timedelta
    do: Callable[[asyncpg.Connection], Awaitable[object]]


class Worker:
    """Runs jobs over the worker's login. `log` is called with every fault; `pause`: seconds between rounds.

    `turn`: that of the one worker that works while others wait; without it this one works.
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        jobs: Sequence[Job],
        log: Callable[[str], None],
        pause: float = PAUSE_SECONDS,
        turn: Turn | None = None,
    ) -> None:
        self.url = url
        self.clock = clock
        self.jobs = jobs
        self.log = log
        self.pause = pause
        self.turn = turn
        self._began: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Run rounds until `stop` is set. A job that failed is tried again in the next one. Raises CancelledError where it is cancelled."""
        task = asyncio.current_task()
        assert task is not None
        try:
            while not stop.is_set():
                with contextlib.suppress(Exception):  # logged
                    await self._another_round()
                if task.cancelling():  # told while a connection was closed that the database had just lost: its fault came in the place
                    raise asyncio.CancelledError
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self.pause)
        finally:
            if self.turn is not None:
                self.turn.give_up()

    async def round(self) -> None:
        """Do every job that is due, also after one has failed; nothing while it is another worker's turn. Raises the first fault."""
        if await self._has_turn():
            await self._do_what_is_due()

    async def _another_round(self) -> None:
        """Log also why the turn cannot be asked for: of a first round whoever starts the worker tells that."""
        try:
            mine = await self._has_turn()
        except Exception as fault:
            self.log(f"worker: turn: {type(fault).__name__}")
            raise
        if mine:
            await self._do_what_is_due()

    async def _has_turn(self) -> bool:
        return self.turn is None or await self.turn.mine()

    async def _do_what_is_due(self) -> None:
        faults = [fault for job in self.jobs if self._is_due(job) and (fault := await self._fault_of(job))]
        if faults:
            raise faults[0]

    def _is_due(self, job: Job) -> bool:
        """Return whether a job is due: never done, `every` has passed, or the clock went back."""
        began = self._began.get(job.name)
        return began is None or not timedelta(0) <= self.clock() - began < job.every

    async def _fault_of(self, job: Job) -> Exception | None:
        """Do a job. Log and return its fault, None if it succeeded; a job that failed is due in the next round."""
        self._began[job.name] = self.clock()
        try:
            async with connect(self.url) as connection:
                await job.do(connection)
        except Exception as fault:  # noqa: BLE001 -- the edge of the worker: what fails is told, and tried again
            del self._began[job.name]
            self.log(f"worker: {job.name}: {type(fault).__name__}")
            return fault
        return None
