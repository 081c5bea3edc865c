"""Writing: one transaction as one viewer, first reading as they may, then applying.

Source: docs/design.md 5. Facts are loaded and locked in read mode, so that what the viewer does not see is NOT_FOUND; only then comes apply
mode.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import DateTime, bindparam, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from db.server.away import is_away
from db.session.engine import Database
from db.session.viewer import APPLY, MADE_OF, MEMBER, READ, set_settings, settings, still
from domain.viewer import MembershipEnded, Viewer

RUNS = still(true(), lambda name, of, _: bindparam(name, type_=of), bindparam("now", type_=DateTime(timezone=True))).with_for_update(
    read=True, of=MEMBER
)
"""Shared until the end: a membership neither ends nor changes in the middle of what is done by it."""


MODE = text("select set_config('app.mode', :mode, true)")
"""What changes within a transaction; viewer and moment are set at its beginning."""


class Unsure(ConnectionError):
    """The database was lost in the midst of a commit: whether it was done is not known."""


class Transaction:
    """A session bound to one viewer and one moment. `now` is the same for everything that happens in it."""

    def __init__(self, session: AsyncSession, viewer: Viewer, now: datetime) -> None:
        self.session = session
        self.viewer = viewer
        self.now = now

    async def apply(self) -> None:
        """From here on rows may be written, and rows the viewer need not see may be read and locked."""
        await self._set(APPLY)

    async def look(self) -> None:
        """Flush, and see from here on what the viewer sees."""
        await self.session.flush()
        await self._set(READ)

    async def _set(self, mode: str) -> None:
        await self.session.execute(MODE, {"mode": mode})


@contextlib.asynccontextmanager
async def transaction(database: Database, viewer: Viewer) -> AsyncIterator[Transaction]:
    """Yield a transaction as this viewer: committed at the end, rolled back by any exception. Raises MembershipEnded, Unsure."""
    now = database.clock()
    try:
        async with AsyncSession(database.engine, expire_on_commit=False, autoflush=False) as session, session.begin():
            if await session.scalar(RUNS, {name: value(viewer) for name, _, _, value in MADE_OF} | {"now": now}) is None:
                raise MembershipEnded
            await session.execute(*set_settings(settings(viewer, now, READ)))
            yield Transaction(session, viewer, now)
            if session.in_transaction():  # unless whoever works in it has rolled it back
                await session.flush()
                await _commit(session)
    except (DBAPIError, Unsure) as error:
        database.note_failure(error)
        raise


async def _commit(session: AsyncSession) -> None:
    try:
        await session.commit()
    except DBAPIError as error:
        if is_away(error):
            raise Unsure from error
        raise
