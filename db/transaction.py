"""Writing: one transaction as one viewer, first reading as he may, then applying.

Source: docs/design.md 5. Facts are loaded and locked in read mode, so that what the viewer does not see is NOT_FOUND; only then comes apply
mode.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.viewer import APPLY, READ, set_settings, settings
from domain.viewer import MembershipEnded, Viewer

RUNS = text("select true from membership where id = :id and starts_at <= :now and ends_at > :now for share")
"""Shared until the end: a membership does not end in the middle of what is done by it."""


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
        """Back to what the viewer sees."""
        await self.session.flush()
        await self._set(READ)

    async def _set(self, mode: str) -> None:
        statement, arguments = set_settings(settings(self.viewer, self.now, mode))
        await self.session.execute(statement, arguments)


@contextlib.asynccontextmanager
async def transaction(database: Database, viewer: Viewer) -> AsyncIterator[Transaction]:
    """A transaction as this viewer: committed at the end, rolled back by any exception. Raises MembershipEnded."""
    now = database.clock()
    async with AsyncSession(database.engine, expire_on_commit=False, autoflush=False) as session, session.begin():
        if await session.scalar(RUNS, {"id": viewer.membership, "now": now}) is None:
            raise MembershipEnded
        tx = Transaction(session, viewer, now)
        await tx.look()
        yield tx
