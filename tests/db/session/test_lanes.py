"""Short readings never wait for those that take long, and nothing is waited for without end.

Source: docs/decisions/013-failures.md, 055-nobody-waits.md.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.server.away import Busy, is_away, is_busy, took_too_long
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from db.session.read import Reading, read
from db.session.turns.bounds import Bounds
from db.session.turns.costs import SLOW_SECONDS, Costs
from tests.builders.world import NOW

SLOW = "select convert_to('{}', 'UTF8') from pg_sleep(1)"
ENDLESS = "select convert_to('{}', 'UTF8') from pg_sleep(600)"
QUICK = "select convert_to('{}', 'UTF8')"
GROUPS = "select convert_to('{}', 'UTF8') from (select i % 7, count(*) from generate_series(1, 20000) i group by 1) g limit 1"
"""Estimated at 350, which is costly where the limit is 100, and middling where it is 1,000."""
ALL_GROUPS = GROUPS.replace("20000", "4000000000")
"""Never ends by itself."""
ACCOUNT, OTHER = UUID(int=1), UUID(int=2)
RUNNING = """
select count(*) from pg_stat_activity
where state = 'active' and wait_event is distinct from 'ClientRead' and query like '%4000000000%' and pid <> pg_backend_pid()
"""
"""What PostgreSQL works on. A statement that was prepared and not yet executed is called active too, and waits for its client."""


def asked(statement: str, account: UUID = ACCOUNT) -> Reading:
    """A reading of an account."""
    return Reading(statement, [], account)


@asynccontextmanager
async def opened(addresses: Addresses, readers: int, request: float) -> AsyncIterator[Database]:
    """So many connections for short readings, one of each other kind; what is estimated at over 100 is costly."""
    made = Database(addresses.app, lambda: NOW, Bounds(readers=readers, costly=1, writers=1, request=request, cost=100))
    await made.open()
    yield made
    await made.close()


@pytest_asyncio.fixture
async def patient(addresses: Addresses) -> AsyncIterator[Database]:
    """A request that has time on any machine: nothing is waited for until a limit."""
    async with opened(addresses, readers=1, request=60) as made:
        yield made


@pytest_asyncio.fixture
async def database(addresses: Addresses) -> AsyncIterator[Database]:
    """A request of three seconds."""
    async with opened(addresses, readers=2, request=3) as made:
        yield made


def test_everything_that_is_waited_for_has_less_time_than_the_request() -> None:
    bounds = Bounds(request=30)
    assert bounds.quick + bounds.free + bounds.turn + bounds.statement < 30
    assert 3 * bounds.lock + bounds.free < 30
    assert bounds.idle < 30


async def test_a_reading_whose_plan_is_costly_leaves_the_short_ones_alone_from_the_first(database: Database) -> None:
    costly = asyncio.create_task(read(database, asked(ALL_GROUPS)))
    while not database.costs.is_costly(ALL_GROUPS):
        assert await read(database, asked(QUICK)) == b"{}"
        assert not costly.done()
    for _ in range(20):
        assert await read(database, asked(QUICK)) == b"{}"
    assert not costly.done()
    costly.cancel()
    await asyncio.gather(costly, return_exceptions=True)


async def test_an_account_holds_half_of_the_connections_and_what_counts_a_quarter_whoever_asks(addresses: Addresses) -> None:
    async with opened(addresses, readers=4, request=60) as database:
        short = partial(database.short_reader, ACCOUNT, QUICK)
        async with short(), short(), short(counts=True):
            rows = asyncio.create_task(read(database, asked(QUICK)))
            counts = asyncio.create_task(read(database, Reading(QUICK, [], OTHER, counts=True)))
            for _ in range(20):
                assert await read(database, asked(QUICK, OTHER)) == b"{}"
            assert not rows.done()
            assert not counts.done()
        assert [*await asyncio.gather(rows, counts)] == [b"{}", b"{}"]


async def test_middling_readings_of_one_account_keep_neither_short_ones_nor_those_of_others_waiting(addresses: Addresses) -> None:
    database = Database(addresses.app, lambda: NOW, Bounds(readers=4, costly=1, writers=1, request=60, cost=1000))
    await database.open()
    some = [GROUPS + f" -- {place}" for place in range(6)]
    async with database.costly_reader(OTHER), database.middling_reader(ACCOUNT, GROUPS):
        waiting = [asyncio.create_task(read(database, asked(each))) for each in some]
        while not all(map(database.costs.knows, some)):
            assert await read(database, asked(QUICK)) == b"{}"
        assert [(database.costs.is_short(each), database.costs.is_costly(each)) for each in some] == [(False, False)] * len(some)
        assert await read(database, asked(QUICK)) == b"{}"
        assert await read(database, asked(GROUPS, OTHER)) == b"{}"
        assert not any(each.done() for each in waiting)
    assert await asyncio.gather(*waiting) == [b"{}"] * len(some)
    await database.close()


async def test_a_reading_that_is_given_up_ends_in_the_database_and_frees_its_place(patient: Database) -> None:
    costly = asyncio.create_task(read(patient, asked(ALL_GROUPS)))
    async with connected(patient.url) as connection:
        while not await connection.fetchval(RUNNING):
            assert not costly.done()
        costly.cancel()
        await asyncio.gather(costly, return_exceptions=True)
        while await connection.fetchval(RUNNING):
            """It ends."""
    assert await read(patient, asked(GROUPS, OTHER)) == b"{}"


async def test_the_estimate_of_a_statement_is_asked_once(database: Database) -> None:
    sent: list[str] = []
    async with database.reader() as one, database.reader() as another:
        for connection in (one, another):
            connection.add_query_logger(lambda query: sent.append(query.query))
    for _ in range(3):
        assert await read(database, asked(QUICK)) == b"{}"
    assert [each.startswith("explain") for each in sent if each != QUICK] == [True]


async def test_a_statement_is_planned_once_for_its_estimate_and_for_its_answer(database: Database) -> None:
    assert await read(database, asked(QUICK)) == b"{}"
    async with database.reader() as connection:
        planned = "select generic_plans, custom_plans from pg_prepared_statements where statement = $1"
        assert [tuple(row) for row in await connection.fetch(planned, QUICK)] == [(2, 0)]  # asked for the estimate, and run


async def test_a_reading_that_takes_long_is_moved_and_asked_there_from_then_on(database: Database) -> None:
    assert await read(database, asked(SLOW)) == b"{}"
    assert database.costs.is_costly(SLOW)
    assert not database.costs.is_costly(QUICK)
    async with database.reader(), database.reader():
        assert await read(database, asked(SLOW)) == b"{}"


def test_that_a_reading_was_slow_is_forgotten_after_some_time_since_the_load_may_have_been_high() -> None:
    now = [0.0]
    costs = Costs(100, lambda: now[0])
    costs.note_slow(SLOW)
    assert costs.is_costly(SLOW)
    now[0] += SLOW_SECONDS
    assert not costs.is_costly(SLOW)


async def test_a_reading_that_outlives_its_limit_is_told_as_such(database: Database) -> None:
    with pytest.raises(asyncpg.QueryCanceledError) as outlived:
        await read(database, asked(ENDLESS))
    assert (took_too_long(outlived.value), is_away(outlived.value), is_busy(outlived.value)) == (True, False, False)


async def test_who_finds_no_connection_is_told_that_others_are_in_the_way(database: Database) -> None:
    async with database.costly_reader(ACCOUNT):
        with pytest.raises(Busy) as refused:
            async with database.costly_reader(OTHER):
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
