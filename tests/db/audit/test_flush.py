"""What was committed asynchronously is on disk once the flush says so. Source: docs/decisions/012-audit.md."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import asyncpg
import pytest
import pytest_asyncio

from db.audit.flush import AT_ONCE, LATER, Flush
from db.server.login import Addresses

INSERTED, FLUSHED = "select pg_current_wal_insert_lsn()", "select pg_current_wal_flush_lsn()"
ADD = "insert into audit_record (id, at, kind, action, trace) values (gen_random_uuid(), to_timestamp(0), 'READ', 'a', 't')"


@pytest_asyncio.fixture
async def flush(addresses: Addresses) -> AsyncIterator[Flush]:
    made = Flush(addresses.app, 10)
    yield made
    made.drop()


@pytest.mark.parametrize("others", [0, 1])
async def test_who_leaves_finds_the_log_on_disk_up_to_what_was_done_inside(addresses: Addresses, flush: Flush, others: int) -> None:
    connection = await asyncpg.connect(addresses.app)
    async with AsyncExitStack() as within:
        for _ in range(others):
            await within.enter_async_context(flush.kept())
        for _ in range(20):
            async with flush.kept() as how, connection.transaction():
                await connection.execute(f"set local synchronous_commit = {how}")
                await connection.execute(ADD)
                inserted = await connection.fetchval(INSERTED)
            assert await connection.fetchval(FLUSHED) >= inserted
    await connection.close()


async def test_who_is_alone_commits_at_once_and_asks_no_other_connection() -> None:
    nowhere = Flush("postgresql://nobody@127.0.0.1:1/nothing", 1)
    for _ in range(2):
        async with nowhere.kept() as how:
            assert how == AT_ONCE
            with pytest.raises(OSError, match="Connect"):
                async with nowhere.kept():
                    """Two at once need a flush."""


@pytest.mark.parametrize("fails", [None, KeyError, asyncio.CancelledError])
async def test_whoever_comes_while_somebody_is_within_commits_later_until_all_have_left(
    flush: Flush, fails: type[BaseException] | None
) -> None:
    """However a block ends, it is counted no longer."""
    first, second = flush.kept(), flush.kept()
    assert [await first.__aenter__(), await second.__aenter__()] == [AT_ONCE, LATER]
    await first.__aexit__(None, None, None)
    async with flush.kept() as how:
        assert how == LATER
    await second.__aexit__(fails, None, None)
    async with flush.kept() as how:
        assert how == AT_ONCE


async def test_who_still_waits_for_a_flush_is_within(flush: Flush) -> None:
    first, second = flush.kept(), flush.kept()
    await first.__aenter__()
    await second.__aenter__()
    leaving = asyncio.create_task(second.__aexit__(None, None, None))
    await first.__aexit__(None, None, None)
    async with flush.kept() as how:
        assert (how, leaving.done()) == (LATER, False)
    await leaving


async def test_many_at_once_share_a_flush(addresses: Addresses, flush: Flush) -> None:
    entered, go = asyncio.Barrier(41), asyncio.Event()

    async def one() -> None:
        async with flush.kept():
            await entered.wait()
            await go.wait()

    tasks = [asyncio.create_task(one()) for _ in range(40)]  # of whom the first commits at once
    await entered.wait()
    before = asyncio.all_tasks()
    go.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks() - before) == 1
    await asyncio.gather(*tasks)


async def test_a_connection_that_is_lost_meanwhile_proves_nothing(flush: Flush) -> None:
    async def lost() -> None:
        async with flush.kept():
            flush.drop()
            async with flush.kept():
                """Another one stands in its place."""

    async with flush.kept():
        with pytest.raises(asyncpg.PostgresConnectionError):
            await lost()
        async with flush.kept() as how:
            assert how == LATER, "the next one is served again"


async def test_a_flush_is_a_commit_for_which_a_synchronous_standby_is_waited(addresses: Addresses, flush: Flush) -> None:
    connection = await asyncpg.connect(addresses.app)
    committed = "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    async with flush.kept():
        async with flush.kept():
            before = await connection.fetchval(committed)
        assert await connection.fetchval(committed) > before
    await connection.close()
