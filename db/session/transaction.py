"""A transaction of one viewer: it begins in read mode (their rows alone), and can switch to apply mode (all rows, and writing).

Source: docs/design.md 5.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import DateTime, Text, and_, bindparam, func, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import SessionTransaction

from db.session.engine import Database
from db.session.lock import locked_word
from db.session.session import Session, Unsure, direct
from db.session.viewer import APPLY, CAME_BY, MADE_OF, MEMBER, READ, SETTINGS, settings, still
from domain.time.spent import Phase, Timed
from domain.viewer import MembershipEnded, Viewer

BEGIN = direct(
    still(
        and_(*(func.set_config(name, bindparam(name, type_=Text()), true()).is_not(None) for name in SETTINGS)),
        lambda name, of, _: bindparam(name, type_=of),
        bindparam("now", type_=DateTime(timezone=True)),
    )
    .add_columns(locked_word(bindparam("turn", type_=Text())))
    .with_for_update(read=True, of=MEMBER)
)
"""Sets who the viewer is, and locks a word if there is one, where their membership runs unchanged; it is locked against changes until the
transaction ends. No row where it does not run.
"""

MODE = direct(text("select set_config('app.mode', :mode, true)"))
"""Sets the one setting that changes within a transaction; the others are set at its beginning."""


LOCK_TIMEOUT = direct(text("select set_config('lock_timeout', :limit, true)"))


class Transaction:
    """A session of one viewer; `now` is the one moment of everything that happens in it."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime) -> None:
        self.session = session
        self.viewer = viewer
        self.now = now
        self._mode: tuple[str, SessionTransaction | None] = (READ, None)

    async def apply(self) -> None:
        """Switch to apply mode: all rows can be read, locked and written from here on."""
        await self._set(APPLY)

    async def wait_for(self, seconds: float) -> None:
        """Wait no longer than so for a row that another transaction has locked, from here on."""
        await self.session.ask(LOCK_TIMEOUT, limit=f"{seconds * 1000:.0f}")

    async def look(self) -> None:
        """Flush, and switch to read mode: only the viewer's rows are seen from here on."""
        await self.session.flush()
        await self._set(READ)

    async def _set(self, mode: str) -> None:
        """Set the mode, unless it is known to be set. What a savepoint sets goes when it is rolled back: each is known by itself."""
        known = (mode, self.session.sync_session.get_nested_transaction())
        if known != self._mode:
            await self.session.ask(MODE, mode=mode)
            self._mode = known


@contextlib.asynccontextmanager
async def transaction(database: Database, viewer: Viewer, turn: str | None = None) -> AsyncIterator[Transaction]:
    """Yield a transaction of this viewer, committed at the end and rolled back by any exception. Raises MembershipEnded, Unsure.

    `turn`: a word that it locks as it begins, as `take_turns` does.
    """
    session, now = Session(database.sessions), database.clock()
    try:
        with Timed(Phase.WAITING):
            await session.connect()
        with Timed(Phase.DATABASE):
            async with session.begun():
                await _begin(session, viewer, now, turn)
                yield Transaction(session, viewer, now)
    except (DBAPIError, Unsure) as error:
        database.note_failure(error)
        raise
    finally:
        await session.close()  # it waits for nothing, so that it needs no task of its own, which `async with` makes


async def _begin(session: Session, viewer: Viewer, now: datetime, turn: str | None) -> None:
    """Lock the viewer's membership, set who they are, and lock a word if there is one. Raises MembershipEnded."""
    came_by = {name: value(viewer) for name, value, _ in CAME_BY}
    facts = {name: value(viewer) for name, _, _, value in MADE_OF}
    if not await session.ask(BEGIN, **facts, **came_by, **settings(viewer, now, READ), now=now, turn=turn):
        raise MembershipEnded
