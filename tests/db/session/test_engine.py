"""Whether the database can be reached, and which errors say that it cannot. Source: docs/design.md 8 (UNAVAILABLE)."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.migrations import runner
from db.server.away import FAULTS, is_away, is_busy, stops_writing
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.server.pulse import NEWER, Pulse
from db.session.engine import Database, stands
from db.session.session import Session
from db.session.turns.bounds import Bounds
from db.verbatim import verbatim
from tests.builders.world import NOW
from tests.conftest import execute

NOWHERE = "postgresql://lianbang_app@127.0.0.1:1/nowhere"
END_ALL = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{}' and usename = 'lianbang_app'"


@pytest_asyncio.fixture
async def database(addresses: Addresses) -> AsyncIterator[Database]:
    made = Database(addresses.app, lambda: NOW, Bounds(readers=1, costly=1, writers=1))
    await made.open()
    yield made
    await made.close()


async def is_ready(database: Database, revision: str | None) -> bool:
    """What `/readyz` would say."""
    pulse = Pulse(database, revision, lambda _: None)
    await pulse.look()
    pulse.drop()
    return await pulse.is_ready()


async def end_connections(server: Embedded, database: Database) -> None:
    """What a restart of the database does to those who work with it."""
    await execute(server, END_ALL.format(database.url.partition("@/")[2].partition("?")[0]))


async def test_a_migrated_database_is_ready_at_its_revision_alone(database: Database) -> None:
    assert await is_ready(database, runner.newest())
    assert not await is_ready(database, "9999")
    assert not await is_ready(database, None)


async def test_a_server_goes_on_where_a_newer_version_migrates_and_not_where_an_older_one_stands(database: Database) -> None:
    said: list[str] = []
    for newer, told in ((True, [NEWER]), (False, [])):
        pulse = Pulse(database, "of before", said.append, is_newer=str.isdigit if newer else str.isalpha)
        await pulse.look()
        assert (await pulse.is_ready(), pulse.remarks()) == (newer, told)
        pulse.drop()
    assert said == [NEWER]
    assert (runner.is_newer("9999"), runner.is_newer("0001")) == (True, False)


async def test_a_database_that_is_empty_does_not_stand_and_why_one_is_out_of_reach_is_told(
    addresses: Addresses, empty_database: Addresses
) -> None:
    assert await stands(addresses.app, runner.newest())
    assert not await stands(empty_database.app, runner.newest())
    with pytest.raises(ConnectionRefusedError):
        await stands(NOWHERE, runner.newest())


async def test_every_connection_has_a_statement_planned_once_whatever_the_server_does(database: Database) -> None:
    asked = "select name, setting, source from pg_settings where name in ('jit', 'plan_cache_mode') order by name"
    told = [("jit", "off", "session"), ("plan_cache_mode", "force_generic_plan", "session")]
    async with database.reader() as connection:
        assert [tuple(row) for row in await connection.fetch(asked)] == told
    async with database.engine.connect() as connection:
        assert [tuple(row) for row in await connection.execute(text(asked))] == told


async def test_a_statement_of_whatever_size_stays_prepared(database: Database) -> None:
    """asyncpg alone keeps none of more than 15 kB: what writes many tables would be planned anew each time."""
    large = f"select 1 /* {'x' * 20_000} */"
    async with database.reader() as reader, Session(database.sessions) as session:
        await session.connect()
        for connection in (reader, session.driver):
            await connection.fetch(large)
            assert large in [text for (text,) in await connection.fetch("select statement from pg_prepared_statements")]


async def test_a_reading_whose_connection_was_ended_finds_the_database_away(server: Embedded, database: Database) -> None:
    async with database.reader() as connection:
        await end_connections(server, database)
        with pytest.raises(FAULTS) as lost:
            await connection.fetchval("select 1")
    assert is_away(lost.value)
    assert await is_ready(database, runner.newest())


async def test_a_writing_whose_connection_was_ended_finds_the_database_away(server: Embedded, database: Database) -> None:
    async with database.engine.connect() as connection:
        await connection.execute(text("select 1"))
        await end_connections(server, database)
        with pytest.raises(DBAPIError) as lost:
            await connection.execute(text("select 1"))
        assert is_away(lost.value)
        await connection.invalidate()


async def test_a_command_is_one_of_those_who_ask_for_more_than_counts(database: Database) -> None:
    database.others.timer = lambda: 0.0
    assert database.others.rest(1) == 0
    async with database.engine.connect():
        pass
    assert database.others.rest(1) > 0


@pytest.mark.parametrize("rested", [False, True])
async def test_a_writing_connection_that_was_ended_while_nobody_used_it_is_replaced_unheard(
    server: Embedded, database: Database, monkeypatch: pytest.MonkeyPatch, *, rested: bool
) -> None:
    """One that was used a moment ago is known to be closed; one that has rested is asked, since its end may not have come here."""
    async with database.engine.connect() as connection:
        await connection.execute(text("select 1"))
    await end_connections(server, database)
    if rested:
        monkeypatch.setattr("db.session.engine.RESTED_SECONDS", -1.0)
        monkeypatch.setattr(asyncpg.Connection, "is_closed", lambda _: False)
    async with database.engine.connect() as connection:
        assert (await connection.execute(text("select 1"))).scalar_one() == 1


async def test_a_statement_that_is_wrong_says_nothing_of_the_database(database: Database) -> None:
    async with database.reader() as connection:
        with pytest.raises(asyncpg.PostgresError) as wrong:
            await connection.fetchval("select nothing")
    assert not is_away(wrong.value)
    async with database.engine.connect() as connection_for_writing:
        with pytest.raises(DBAPIError) as refused:
            await connection_for_writing.execute(text("select nothing"))
    assert not is_away(refused.value)
    assert not is_away(asyncpg.InterfaceError("the server expects 1 argument"))


async def test_an_address_at_which_nobody_answers_is_away() -> None:
    database = Database(NOWHERE, lambda: NOW)
    with pytest.raises(OSError) as refused:  # noqa: PT011 -- which of them is the system's affair
        await database.open()
    assert is_away(refused.value)
    with pytest.raises(OSError) as also:  # noqa: PT011
        async with database.engine.connect():
            pass
    assert is_away(also.value)
    await database.close()


@pytest.mark.parametrize(
    "code", ["53100", "53200", "53300", "53400", "57P01", "57P02", "57P03", "57P05", "25006", "25P03", "58030", "58P01", "08006", "3D000"]
)
async def test_what_postgresql_says_of_its_own_state_is_away_by_reading_and_by_writing(database: Database, code: str) -> None:
    """Full, short of memory, shutting down, crashed, starting, read-only, a disk that fails."""
    raises = f"do $$ begin raise exception 'x' using errcode = '{code}'; end $$"
    async with database.reader() as connection:
        with pytest.raises(asyncpg.PostgresError) as read:
            await connection.execute(raises)
    async with database.engine.connect() as connection_for_writing:
        with pytest.raises(DBAPIError) as written:
            await connection_for_writing.execute(verbatim(raises))
    assert is_away(read.value)
    assert is_away(written.value)
    assert stops_writing(written.value) == (code[:5] in {"25006", "53100", "53200", "53400", "58030", "58P01"})


@pytest.mark.parametrize("code", ["55P03", "40001", "40P01"])
async def test_what_others_hold_is_busy_and_nothing_is_away(database: Database, code: str) -> None:
    async with database.engine.connect() as connection:
        with pytest.raises(DBAPIError) as held:
            await connection.execute(text(f"do $$ begin raise exception 'x' using errcode = '{code}'; end $$"))
    assert (is_busy(held.value), is_away(held.value)) == (True, False)


def test_asyncpg_in_the_midst_of_a_kill_is_away() -> None:
    assert is_away(asyncpg.InternalClientError("got result for unknown protocol state 3"))


async def test_closing_is_no_error_where_the_server_has_gone_already(addresses: Addresses) -> None:
    database = Database(addresses.app, lambda: NOW, Bounds(readers=1, costly=1, writers=1))
    await database.open()
    connections: list[Any] = [*database._connections]
    for connection in connections:
        with connection._transport.get_extra_info("socket").dup() as same:
            same.shutdown(socket.SHUT_WR)  # as when it died and nobody has read of it yet
    await database.close()
    assert [connection.is_closed() for connection in connections] == [True] * len(connections)
    assert connections
