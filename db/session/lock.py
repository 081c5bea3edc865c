"""Find rows as the viewer, lock rows by ascending id, and take advisory locks on words where there is no row yet.

Source: docs/design.md 5. A row is locked in apply mode, in which the viewer need not see it.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, any_, bindparam, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.session.session import DirectRows, Session, direct, direct_rows
from db.session.viewer import OF_COMMANDS
from db.tables.declare import Row
from domain.message.refusal import Path, Refusal

R = TypeVar("R", bound=Row)


def locked_word(word: ColumnElement[str]) -> ColumnElement[None]:
    """Return what locks a word until the transaction ends where it is selected; a null locks nothing."""
    return func.pg_advisory_xact_lock(func.hashtextextended(word, 0))


WORD = direct(select(locked_word(bindparam("word", type_=Text()))))
WORDS = direct(
    text("select pg_advisory_xact_lock(hashtextextended(word, 0)) from (select unnest(cast(:words as text[])) word offset 0) words")
)


async def see(session: Session, of: type[R], key: UUID, path: Path = ("id",)) -> R:
    """Return a row that the viewer sees, without a lock. Raises the refusal NOT_FOUND at `path`."""
    for found in await see_all(session, of, [key]):
        return found
    raise Refusal("NOT_FOUND", path=path)


async def see_all(session: Session, of: type[R], keys: Collection[UUID]) -> Sequence[R]:
    """Return those of some rows that the viewer sees, read anew, without a lock, by ascending id."""
    return await session.rows(_seen(of), keys=[*keys])


async def lock_one(session: Session, of: type[R], key: UUID) -> R:
    """Return the row with this key, read anew and locked for update."""
    (found,) = await lock_all(session, of, [key])
    return found


async def lock_all(session: Session, of: type[R], keys: Collection[UUID]) -> Sequence[R]:
    """Return the rows with these keys, read anew and locked for update, by ascending id."""
    return await session.rows(_locked_by_key(of), keys=[*keys])


async def share_all(session: Session, of: type[R], keys: Collection[UUID]) -> Sequence[R]:
    """Return the rows with these keys, read anew and locked in share mode, by ascending id."""
    return await session.rows(_shared_by_key(of), keys=[*keys])


async def lock(session: AsyncSession, of: type[R], *where: ColumnElement[bool]) -> Sequence[R]:
    """Return the rows that match, read anew and locked for update, by ascending id."""
    return await _locked(session, of, where, read=False)


async def share(session: AsyncSession, of: type[R], *where: ColumnElement[bool]) -> Sequence[R]:
    """Return the rows that match, read anew and locked in share mode, by ascending id."""
    return await _locked(session, of, where, read=True)


async def take_turns(session: Session, word: str) -> None:
    """Lock a word until the transaction ends: a second transaction waits before it, too, finds that a row is missing."""
    await session.ask(WORD, word=word)


async def take_all_turns(session: Session, words: Iterable[str]) -> None:
    """Lock several words, in sorted order, until the transaction ends."""
    await session.ask(WORDS, words=sorted(set(words)))


def _by_key(of: type[Row]) -> Select[Any]:
    """Return the statement that reads rows by their `keys`, a list that is one value: it is planned once, however many they are."""
    id_ = inspect(of).primary_key[0]
    return select(of).where(id_ == any_(bindparam("keys", type_=ARRAY(Uuid())))).order_by(id_)


@cache
def _seen(of: type[Row]) -> DirectRows:
    return direct_rows(_by_key(of))


@cache
def _locked_by_key(of: type[Row]) -> DirectRows:
    return direct_rows(_by_key(of).with_for_update().prefix_with(OF_COMMANDS))


@cache
def _shared_by_key(of: type[Row]) -> DirectRows:
    return direct_rows(_by_key(of).with_for_update(read=True).prefix_with(OF_COMMANDS))


async def _locked(session: AsyncSession, of: type[R], where: tuple[ColumnElement[bool], ...], *, read: bool) -> Sequence[R]:
    found = select(of).where(*where).order_by(*inspect(of).primary_key).with_for_update(read=read).prefix_with(OF_COMMANDS)
    return (await session.scalars(found.execution_options(populate_existing=True))).all()
