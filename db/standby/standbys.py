"""Which server answers a reading that notes nothing: a standby that has all that the primary had when it came, else the primary.

Source: docs/decisions/066-standbys.md. So an ended membership, a revoked client and one's own writes are seen there as on the primary.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import asyncpg

from db.server.away import FAULTS, Busy
from db.server.pulse import BEAT_SECONDS
from db.session.engine import Database
from db.session.read import Reading, read
from db.standby.question import Question
from db.standby.standby import Followed, Standby
from db.standby.state import PRIMARY, State
from domain.time.spent import Phase, Timed

OF_THE_PRIMARY = "primary"
"""In the place of a standby's name: what the primary read, although there are standbys."""
OF_THE_READING = (asyncpg.QueryCanceledError, Busy)
"""What befalls a reading by its own size or by how many there are: it would on the primary too, and is not repeated there."""


class Standbys:
    """The standbys of a database. `count` gets the name of who answered a reading."""

    def __init__(self, database: Database, standbys: Sequence[Standby], patience: float, count: Callable[[str], None]) -> None:
        """`patience`: seconds for the primary to say how far it is."""
        self._database = database
        self._standbys = standbys
        self._patience = patience
        self._count = count
        self._primary = Question(database.url, PRIMARY, BEAT_SECONDS)

    async def open(self) -> None:
        """Open the pools of each, and look at them."""
        for each in self._standbys:
            await each.open()
        await self.look()

    async def close(self) -> None:
        """Close every connection."""
        self._primary.drop()
        for each in self._standbys:
            await each.close()

    async def keep(self, stop: asyncio.Event) -> None:
        """Look at each every `BEAT_SECONDS` until `stop` is set."""
        while self._standbys and not stop.is_set():
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT_SECONDS)

    async def look(self) -> None:
        """Look at each once. Where the primary does not say how far it is, nothing of them is known, and nothing is changed."""
        if self._standbys:
            with suppress(*FAULTS):
                primary = await self._primary.answer()
                await asyncio.gather(*(each.look(primary) for each in self._standbys))

    async def read(self, reading: Reading) -> bytes:
        """Return the JSON of a planned statement that notes nothing, from a standby where one has all. Raises as `db.session.read.read`."""
        if not self._standbys:
            return await read(self._database, reading)
        standby = await self._level()
        if standby is not None:
            try:
                with standby.reading() as database:
                    answer = await read(database, reading)
            except OF_THE_READING:
                raise
            except FAULTS:  # it is gone, or replaying the log was in the way of the reading: the primary has the same rows
                pass
            else:
                self._count(standby.name)
                return answer
        self._count(OF_THE_PRIMARY)
        return await read(self._database, reading)

    def told(self) -> dict[str, tuple[float, bool]]:
        """Return of each by its name how many seconds it lacks, and whether it is read from."""
        return {each.name: (each.lag, each.is_read) for each in self._standbys}

    def remarks(self) -> list[str]:
        """Return what is wrong although requests are served, in words for who watches."""
        return [f"standby {each.name} is left out: {each.fault}" for each in self._standbys if each.fault]

    async def _level(self) -> Standby | None:
        """Return the standby that reads least, once it has all that the primary has now; None where that is not so soon."""
        taken = [each for each in self._standbys if each.is_read]
        if not taken:
            return None
        standby = min(taken, key=lambda each: each.under_way)
        with Timed(Phase.WAITING):
            primary = await self._asked()
            return standby if primary is not None and await standby.has_all(primary) else None

    async def _asked(self) -> State | None:
        try:
            async with asyncio.timeout(self._patience):
                return await self._primary.answer()
        except FAULTS:  # the reading finds out what is the matter with the primary
            return None


def standbys_of(
    database: Database, urls: Sequence[str], patience: float, tell: Callable[[str], None], count: Callable[[str], None]
) -> Standbys:
    """Return the standbys at these addresses, called by their places from 1 on; each has pools as the primary's."""
    followed = (Followed(url, database.clock, database.bounds) for url in urls)
    each = [Standby(str(place), pools, patience, tell) for place, pools in enumerate(followed, 1)]
    return Standbys(database, each, patience, count)
