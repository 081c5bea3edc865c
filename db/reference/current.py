"""Keeps the reference data of today at hand: read when the server starts, and again every few minutes.

Source: docs/domain.md (opening: reference data changes without a release); docs/design.md 7.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from db.reference.read import Reference, read_reference
from db.session.engine import Clock, Database
from domain.time.calendar import day_of

PAUSE = 300.0
"""Seconds between two readings: how long a version that comes into force may wait."""


class Current:
    """The reference data in force; called, it gives the snapshot of the last reading."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reference: Reference | None = None

    def __call__(self) -> Reference:
        """The snapshot."""
        assert self._reference is not None, "Current.read() first"
        return self._reference

    async def read(self) -> None:
        """Read what is in force today."""
        self._reference = await read_reference(self._database, day_of(self._database.clock()))

    async def keep(self, stop: asyncio.Event) -> None:
        """Read again and again until `stop` is set; while the database is out of reach the last snapshot stays."""
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), PAUSE)
            except TimeoutError:
                try:
                    await self.read()
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    continue


@asynccontextmanager
async def at_hand(url: str, clock: Clock) -> AsyncIterator[tuple[Database, Current]]:
    """A database that is open for as long as it is used, with the reference data of today: for one command at the terminal."""
    database = Database(url, clock)
    await database.open()
    try:
        references = Current(database)
        await references.read()
        yield database, references
    finally:
        await database.close()
