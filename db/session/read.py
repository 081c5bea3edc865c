"""Run a planned statement and return the bytes of its JSON.

Source: docs/design.md 4.3 and 4.6; the statement sets the viewer and tests the membership itself (docs/decisions/003-row-security.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from db.session.engine import Database
from db.session.viewer import FIND, FIND_ACTED_FOR, FIND_SIGNED_IN, as_viewer
from domain.viewer import MembershipEnded, Viewer

ISSUERS = """
select i.*, array(select distinct unnest(r.acr) from issuer_requirement r where r.issuer_id = i.id order by 1) acr
from issuer i where i.ends_at is null or i.ends_at > $1 order by i.id
"""


class Reading(NamedTuple):
    """A planned statement with its arguments, which are its own, and the account that asks. `counts`: it shows counts alone, no row."""

    statement: str
    arguments: list[object]
    account: UUID
    counts: bool = False


async def read(database: Database, reading: Reading) -> bytes:
    """Return the JSON of a planned statement. Raises MembershipEnded if it is null, Busy.

    A statement that PostgreSQL estimates to be costly, or middling, runs among those from the first. One that reaches the time limit of the
    short ones is repeated among the costly, and begins there for some minutes.
    """
    statement, arguments, account, costs = reading.statement, reading.arguments, reading.account, database.costs
    if costs.is_short(statement):
        try:
            async with database.short_reader(account, statement, counts=reading.counts) as connection:
                if not costs.knows(statement):
                    await costs.ask(connection, statement)
                if costs.is_short(statement):
                    return _answer(await connection.fetchval(statement, *arguments))
        except asyncpg.QueryCanceledError:
            costs.note_slow(statement)
    if costs.is_costly(statement):
        place = database.costly_reader(account, statement)
    else:
        place = database.middling_reader(account, statement, counts=reading.counts)
    async with place as connection:
        return _answer(await connection.fetchval(statement, *arguments))


async def read_and_note(database: Database, reading: Reading, commits: int) -> bytes:
    """Return the JSON of a planned statement that also writes audit records, once those are on disk. Raises as `read`.

    `commits`: the place among its arguments of how it commits.
    """
    try:
        async with database.flush.kept() as how:
            reading.arguments[commits] = how
            return await read(database, reading)
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


@dataclass(frozen=True)
class SignedIn:
    """A viewer who signed in at an issuer of others; `acr`: of which the token must tell one, if there are any; `amr`: all to be told."""

    viewer: Viewer
    acr: frozenset[str]
    amr: frozenset[str]


async def find_signed_in(database: Database, issuer: UUID, subject: str, membership: UUID | None, now: datetime) -> list[SignedIn]:
    """Return the viewers that a subject of an issuer can be at `now`: of the membership named, else of any; at most two."""
    async with database.reader() as connection:
        rows = await connection.fetch(FIND_SIGNED_IN, issuer, subject, membership, now)
    return [SignedIn(as_viewer(dict(row)), frozenset(row["acr"] or ()), frozenset(row["amr"] or ())) for row in rows if row["id"]]


async def find_acted_for(
    database: Database, key: UUID, client: UUID, account: UUID | None, membership: UUID | None, now: datetime
) -> list[Viewer] | None:
    """Return the viewers for whom a client may act at `now`: an account's, or one membership's; at most two. None for no such client."""
    async with database.reader() as connection:
        rows = await connection.fetch(FIND_ACTED_FOR, key, client, account, membership, now)
    return [as_viewer(dict(row)) for row in rows if row["id"]] if rows else None


async def read_issuers(database: Database, now: datetime) -> list[Mapping[str, Any]]:
    """Return the issuers of others whose tokens are taken at `now`."""
    async with database.reader() as connection:
        return [dict(row) for row in await connection.fetch(ISSUERS, now)]
