"""Ask the database every second whether it answers, over a connection of its own, so that no request has to wait to find out.

Source: docs/decisions/013-failures.md; docs/design.md 3 (`/readyz`).
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import asyncpg

from db.server.away import FAULTS, sqlstate
from db.session.connect import reach
from db.session.engine import Database

BEAT_SECONDS = 1.0
"""Seconds between two questions, and until an answer must have come."""
HOLD_SECONDS = 5.0
"""Seconds after a failed write in which the database counts as not writable, even if a trial passes."""
STANDING = "select version_num from alembic_version"
TRIAL = """
insert into audit_unsealed (id, at, kind, action, trace)
select gen_random_uuid(), to_timestamp(0), 'COMMAND', 'trial', repeat('x', 1000) from generate_series(1, 64)
"""
"""A write that is rolled back, too large for the free space of a page: it fails where the disk is full."""
NEWER = "the database was migrated by a newer version: renew this server"


class Pulse:
    """Whether a database answers, is the one that it was, and can be written. `tell` gets a line at each change."""

    def __init__(
        self,
        database: Database,
        revision: str | None,
        tell: Callable[[str], None],
        keys_fit: Callable[[], Awaitable[bool]] | None = None,
        is_newer: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`revision`: of its migrations, None if unknown; `keys_fit`: whether our keys are its, asked when it was away.

        `is_newer`: whether a newer version migrated it to a revision: then this one goes on until it is renewed.
        """
        self._database = database
        self._revision = revision
        self._tell = tell
        self._connection: asyncpg.Connection | None = None
        self._standing: str | None = None
        self._is_newer = is_newer
        self._newer = False
        self._keys_fit = keys_fit
        self.away = False
        self.strange = False
        """Whether it came back as another one: our keys are not its."""

    def is_away(self) -> bool:
        """Whether it did not answer the last question, or is another one."""
        return self.away or self.strange

    async def is_ready(self) -> bool:
        """Whether it answers, is migrated to the revision, is the one that it was, and can be written."""
        return not self.troubles()

    def troubles(self) -> list[str]:
        """Return what keeps requests from being served, in words for who watches."""
        if self.away:
            return ["the database does not answer"]
        told = {
            "the database is not migrated to this version": self._revision is None or not (self._newer or self._standing == self._revision),
            "the database is another one: the keys do not fit": self.strange,
            "the database cannot be written": self._database.failed_writing is not None,
        }
        return [trouble for trouble, holds in told.items() if holds]

    def remarks(self) -> list[str]:
        """Return what is to be done although requests are served, in words for who watches."""
        return [NEWER] if self._newer else []

    async def keep(self, stop: asyncio.Event) -> None:
        """Ask every `BEAT_SECONDS` until `stop` is set."""
        while not stop.is_set():
            await self.look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT_SECONDS)
        self.drop()

    async def look(self) -> None:
        """Ask once, and once more over a new connection if that failed: the old one alone may have been lost."""
        fault = await self._fault() and await self._fault()
        if self.away and not fault:
            fault = await self._recognised()
        if bool(fault) != self.away:
            self.away = bool(fault)
            self._tell(f"database away: {fault}" if fault else "database back")
            if self.away:
                self._database.let_go()
        if not fault and self._database.failed_writing is not None:
            await self._try_writing(self._database.failed_writing)

    async def _fault(self) -> str:
        """Ask; return the error's class and SQLSTATE, or an empty text if the database answered."""
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                self._stand(await (await self._connected()).fetchval(STANDING))
        except FAULTS as error:
            self.drop()
            return f"{type(error).__name__} {sqlstate(error)}".strip()
        return ""

    def _stand(self, standing: str | None) -> None:
        if standing != self._standing:
            self._standing = standing
            self._newer = standing not in {None, self._revision} and self._is_newer(str(standing))
            if self._newer:
                self._tell(NEWER)

    async def _recognised(self) -> str:
        """Look whether a database that came back is the one that it was; return the error's class, or an empty text."""
        if self._keys_fit is not None:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    strange = not await self._keys_fit()
            except FAULTS as error:
                return f"{type(error).__name__} {sqlstate(error)}".strip()
            if strange and not self.strange:
                self._tell("database strange: the keys do not fit")
            self.strange = strange
        return ""

    async def _try_writing(self, failed: float) -> None:
        """Write something and roll it back; if that passes, `HOLD_SECONDS` after the failure, the database counts as writable again."""
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                trial = (await self._connected()).transaction()
                await trial.start()
                await (await self._connected()).execute(TRIAL)
                await trial.rollback()
        except FAULTS as error:
            self.drop()
            self._tell(f"database not writable: {type(error).__name__} {sqlstate(error)}".strip())
            return
        if asyncio.get_running_loop().time() - failed > HOLD_SECONDS and self._database.failed_writing == failed:
            self._database.failed_writing = None
            self._tell("database writable again")

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await reach(self._database.url, timeout=BEAT_SECONDS)
        return self._connection

    def drop(self) -> None:
        """Close the connection; the next question opens a new one."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
