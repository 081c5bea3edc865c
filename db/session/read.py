"""Run a planned statement and return the bytes of its JSON.

Source: docs/design.md 4.3 and 4.6; the statement sets the viewer and tests the membership itself (docs/decisions/003-row-security.md).
"""

import contextlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from db.session.engine import Database
from db.session.viewer import FIND, as_viewer
from domain.viewer import MembershipEnded, Viewer


async def read(database: Database, statement: str, arguments: Sequence[object]) -> bytes:
    """Return the JSON of a planned statement. Raises MembershipEnded if it is null, Busy.

    A statement that reaches the time limit of the quick pool is repeated over the costly one, where it begins from then on.
    """
    if not database.is_costly(statement):
        with contextlib.suppress(asyncpg.QueryCanceledError):
            async with database.reader() as connection:
                return _answer(await connection.fetchval(statement, *arguments))
        database.note_costly(statement)
    async with database.costly_reader() as connection:
        return _answer(await connection.fetchval(statement, *arguments))


async def read_and_note(database: Database, statement: str, arguments: Sequence[object]) -> bytes:
    """Return the JSON of a planned statement that also writes audit records, once those are on disk. Raises as `read`."""
    try:
        async with database.flush.kept():
            return await read(database, statement, arguments)
    except asyncpg.PostgresError as error:
        database.note_failure(error)
        raise


def _answer(answer: bytes | None) -> bytes:
    if answer is None:
        raise MembershipEnded
    return bytes(answer)


async def find_viewer(database: Database, membership: UUID, now: datetime, subject: str | None = None) -> Viewer | None:
    """Return the viewer of a membership; None if it does not run at `now`, or if its account is not `subject`."""
    async with database.reader() as connection:
        row = await connection.fetchrow(FIND, membership, now, subject)
    return None if row is None else as_viewer(dict(row))
