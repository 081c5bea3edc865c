"""Keep the reference data of today in memory: read at the start, and again twice a minute.

Source: docs/domain.md (opening: reference data changes without a release); docs/design.md 7.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from db.reference.read import Reference, read_reference
from db.server.away import FAULTS
from db.session.engine import Clock, Database
from db.session.turns.bounds import Bounds
from domain.time.calendar import day_of

PAUSE_SECONDS = 30.0
"""Seconds between two readings: how long a new version, or a new day, may come too late; approved ones are known well before they begin
(`domain/limit.py`)."""


class Current:
    """Holds the reference data of the last reading; an instance is called to get it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reference: Reference | None = None

    def __call__(self) -> Reference:
        """Return the reference data of the last reading."""
        assert self._reference is not None, "Current.read() first"
        return self._reference

    async def read(self) -> None:
        """Read the reference data in force today."""
        self._reference = await read_reference(self._database, day_of(self._database.clock()), self._reference)

    async def keep(self, stop: asyncio.Event) -> None:
        """Read every `PAUSE_SECONDS` until `stop` is set; while the database does not answer, the last reading stays."""
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
            except TimeoutError:
                with suppress(*FAULTS):
                    await self.read()


@asynccontextmanager
async def at_hand(url: str, clock: Clock, bounds: Bounds | None = None) -> AsyncIterator[tuple[Database, Current]]:
    """Yield an open database with the reference data of today, for one command at the terminal."""
    database = Database(url, clock, bounds)
    await database.open()
    try:
        references = Current(database)
        await references.read()
        yield database, references
    finally:
        await database.close()
