"""Find rows as the viewer, lock rows by ascending id, and take advisory locks on words where there is no row yet.

Source: docs/design.md 5. A row that the viewer need not see is locked in apply mode.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.tables.declare import Row
from domain.message.refusal import Path, Refusal

R = TypeVar("R", bound=Row)

WORD = text("select pg_advisory_xact_lock(hashtextextended(:word, 0))")
WORDS = text("select pg_advisory_xact_lock(hashtextextended(word, 0)) from (select unnest(cast(:words as text[])) word offset 0) words")


async def see(session: AsyncSession, of: type[R], key: UUID, path: Path = ("id",)) -> R:
    """Return a row that the viewer sees, without a lock. Raises the refusal NOT_FOUND at `path`."""
    found = await session.get(of, key, populate_existing=True)
    if found is None:
        raise Refusal("NOT_FOUND", path=path)
    return found


async def lock(session: AsyncSession, of: type[R], *where: ColumnElement[bool]) -> Sequence[R]:
    """Return the rows that match, read anew and locked for update, by ascending id."""
    return await _locked(session, of, where, read=False)


async def share(session: AsyncSession, of: type[R], *where: ColumnElement[bool]) -> Sequence[R]:
    """Return the rows that match, read anew and locked in share mode, by ascending id."""
    return await _locked(session, of, where, read=True)


async def take_turns(session: AsyncSession, word: str) -> None:
    """Lock a word until the transaction ends: a second transaction waits before it, too, finds that a row is missing."""
    await session.execute(WORD, {"word": word})


async def take_all_turns(session: AsyncSession, words: Iterable[str]) -> None:
    """Lock several words, in sorted order, until the transaction ends."""
    await session.execute(WORDS, {"words": sorted(set(words))})


async def _locked(session: AsyncSession, of: type[R], where: tuple[ColumnElement[bool], ...], *, read: bool) -> Sequence[R]:
    statement = (
        select(of).where(*where).order_by(*inspect(of).primary_key).with_for_update(read=read).execution_options(populate_existing=True)
    )
    return (await session.scalars(statement)).all()
