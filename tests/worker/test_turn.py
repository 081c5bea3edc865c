"""One worker works, and another takes its turn when it is gone. Source: docs/decisions/049-side-by-side.md."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from db.server.login import Addresses
from worker.runner import Job, Worker
from worker.turn import Turn

END = """
select pg_terminate_backend(pid, 10000) from pg_locks
where locktype = 'advisory' and granted and objid::bigint = hashtext('lianbang worker')::bigint & 4294967295
"""


async def until_mine(turn: Turn) -> None:
    """The database notices a closed connection a moment later."""
    async with asyncio.timeout(60):
        while not await turn.mine():
            pass


async def test_one_works_while_the_other_waits_and_takes_over_when_it_gives_up_or_is_lost(shared_addresses: Addresses) -> None:
    told: list[str] = []
    first, second = Turn(shared_addresses.worker, told.append), Turn(shared_addresses.worker, told.append)
    assert (await first.mine(), await second.mine(), await first.mine()) == (True, False, True)
    assert told == ["worker: works", "worker: another works; ready to take its turn"]
    first.give_up()
    await until_mine(second)
    assert not await first.mine()
    connection = await asyncpg.connect(shared_addresses.worker)
    assert await connection.fetchval(END)  # as where the way to the database breaks
    await connection.close()
    await until_mine(first)
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):  # it may hear of it only now
        assert not await second.mine()
    assert not await second.mine()
    first.give_up()
    second.give_up()


async def test_a_worker_whose_turn_it_is_not_does_nothing(shared_addresses: Addresses) -> None:
    done: list[str] = []

    async def do(connection: asyncpg.Connection) -> None:
        done.append("done")

    url, turn = shared_addresses.worker, Turn(shared_addresses.worker, lambda line: None)
    worker = Worker(url, lambda: datetime(2026, 11, 24, tzinfo=UTC), (Job("job", timedelta(0), do),), lambda line: None, turn=turn)
    other = Turn(url, lambda line: None)
    await until_mine(other)
    await worker.round()
    assert done == []
    other.give_up()
    await until_mine(turn)
    await worker.round()
    assert done == ["done"]
    stop = asyncio.Event()
    stop.set()
    await worker.run(stop)
    await until_mine(other)
    other.give_up()


async def test_why_the_turn_cannot_be_asked_for_is_raised_by_the_first_round_and_logged_by_those_after_it() -> None:
    told, stop = list[str](), asyncio.Event()
    nowhere = "postgresql://lianbang_worker@127.0.0.1:1/nowhere"

    def log(line: str) -> None:
        told.append(line)
        stop.set()

    worker = Worker(nowhere, lambda: datetime(2026, 11, 24, tzinfo=UTC), (), log, pause=0, turn=Turn(nowhere, log))
    with pytest.raises(ConnectionRefusedError):
        await worker.round()
    assert told == []
    await worker.run(stop)
    assert told == ["worker: turn: ConnectionRefusedError"]
