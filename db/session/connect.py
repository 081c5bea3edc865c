"""How a connection is made, those outside of the pools, each closed by who opened it, and the lock by which one task runs once at a time.

Source: docs/design.md 7; docs/decisions/067-failover.md (addresses that name several hosts).
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import asyncpg

NONE: Mapping[str, str] = MappingProxyType({})


WORKERS_TURN = "hashtext('lianbang worker')"
"""The key, in SQL, of the lock that the worker which works holds as long as its connection lasts (worker/turn.py)."""
HELD = f"""exists (select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
    and (l.classid::bigint << 32) | l.objid::bigint = {WORKERS_TURN}::bigint)"""
"""Whether one works on this database, in SQL; everybody may ask."""


MEANT = "target_session_attrs"


def meant(url: str) -> str:
    """Return an address that means the server which is written to, where it names several hosts and says nothing else."""
    parts = urlsplit(url)
    if "," not in parts.netloc or MEANT in parse_qs(parts.query):
        return url
    return urlunsplit(parts._replace(query=f"{parts.query}&{MEANT}=primary".removeprefix("&")))


def hosts(url: str) -> list[str]:
    """Return the addresses of the hosts that an address names."""
    parts = urlsplit(meant(url))
    login, at, named = parts.netloc.rpartition("@")
    return [urlunsplit(parts._replace(netloc=f"{login}{at}{host}")) for host in named.split(",")]


async def reach(url: str, **options: Any) -> asyncpg.Connection:
    """Return a new connection, by `options` of asyncpg.connect. Of several hosts all are tried at once: the first that is meant is taken.

    Tried one after the other, a machine that has vanished keeps each connection waiting for its whole time. Raises what asyncpg.connect
    raises, of the last host that failed; ConnectionError where those that answer are not meant.
    """
    several = hosts(url)
    if len(several) == 1:
        made: asyncpg.Connection = await asyncpg.connect(url, **options)
        return made
    trying: set[asyncio.Future[Any]] = {asyncio.ensure_future(asyncpg.connect(each, **options)) for each in several}
    failed: BaseException = ConnectionError("no host is named")
    try:
        while trying:
            done, trying = await asyncio.wait(trying, return_when=asyncio.FIRST_COMPLETED)
            reached: list[asyncpg.Connection] = [each.result() for each in done if each.exception() is None]
            for connection in reached[1:]:
                connection.terminate()
            if reached:
                return reached[0]
            failed = next(error for each in done if (error := each.exception()) is not None)
    finally:
        await _given_up(trying)
    if isinstance(failed, asyncpg.TargetServerAttributeNotMatched):
        raise ConnectionError("none of the hosts that answer is the one that is meant") from failed
    raise failed


async def _given_up(trying: "set[asyncio.Future[Any]]") -> None:
    """Try no longer; what was reached meanwhile is closed."""
    for each in trying:
        each.cancel()
    for found in await asyncio.gather(*trying, return_exceptions=True):
        if isinstance(found, asyncpg.Connection):
            found.terminate()


@asynccontextmanager
async def connected(url: str, *, settings: Mapping[str, str] = NONE, **options: Any) -> AsyncIterator[asyncpg.Connection]:
    """Yield a new connection and close it at the end; `options` are those of asyncpg.connect. Raises as `reach`."""
    connection = await reach(url, **options)
    try:
        await settle(connection, settings)
        yield connection
    finally:
        await connection.close()


async def settle(connection: asyncpg.Connection, settings: Mapping[str, str], patience: float | None = None) -> None:
    """Set what holds for a whole session, in one round trip of at most `patience` seconds; a pooler takes none of it at the beginning."""
    if settings:
        await connection.execute("; ".join(f"set {name} = '{value}'" for name, value in settings.items()), timeout=patience)


@asynccontextmanager
async def alone(connection: asyncpg.Connection, task: str) -> AsyncIterator[None]:
    """Open a transaction that waits until no other connection to the database is within `alone` for the same task."""
    async with connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtext($1))", f"lianbang {task}")
        yield
