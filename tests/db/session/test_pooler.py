"""What a connection says as it begins is what any pooler takes, and who stands between is known. Source: docs/decisions/052-gateway.md."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text

from db.migrations import runner
from db.server.login import Addresses
from db.session.engine import Database
from db.session.pooler import fault_between
from db.session.turns.bounds import Bounds
from tests.builders.world import NOW

PROCESS = b"K\0\0\0\x0c"
"""How the message begins in which a server says which process of it answers."""
LIMIT = "select setting from pg_settings where name = 'statement_timeout' and source = 'session'"


class Between:
    """Passes on what is said, notes what connections say as they begin, and names another process than the server does."""

    def __init__(self, url: str) -> None:
        self.folder = Path(parse_qs(urlsplit(url).query)["host"][0])
        self.said: list[list[bytes]] = []

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_unix_connection(str(self.folder / ".s.PGSQL.5432"))
        length = int.from_bytes(first := await reader.readexactly(4)) - 4
        begins = await reader.readexactly(length)
        self.said.append(begins[4:].rstrip(b"\0").split(b"\0")[::2])
        ours.write(first + begins)

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                head, found, tail = data.partition(PROCESS)
                target.write(head + found + bytes(4) + tail[4:] if found else data)
            target.close()

        await asyncio.gather(pass_on(reader, ours), pass_on(theirs, writer))


@asynccontextmanager
async def between(url: str) -> AsyncIterator[tuple[Between, str]]:
    """Somebody who stands between, and the address of the same database there."""
    made = Between(url)
    server = await asyncio.start_server(made.take, "127.0.0.1", 0)
    parts = urlsplit(url)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield made, f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}?sslmode=disable"


async def test_connections_begin_with_what_every_pooler_takes_and_have_their_limits_all_the_same(shared_addresses: Addresses) -> None:
    async with between(shared_addresses.app) as (it, url):
        database = Database(url, lambda: NOW, Bounds(readers=1, costly=1, writers=1, request=30))
        await database.open()
        async with database.reader() as reader, database.costly_reader() as costly, database.engine.connect() as writer:
            limits = [await reader.fetchval(LIMIT), await costly.fetchval(LIMIT), await writer.scalar(text(LIMIT))]
        await database.close()
    assert limits == ["2000", "15000", "15000"]
    assert {name for each in it.said for name in each} == {b"client_encoding", b"user", b"database"}


async def test_who_gives_each_connection_a_session_of_its_own_may_stand_between(shared_addresses: Addresses) -> None:
    assert await fault_between(shared_addresses.app) is None
    async with between(shared_addresses.app) as (it, url):
        assert await fault_between(url) is None
        assert len(it.said) == 3  # one beside the other, and one after both


async def test_an_address_may_say_how_the_database_is_made_sure_of(empty_database: Addresses) -> None:
    async with between(empty_database.owner) as (_, url):
        await runner.as_owner(url, lambda _: None)
