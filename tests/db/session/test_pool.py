"""Connections are handed on from reading to reading, through asyncpg's pool in time. Source: docs/decisions/062-around-the-read.md."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from db.server.away import is_away
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.session import pool as module
from db.session.pool import Pool, Taken
from tests.builders.lost import let_go_of_in_a_statement
from tests.conftest import execute

SIZE = 2
END = "select pg_terminate_backend({}, 5000)"


@pytest.fixture
def gone() -> list[int]:
    """The processes of the server whose connections went through asyncpg's pool."""
    return []


@pytest_asyncio.fixture
async def pool(addresses: Addresses, gone: list[int]) -> AsyncIterator[Pool]:
    async def reset(connection: asyncpg.Connection) -> None:
        gone.append(connection.get_server_pid())

    made = Pool(await asyncpg.create_pool(addresses.app, min_size=1, max_size=SIZE, reset=reset))
    yield made
    await made.close()


def taken(pool: Pool) -> Taken:
    return Taken(pool, None, 5.0, None)


async def process(pool: Pool) -> int:
    """Which process of the server answers a reading that ends well."""
    async with taken(pool) as connection:
        return int(await connection.fetchval("select pg_backend_pid()"))


async def test_whoever_reads_next_has_the_connection_of_a_reading_that_ended_well(pool: Pool, gone: list[int]) -> None:
    assert len({await process(pool) for _ in range(3)}) == 1
    assert gone == []


async def test_one_whose_reading_failed_goes_through_asyncpgs_pool(pool: Pool, gone: list[int]) -> None:
    of = await process(pool)
    with pytest.raises(KeyError):
        async with taken(pool):
            raise KeyError
    assert gone == [of]
    assert await process(pool) == of


async def test_one_that_is_left_in_a_transaction_is_not_handed_on(pool: Pool, gone: list[int]) -> None:
    async with taken(pool) as connection:
        await connection.execute("begin")
    assert len(gone) == 1
    async with taken(pool) as connection:
        assert not connection.is_in_transaction()


@pytest.mark.parametrize("by_us", [False, True])
async def test_one_that_was_closed_while_nobody_used_it_is_replaced_unheard(server: Embedded, pool: Pool, *, by_us: bool) -> None:
    async with taken(pool) as connection:
        before = connection.get_server_pid()
    if by_us:
        (held,) = pool._at_hand
        held.connection.terminate()
    else:
        await execute(server, END.format(before))
    assert await process(pool) != before
    assert pool.used == 0


async def test_one_that_was_closed_as_its_reading_ended_is_not_kept(pool: Pool) -> None:
    async with taken(pool) as connection:
        before = connection.get_server_pid()
        connection.terminate()
    assert await process(pool) != before


async def test_one_that_is_let_go_of_between_two_steps_of_a_statement_is_away(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def ends() -> None:
        async with taken(pool) as connection:
            let_go_of_in_a_statement(monkeypatch)
            await connection.fetchval("select 1")

    with pytest.raises(asyncpg.InterfaceError) as lost:
        await ends()
    assert is_away(lost.value)


async def test_a_mistake_of_ours_is_not_taken_for_a_lost_connection(pool: Pool) -> None:
    with pytest.raises(AttributeError):
        async with taken(pool):
            raise AttributeError


async def test_one_that_was_held_for_long_goes_through_asyncpgs_pool_as_soon_as_it_is_free(
    pool: Pool, gone: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So asyncpg closes what has answered for very long, or has not been used for long."""
    monkeypatch.setattr(module, "HELD_SECONDS", 0.0)
    of = await process(pool)
    assert gone == [of], "it was due while it was read from"
    async with taken(pool):
        """It is at hand before it is due."""
    (held,) = pool._at_hand
    pool._over(held)
    await asyncio.gather(*pool._going)
    assert gone == [of, of]
    assert await process(pool) == of


async def test_whoever_waits_is_given_the_first_that_is_free(pool: Pool) -> None:
    async with taken(pool):
        held = await pool.take(5.0)
        waiting = asyncio.create_task(process(pool))
        await asyncio.sleep(0)
        assert not pool.keeps(held, well=True)
        await pool.let_go(held)
        assert await waiting


async def test_it_tells_how_many_are_in_use(pool: Pool) -> None:
    await process(pool)
    assert (pool.used, pool.most) == (0, SIZE)
    async with taken(pool), taken(pool):
        assert pool.used == SIZE
    assert pool.used == 0
