"""Readings go to a real standby, which is killed, frozen, held back and started anew meanwhile: `make standby`.

Source: docs/operations.md (Standbys); docs/decisions/066-standbys.md.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from base64 import urlsafe_b64decode
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.spent import of_sessions, postmaster, since
from db.server.embedded import Embedded, programs
from db.server.login import Addresses, Login, provide
from db.session.connect import connected
from tests.deploy.installation import PROGRESS, Caller, Installation, free_port, kill, server_on_disk
from tests.test_app import settings_of

HELD_BACK = 3
"""How often a standby lacks that a membership ended, while it is read from."""
MEASURED_SECONDS = 4
ROUNDS = int(os.environ.get("LIANBANG_ROUNDS", "2"))
LIST = "{ referrals(first: 20) { nodes { number state version } groups(by: [STATE]) { count } } }"
"""A reading that notes nothing."""
VERSION = "query ($id: ID!) { node(id: $id) { ... on Referral { version } } }"
ENDED = "update membership set ends_at = now() - interval '1 second' where id = $1"
RUNS = "update membership set ends_at = $2 where id = $1"
SINCE = "select ends_at from membership where id = $1"


@dataclass
class Standby:
    """A standby of a server, below a folder."""

    server: Embedded
    place: Path
    running: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Copy the server while people work."""
        self._run("pg_basebackup", f"--host={self.server.socket}", "--username=postgres", f"--pgdata={self.place}", "--checkpoint=fast",
                  "--write-recovery-conf", "--create-slot", "--slot=standby")  # fmt: skip
        with (self.place / "postgresql.auto.conf").open("a") as settings:
            settings.write("hot_standby_feedback = on\n")

    def start(self) -> None:
        command = [
            *self._as_them(),
            str(Path(programs()) / "postgres"),
            "-D",
            str(self.place),
            "-k",
            str(self.place),
            "-c",
            "listen_addresses=",
        ]
        with self.place.with_suffix(".log").open("ab") as log:
            self.running = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")

    def kill(self) -> None:
        if self.running is not None:
            kill(self.running.pid, children=True)
            self.running.wait(60)
            self.running = None

    def signal(self, which: signal.Signals) -> None:
        """Freeze or thaw every process of it."""
        assert self.running is not None
        postmaster = psutil.Process(self.running.pid)
        for process in [*postmaster.children(recursive=True), postmaster]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(which)

    async def tell(self, statement: str) -> None:
        async with connected(self.url("postgres")) as connection:
            await connection.execute(statement)

    def url(self, login: str) -> str:
        return f"postgresql://{login}@/lianbang?host={self.place}&port=5432"

    def _as_them(self) -> tuple[str, ...]:
        runner = self.server.runner
        return () if runner is None else ("setpriv", f"--reuid={runner.uid}", f"--regid={runner.gid}", "--clear-groups")

    def _run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL, as the user to whom the database belongs."""
        command = [*self._as_them(), str(Path(programs()) / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd="/", stdin=subprocess.DEVNULL)
        assert done.returncode == 0, (program, done.stdout, done.stderr)


@dataclass(frozen=True)
class Both:
    """A server process that reads from a standby, and both databases."""

    installation: Installation
    addresses: Addresses
    standby: Standby

    def counted(self) -> dict[str, float]:
        """Who answered how many readings."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.installation.port}/metrics", timeout=60) as answer:
            lines = answer.read().decode().splitlines()
        return {line.split('"')[1]: float(line.split()[-1]) for line in lines if line.startswith("lianbang_standby_readings_total{")}

    def remarks(self) -> list[str]:
        """What the server tells who watches, though it is ready."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.installation.port}/readyz", timeout=60) as answer:
            return [each for each in json.load(answer).get("why", []) if "standby" in each]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(120):
            while not await asyncio.to_thread(holds):  # noqa: ASYNC110 -- another process
                await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
def both() -> Iterator[Both]:
    with server_on_disk("standby") as (folder, server):
        addresses, standby = asyncio.run(provide(server, "lianbang")), Standby(server, folder / "standby")
        more = {"LIANBANG_VAR": str(folder / "var"), "LIANBANG_PORT": str(free_port()), "LIANBANG_REQUESTS_PER_MINUTE": "1000000"}
        more |= {"LIANBANG_READ_URLS": standby.url(Login.APP), "LIANBANG_READ_LAG_MILLISECONDS": "1000"}
        installation = Installation(folder, settings_of(addresses, **more))
        installation.prepare(addresses)
        standby.make()
        standby.start()
        try:
            installation.start("serve")
            made = Both(installation, addresses, standby)
            asyncio.run(served(made))
            yield made
        finally:
            installation.end()
            standby.kill()


async def served(both: Both) -> None:
    caller = Caller(both.installation.port, both.installation.bearer)
    async with asyncio.timeout(120):
        while (await caller.ask("{ __typename }")).status != 200:
            assert both.installation.running["serve"].poll() is None, both.installation.log("serve")
            await asyncio.sleep(0.2)
    caller.close()


async def beside(both: Both, happens: Callable[[], Coroutine[Any, Any, None]]) -> tuple[int, int]:
    """Read and write while something happens: nothing fails, and each write is read back by the next reading. Return how many of each."""
    over, reads, writes = False, 0, 0

    async def work(number: int) -> None:
        nonlocal reads, writes
        caller, referral = Caller(both.installation.port, both.installation.bearer), both.installation.referrals[number]
        while not over:
            written = await caller.ask(PROGRESS, {"input": {"id": referral, "note": "已联系"}})
            assert written.status == 200, written
            told: Any = written.data["referralProgress"]
            assert told["errors"] == [], told
            read = await caller.ask(VERSION, {"id": referral})
            assert read.status == 200, read
            assert read.data["node"] == {"version": told["referral"]["version"]}
            for _ in range(5):
                listed = await caller.ask(LIST)
                assert listed.status == 200, listed
            reads, writes = reads + 6, writes + 1
        caller.close()

    async def go_on() -> None:
        nonlocal over
        try:
            await happens()
        finally:
            over = True

    await asyncio.gather(go_on(), *(work(number) for number in range(4)))
    return reads, writes


def test_nothing_fails_and_every_write_is_read_back_whatever_becomes_of_the_standby(both: Both) -> None:
    async def until_read() -> None:
        await both.until(lambda: not both.remarks())
        before = both.counted().get("1", 0)
        await both.until(lambda: both.counted().get("1", 0) > before + 20)

    async def happens() -> None:
        await until_read()
        for _ in range(ROUNDS):
            await asyncio.to_thread(both.standby.kill)
            await both.until(lambda: bool(both.remarks()))
            await asyncio.to_thread(both.standby.start)
            await until_read()
            both.standby.signal(signal.SIGSTOP)
            await both.until(lambda: bool(both.remarks()))
            both.standby.signal(signal.SIGCONT)
            await until_read()
            await both.standby.tell("select pg_wal_replay_pause()")
            await both.until(lambda: bool(both.remarks()))
            await both.standby.tell("select pg_wal_replay_resume()")
            await until_read()

    reads, writes = asyncio.run(beside(both, happens))
    sys.stdout.write(f"{reads} readings, {writes} writes, none failed, every write read back; who answered: {both.counted()}\n")
    assert both.counted()["1"] > 0


def test_a_membership_that_ended_is_refused_by_the_next_request(both: Both) -> None:
    async def play() -> None:
        caller = Caller(both.installation.port, both.installation.bearer)
        async with connected(both.addresses.loader) as loader:
            claims = both.installation.bearer.split(".")[1]
            membership = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["membership"]
            ends_at = await loader.fetchval(SINCE, membership)
            for number in range(30):
                await both.until(lambda: not both.remarks())
                before = both.counted().get("1", 0)
                assert (await caller.ask(LIST)).status == 200
                assert (await caller.ask(LIST)).status == 200
                assert both.counted()["1"] == before + 2
                if number < HELD_BACK:
                    await both.standby.tell("select pg_wal_replay_pause()")
                await loader.execute(ENDED, membership)
                assert (await caller.ask(LIST)).status == 401
                if number < HELD_BACK:
                    await both.standby.tell("select pg_wal_replay_resume()")
                await loader.execute(RUNS, membership, ends_at)
        caller.close()

    asyncio.run(play())


async def costs(both: Both, callers: int) -> str:
    """Read for some seconds. Return the median time of a reading, and what the primary's sessions spend for one."""
    found: list[float] = []
    primary, over = postmaster(both.standby.server.data), time.perf_counter() + MEASURED_SECONDS

    async def work() -> None:
        caller = Caller(both.installation.port, both.installation.bearer)
        while (began := time.perf_counter()) < over:
            assert (await caller.ask(LIST)).status == 200
            found.append((time.perf_counter() - began) * 1000)
        caller.close()

    before = of_sessions(primary, Login.APP)
    await asyncio.gather(*(work() for _ in range(callers)))
    spent = since(before, of_sessions(primary, Login.APP)) / len(found) * 1_000_000
    return f"{statistics.median(found):.2f} ms, {spent:.0f} microseconds of the primary"


def test_what_a_reading_costs_over_the_standby_and_by_the_primary_is_told(both: Both) -> None:
    async def play(callers: int) -> None:
        await both.until(lambda: not both.remarks())
        through = await costs(both, callers)
        await both.standby.tell("select pg_wal_replay_pause()")
        async with connected(both.addresses.loader) as loader:
            await loader.execute("select pg_logical_emit_message(false, 'x', 'x', true)")
        await both.until(lambda: bool(both.remarks()))
        alone = await costs(both, callers)
        await both.standby.tell("select pg_wal_replay_resume()")
        sys.stdout.write(f"a reading by {callers} at once: over the standby {through}; without it {alone}\n")

    for callers in (1, 4):
        asyncio.run(play(callers))
