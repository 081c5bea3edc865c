"""What sessions in a browser ask the database: each call is one function of `db/protect/functions/sessions.py`, or a list of memberships.

Source: docs/decisions/044-browser.md. No viewer is set there: who somebody is is found by it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.protect.functions.sessions import held_by
from db.session.engine import Database
from domain.browser import Held, Lasting, Person, Session
from domain.viewer import Role

TRACED = "with told as materialized (select set_config('app.trace', $1, true)) select {} from told"
"""One function, for which the transaction names the trace of the request; it is left with the statement."""
BEGIN = TRACED.format("browser_session_begin($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
USE = "select * from browser_session_use($1, $2)"
CHOOSE = TRACED.format("browser_session_choose($2, $3, $4, $5, $6, $7)")
END = TRACED.format("browser_session_end($2, $3)")
END_OF = TRACED.format("browser_session_end_of($2, $3, $4, $5, $6, $7)")
SIGN_IN_BEGIN = "select sign_in_begin($1, $2, $3, $4, $5, $6, $7, $8)"
SIGN_IN_TAKE = "select * from sign_in_take($1, $2, $3)"
HELD = f"""
select a.subject account, a.name, m.id, m.role, o.name office, o.region_code region {held_by("$1::uuid", "$2", "$3")}
order by o.region_code, o.name, a.subject, m.starts_at, m.id
"""
"""The running memberships of whom an issuer ($1) calls a subject ($2); without an issuer of an account ($2), or of all."""


@dataclass(frozen=True)
class Attempt:
    """What a sign-in that comes back must match, and where its browser goes then."""

    issuer: UUID
    nonce: str
    verifier: str
    forward: str


async def begin(
    database: Database,
    digest: bytes,
    replaced: bytes | None,
    person: Person,
    membership: UUID | None,
    lasts: Lasting,
    now: datetime,
    trace: str,
) -> None:
    """Begin a session in the place of the one that the browser had; `trace`: of the request, for the trail."""
    whose = (person.issuer, person.subject, person.provider_session, membership, person.acr, list(person.amr))
    async with database.reader() as connection:
        await connection.execute(BEGIN, trace, digest, replaced, *whose, int(lasts.idle.total_seconds()), now + lasts.whole, now)


async def use(database: Database, digest: bytes, now: datetime) -> Session | None:
    """Return the session of a secret, which is used now; None where none stands."""
    async with database.reader() as connection:
        row = await connection.fetchrow(USE, digest, now)
    if row is None:
        return None
    return Session(Person(row["issuer"], row["who"], None, row["told_acr"], tuple(row["told_amr"])), row["member"], row["began"])


async def choose(database: Database, digest: bytes, renewed: bytes, membership: UUID, lasts: Lasting, session: Session, trace: str) -> bool:
    """Go on with a membership under another secret; return whether the session still stood."""
    now = database.clock()
    ends, idle = session.began_at + lasts.whole, int(lasts.idle.total_seconds())
    async with database.reader() as connection:
        return bool(await connection.fetchval(CHOOSE, trace, digest, renewed, membership, idle, ends, now))


async def end(database: Database, digest: bytes, now: datetime, trace: str) -> UUID | None:
    """End a session; return the issuer at which it began, None for none."""
    async with database.reader() as connection:
        issuer: UUID | None = await connection.fetchval(END, trace, digest, now)
    return issuer


async def end_of(
    database: Database, issuer: UUID, token: bytes, expires: datetime, provider_session: str | None, subject: str | None, trace: str
) -> bool:
    """End the sessions that an issuer's logout token names; return whether the token was not used before."""
    async with database.reader() as connection:
        return bool(await connection.fetchval(END_OF, trace, issuer, token, expires, provider_session, subject, database.clock()))


async def held(database: Database, issuer: UUID | None, subject: str | None, now: datetime) -> list[Held]:
    """Return the memberships among which one may choose who signed in as a subject of an issuer, or as an account; None: as anybody."""
    async with database.reader() as connection:
        rows = await connection.fetch(HELD, issuer, subject, now)
    return [Held(row["account"], row["name"], row["id"], Role(row["role"]), row["office"], row["region"]) for row in rows]


async def sign_in_begin(database: Database, state: bytes, browser: bytes, attempt: Attempt, expires: datetime) -> None:
    """Note a sign-in that has begun."""
    told = (attempt.issuer, attempt.nonce, attempt.verifier, attempt.forward)
    async with database.reader() as connection:
        await connection.execute(SIGN_IN_BEGIN, state, browser, *told, expires, database.clock())


async def sign_in_take(database: Database, state: bytes, browser: bytes) -> Attempt | None:
    """Return a sign-in that this browser has begun, once; None for any other."""
    async with database.reader() as connection:
        row = await connection.fetchrow(SIGN_IN_TAKE, state, browser, database.clock())
    return None if row is None else Attempt(row["issuer"], row["once"], row["proof"], row["goes_to"])
