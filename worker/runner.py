"""The worker's loop: does the jobs that are due, again and again, until it is told to stop; a fault is logged and the loop goes on.

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

PAUSE = 2.0
"""Seconds between two rounds: how long a record may stand unsealed."""


@dataclass(frozen=True)
class Job:
    """What the worker does: its name, how long after it began it is due again (zero: with every round), what it does with a connection."""

    name: str
    every: timedelta
    do: Callable[[asyncpg.Connection], Awaitable[object]]


class Worker:
    """Does its jobs as the worker's login. `log` hears every fault; `pause` is in seconds."""

    def __init__(self, url: str, clock: Clock, jobs: Sequence[Job], log: Callable[[str], None], pause: float = PAUSE) -> None:
        self.url = url
        self.clock = clock
        self.jobs = jobs
        self.log = log
        self.pause = pause
        self._began: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; what failed is tried again in the next round."""
        while not stop.is_set():
            with contextlib.suppress(Exception):  # logged by the round
                await self.round()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self.pause)

    async def round(self) -> None:
        """Do each job that is due, whatever becomes of the others. Raises the fault of the first that failed."""
        faults = [fault for job in self.jobs if self._is_due(job) and (fault := await self._fault_of(job))]
        if faults:
            raise faults[0]

    def _is_due(self, job: Job) -> bool:
        """Whether its time has come; a clock that went back makes no job wait."""
        began = self._began.get(job.name)
        return began is None or not timedelta(0) <= self.clock() - began < job.every

    async def _fault_of(self, job: Job) -> Exception | None:
        """Do a job over a connection of its own; log and return its fault, after which it is due in the next round."""
        self._began[job.name] = self.clock()
        try:
            connection = await connect(self.url)
            try:
                await job.do(connection)
            finally:
                await connection.close()
        except Exception as fault:  # noqa: BLE001 -- the edge of the worker: what fails is told, and tried again
            del self._began[job.name]
            self.log(f"worker: {job.name}: {type(fault).__name__}")
            return fault
        return None
