"""Short readings never wait for those that take long, and nothing is waited for without end. Source: docs/decisions/013-failures.md."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.server.away import Busy, is_away, is_busy, took_too_long
from db.server.login import Addresses
from db.session.engine import Bounds, Database
from db.session.read import read
from tests.builders.world import NOW

SLOW = "select convert_to('{}', 'UTF8') from pg_sleep(1)"
ENDLESS = "select convert_to('{}', 'UTF8') from pg_sleep(600)"
QUICK = "select convert_to('{}', 'UTF8')"


@pytest_asyncio.fixture
async def database(addresses: Addresses) -> AsyncIterator[Database]:
    """One connection of each kind; a request of three seconds."""
    made = Database(addresses.app, lambda: NOW, Bounds(readers=1, costly=1, writers=1, request=3))
    await made.open()
    yield made
    await made.close()


def test_everything_that_is_waited_for_has_less_time_than_the_request() -> None:
    bounds = Bounds(request=30)
    assert bounds.quick + bounds.free + bounds.statement < 30
    assert 3 * bounds.lock + bounds.free < 30
    assert bounds.idle < 30


async def test_a_reading_that_takes_long_is_moved_and_asked_there_from_then_on(database: Database) -> None:
    assert await read(database, SLOW, ()) == b"{}"
    assert database.is_costly(SLOW)
    assert not database.is_costly(QUICK)
    async with database.reader():
        assert await read(database, SLOW, ()) == b"{}"


async def test_short_readings_go_on_while_the_lane_of_costly_ones_is_full(database: Database) -> None:
    database.note_costly(SLOW)
    slow = asyncio.create_task(read(database, SLOW, ()))
    for _ in range(50):
        assert await read(database, QUICK, ()) == b"{}"
    assert not slow.done()
    assert await slow == b"{}"


async def test_a_reading_that_outlives_its_limit_is_told_as_such(database: Database) -> None:
    with pytest.raises(asyncpg.QueryCanceledError) as outlived:
        await read(database, ENDLESS, ())
    assert (took_too_long(outlived.value), is_away(outlived.value), is_busy(outlived.value)) == (True, False, False)


async def test_who_finds_no_connection_is_told_that_others_are_in_the_way(database: Database) -> None:
    async with database.costly_reader():
        with pytest.raises(Busy) as refused:
            async with database.costly_reader():
                """Never reached."""
    assert is_busy(refused.value)


async def test_a_row_that_somebody_holds_is_not_waited_for_without_end(database: Database, addresses: Addresses) -> None:
    holder = await asyncpg.connect(addresses.loader)
    async with holder.transaction(), database.engine.connect() as connection:
        await holder.execute("lock table campaign")
        with pytest.raises(DBAPIError) as held:
            await connection.execute(text("select from campaign"))
        assert is_busy(held.value)
    await holder.close()


async def test_a_transaction_that_stands_idle_is_ended_by_the_database(database: Database) -> None:
    async with database.engine.connect() as connection:
        limits = await connection.execute(text("select name, setting from pg_settings where name like '%timeout' and setting <> '0'"))
        assert {"idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout"} <= {name for name, _ in limits}
