"""The worker seals, keeps the head, tells what fails and goes on. Source: docs/design.md 3 and 5; docs/domain.md 7."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from db.audit.seal import BLOCK_RECORDS, kept, verify
from db.server.login import Addresses
from worker.jobs.audit import jobs_of_audit
from worker.runner import Job, Worker

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ADD = "insert into audit_record (id, at, kind, action, trace) values (gen_random_uuid(), $1, 'COMMAND', 'referralSign', 't')"
CUT = """
with gone as (delete from audit_seal where block = 2 returning record_id)
delete from audit_record where id in (select record_id from gone)
"""


def sealing(url: str, head_file: Path, log: Callable[[str], None], pause: float = 1) -> Worker:
    return Worker(url, lambda: NOW, jobs_of_audit(lambda: NOW, head_file, log), log, pause)


async def execute(url: str, statement: str, *arguments: object) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()


async def faults(addresses: Addresses, head_file: Path) -> list[str]:
    connection = await asyncpg.connect(addresses.worker, server_settings={"TimeZone": "UTC"})
    try:
        return await verify(connection, NOW, kept(head_file))
    finally:
        await connection.close()


async def test_a_round_seals_and_keeps_the_head_in_file_and_log(addresses: Addresses, tmp_path: Path) -> None:
    said: list[str] = []
    worker = sealing(addresses.worker, tmp_path / "head", said.append)
    await worker.round()
    assert (said, kept(tmp_path / "head")) == ([], None)
    await execute(addresses.app, ADD, NOW)
    await worker.round()
    head = kept(tmp_path / "head")
    assert head is not None
    assert said == [f"audit head {head.text}"]


async def test_a_round_of_many_blocks_tells_the_newest_head_alone(addresses: Addresses, tmp_path: Path) -> None:
    said: list[str] = []
    await execute(
        addresses.app, ADD.replace("values (", "select ").replace("'t')", "'t' from generate_series(0, $2::int)"), NOW, BLOCK_RECORDS
    )
    await sealing(addresses.worker, tmp_path / "head", said.append).round()
    head = kept(tmp_path / "head")
    assert head is not None
    assert (head.number, said) == (2, [f"audit head {head.text}"])


async def test_a_cut_off_end_is_not_hidden_by_the_blocks_that_follow(addresses: Addresses, tmp_path: Path) -> None:
    said: list[str] = []
    worker = sealing(addresses.worker, tmp_path / "head", said.append)
    for _ in range(2):
        await execute(addresses.app, ADD, NOW)
        await worker.round()
    before = kept(tmp_path / "head")
    await execute(addresses.loader, CUT)
    await execute(addresses.loader, "delete from audit_block where number = 2")
    await execute(addresses.app, ADD, NOW)
    await worker.round()
    assert "verify-audit" in said[-1]
    assert kept(tmp_path / "head") == before
    assert any("cut off or rewritten" in fault for fault in await faults(addresses, tmp_path / "head"))


async def test_a_fault_is_told_by_its_kind_alone_and_the_next_round_goes_on(addresses: Addresses, tmp_path: Path) -> None:
    said: list[str] = []
    stop = asyncio.Event()
    await execute(addresses.app, ADD, NOW)

    def hear(line: str) -> None:
        said.append(line)
        worker.url = addresses.worker
        if line.startswith("audit head"):
            stop.set()

    worker = sealing(addresses.worker.replace("/test_", "/nowhere_"), tmp_path / "head", hear, pause=0.001)
    await asyncio.wait_for(worker.run(stop), 30)
    assert said[0] == "worker: look through the audit trail: InvalidCatalogNameError"
    assert said[1].startswith("audit head 1 ")


async def test_a_worker_that_is_told_to_stop_stops_without_waiting_for_its_pause(addresses: Addresses, tmp_path: Path) -> None:
    stop = asyncio.Event()
    await execute(addresses.app, ADD, NOW)
    worker = sealing(addresses.worker, tmp_path / "head", lambda line: stop.set(), pause=3600)
    await asyncio.wait_for(worker.run(stop), 30)


class Day:
    """A worker whose clock can be turned, and what its jobs did."""

    def __init__(self, addresses: Addresses) -> None:
        self.now, self.done, self.said = NOW, list[str](), list[str]()
        jobs = (
            Job("fails", timedelta(hours=1), self.fail),
            Job("hourly", timedelta(hours=1), self.note("hourly")),
            Job("always", timedelta(0), self.note("always")),
        )
        self.worker = Worker(addresses.worker, lambda: self.now, jobs, self.said.append)
        self.fails = False

    async def fail(self, connection: asyncpg.Connection) -> None:
        if self.fails:
            await connection.execute("select 1/0")
        self.done.append("mended")

    def note(self, name: str) -> Callable[[asyncpg.Connection], Awaitable[object]]:
        async def do(connection: asyncpg.Connection) -> None:
            self.done.append(name)

        return do

    async def round(self, after: timedelta = timedelta(0)) -> list[str]:
        """What was done in a round at that time."""
        self.now, self.done[:] = NOW + after, []
        await self.worker.round()
        return list(self.done)


async def test_a_worker_that_is_cancelled_ends_though_a_fault_comes_in_the_place_of_that(addresses: Addresses) -> None:
    """As it is where the database stops at the same moment: what is closed on the way out is lost already."""
    began = asyncio.Event()

    async def waits(_: asyncpg.Connection) -> None:
        try:
            began.set()
            await asyncio.Event().wait()
        finally:
            raise ConnectionResetError

    said: list[str] = []
    working = asyncio.create_task(
        Worker(addresses.worker, lambda: NOW, [Job("waits", timedelta(0), waits)], said.append).run(asyncio.Event())
    )
    await began.wait()
    working.cancel()
    await asyncio.wait([working], timeout=60)
    assert (working.cancelled(), said) == (True, ["worker: waits: ConnectionResetError"])


async def test_a_job_is_due_at_first_and_again_when_its_time_has_passed(addresses: Addresses) -> None:
    day = Day(addresses)
    assert await day.round() == ["mended", "hourly", "always"]
    assert await day.round(timedelta(minutes=59)) == ["always"]
    assert await day.round(timedelta(hours=1)) == ["mended", "hourly", "always"]


async def test_a_clock_that_goes_back_makes_no_job_wait(addresses: Addresses) -> None:
    day = Day(addresses)
    await day.round(timedelta(days=365))
    assert await day.round() == ["mended", "hourly", "always"]


async def test_a_job_that_fails_stops_no_other_is_told_by_name_and_tried_again(addresses: Addresses) -> None:
    day = Day(addresses)
    day.fails = True
    with pytest.raises(asyncpg.DivisionByZeroError):
        await day.round()
    assert (day.done, day.said) == (["hourly", "always"], ["worker: fails: DivisionByZeroError"])
    day.fails = False
    assert await day.round() == ["mended", "always"]
    assert day.said == ["worker: fails: DivisionByZeroError"]
