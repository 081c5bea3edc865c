"""A standby: connections to it, and whether it has all that the primary had when a reading came.

Source: docs/decisions/066-standbys.md.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import asyncpg
from typing_extensions import override

from db.server.away import FAULTS, is_busy, sqlstate, took_too_long
from db.server.pulse import BEAT_SECONDS
from db.session.engine import Database
from db.standby.question import Question
from db.standby.state import STANDBY, STARTED, State, no_standby

FIRST_PAUSE, LONGEST_PAUSE = 0.001, 0.016
"""Seconds between two questions to a standby that is waited for, doubled from one to the next."""
NOT_ASKED, BEHIND, ELSEWHERE = "it was not asked yet", "it is behind", "its address leads to several servers"


class Followed(Database):
    """The reading pools of a standby, each connection of which leads to the one server that told its state."""

    started: datetime | None = None
    """Since when that server runs; another one is another server."""

    @override
    async def _begin(self, settings: Mapping[str, str], connection: asyncpg.Connection) -> None:
        await super()._begin(settings, connection)
        if await connection.fetchval(STARTED) != self.started:
            raise asyncpg.ConnectionDoesNotExistError(ELSEWHERE)


class Standby:
    """A standby. `name`: what it is called to who watches; `tell` gets a line whenever it is read from or left out."""

    def __init__(self, name: str, database: Followed, patience: float, tell: Callable[[str], None]) -> None:
        """`patience`: seconds for which it may be behind."""
        self.name = name
        self.database = database
        self.fault = NOT_ASKED
        """Why it is left out; empty where it is read from."""
        self.lag = 0.0
        """Seconds that it lacked, at the last look, to what the primary had; while it is left out, since it last had all."""
        self.under_way = 0
        self._patience = patience
        self._tell = tell
        self._question = Question(database.url, STANDBY, BEAT_SECONDS)
        self._state: State | None = None
        self._level: float | None = None

    @property
    def is_read(self) -> bool:
        """Whether it is read from."""
        return not self.fault

    async def open(self) -> None:
        """Open the pools, without a connection: nobody waits for a standby at a start."""
        await self.database.open(least=0)

    async def close(self) -> None:
        """Close all connections."""
        self._question.drop()
        await self.database.close()

    async def look(self, primary: State) -> None:
        """Ask it anew, and have it read from or left out."""
        try:
            self._note(await self._question.answer())
        except FAULTS as error:
            self.leave_out(error)
            self.database.let_go()
            return
        await self.has_all(primary)

    async def has_all(self, primary: State) -> bool:
        """Wait, for as long as it may be behind, until it has all that the primary had; if not it is left out until it is looked at."""
        now = asyncio.get_running_loop().time
        began, pause, fault = now(), FIRST_PAUSE, BEHIND
        try:
            async with asyncio.timeout(self._patience):
                while (missing := self._missing(primary)) == BEHIND:
                    self._note(await self._question.answer())
                    if (missing := self._missing(primary)) != BEHIND:
                        break
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
            fault = missing
        except TimeoutError:
            pass
        except FAULTS as error:
            self.leave_out(error)
            return False
        if fault:
            self.lag = now() - (self._level or began)
        else:
            self._level = now()
            self.lag = self._level - began
        self._stand(fault)
        return not fault

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Yield its pools for a reading. One that fails leaves it out until the next look, unless by what the reading itself is."""
        self.under_way += 1
        try:
            yield self.database
        except FAULTS as error:
            if not is_busy(error) and not took_too_long(error):
                self.leave_out(error)
            raise
        finally:
            self.under_way -= 1

    def leave_out(self, error: BaseException) -> None:
        """Leave it out, since it does not answer."""
        silent = f"it does not answer: {type(error).__name__} {sqlstate(error)}".strip()
        self._stand(ELSEWHERE if ELSEWHERE in str(error) else silent)

    def _missing(self, primary: State) -> str:
        """Return why it is not to be read from, by what it last told; BEHIND where that may pass."""
        if self._state is None:
            return BEHIND
        return no_standby(self._state, primary) or (BEHIND if self._state.position < primary.position else "")

    def _note(self, state: State) -> None:
        """Keep its state; connections to another server than the one that told it are closed."""
        self._state = state
        if state.started != self.database.started:
            self.database.let_go()
            self.database.started = state.started

    def _stand(self, fault: str) -> None:
        if bool(fault) != bool(self.fault) or (fault and self.fault == NOT_ASKED):
            self._tell(f"standby {self.name} left out: {fault}" if fault else f"standby {self.name} is read from")
        self.fault = fault
