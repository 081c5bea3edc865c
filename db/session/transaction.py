"""A transaction of one viewer: it begins in read mode (their rows alone), and can switch to apply mode (all rows, and writing).

Source: docs/design.md 5.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import DateTime, bindparam, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from db.server.away import is_away
from db.session.engine import Database
from db.session.viewer import APPLY, CAME_BY, MADE_OF, MEMBER, READ, set_settings, settings, still
from domain.time.spent import Phase, Timed
from domain.viewer import MembershipEnded, Viewer

RUNS = still(true(), lambda name, of, _: bindparam(name, type_=of), bindparam("now", type_=DateTime(timezone=True))).with_for_update(
    read=True, of=MEMBER
)
"""Selects the viewer's membership if it runs unchanged, locked against changes until the transaction ends."""

MODE = text("select set_config('app.mode', :mode, true)")
"""Sets the one setting that changes within a transaction; the others are set at its beginning."""


class Unsure(ConnectionError):
    """The connection was lost during the commit: whether the transaction took effect is not known."""


class Transaction:
    """A session of one viewer; `now` is the one moment of everything that happens in it."""

    def __init__(self, session: AsyncSession, viewer: Viewer, now: datetime) -> None:
        self.session = session
        self.viewer = viewer
        self.now = now

    async def apply(self) -> None:
        """Switch to apply mode: all rows can be read, locked and written from here on."""
        await self._set(APPLY)

    async def look(self) -> None:
        """Flush, and switch to read mode: only the viewer's rows are seen from here on."""
        await self.session.flush()
        await self._set(READ)

    async def _set(self, mode: str) -> None:
        await self.session.execute(MODE, {"mode": mode})


@contextlib.asynccontextmanager
async def transaction(database: Database, viewer: Viewer) -> AsyncIterator[Transaction]:
    """Yield a transaction of this viewer, committed at the end and rolled back by any exception. Raises MembershipEnded, Unsure."""
    now = database.clock()
    try:
        async with AsyncSession(database.engine, expire_on_commit=False, autoflush=False) as session, session.begin():
            with Timed(Phase.WAITING):
                await session.connection()
            with Timed(Phase.DATABASE):
                await _begin(session, viewer, now)
                yield Transaction(session, viewer, now)
                if session.in_transaction():  # unless whoever works in it has rolled it back
                    await session.flush()
                    await _commit(session)
    except (DBAPIError, Unsure) as error:
        database.note_failure(error)
        raise


async def _begin(session: AsyncSession, viewer: Viewer, now: datetime) -> None:
    """Lock the viewer's membership and set who they are. Raises MembershipEnded."""
    came_by = {name: value(viewer) for name, value, _ in CAME_BY}
    facts = {name: value(viewer) for name, _, _, value in MADE_OF}
    if await session.scalar(RUNS, {**facts, **came_by, "now": now}) is None:
        raise MembershipEnded
    await session.execute(*set_settings(settings(viewer, now, READ)))


async def _commit(session: AsyncSession) -> None:
    try:
        await session.commit()
    except DBAPIError as error:
        if is_away(error):
            raise Unsure from error
        raise
