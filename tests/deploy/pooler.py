"""Everything goes over PgBouncer, by the sample for it, with the PgBouncer of this machine: `make pgbouncer`.

Source: docs/operations.md (A pooler).
"""

import asyncio
import base64
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import pytest

from db.server.embedded import Embedded
from db.server.login import Addresses, Login, provide
from db.server.system_user import open_path, runner_of
from db.session.engine import Database
from db.session.pooler import KEEPS, SPLITS, TOO_FEW, fault_between
from db.session.read import Reading, read
from db.session.turns.bounds import Bounds
from tests.conftest import quiet
from tests.db.session.test_lanes import ENDLESS
from tests.deploy.installation import INBOX, PROGRESS, Caller, Installation, free_port, kill
from tests.worker.test_turn import until_mine
from worker.turn import Turn

SAMPLE = (Path(__file__).parents[2] / "deploy" / "pgbouncer.ini").read_text()
PASSWORD = "for-pgbouncer"
LIMITS = "select name from pg_settings where name like any ('{statement_timeout,lock_timeout,jit,plan_cache_mode}') and source = 'session'"


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


class Pooler:
    """A PgBouncer in front of a server of ours, by the sample; `more`: lines in the place of the sample's."""

    def __init__(self, folder: Path, server: Embedded, **more: str) -> None:
        self.folder = folder
        self.port = free_port()
        self._runner = runner_of(server.data)
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "userlist.txt").write_text("".join(f'"{login}" "{PASSWORD}"\n' for login in Login))
        told = SAMPLE.replace("host=10.0.0.4 port=5432", f"host={server.socket} port=5432").replace("/etc/pgbouncer", str(folder))
        told = told.replace("listen_port = 6432", f"listen_port = {self.port}\nunix_socket_dir =")
        lines = [line for line in told.splitlines() if line.partition(" = ")[0] not in more]
        (folder / "pgbouncer.ini").write_text("\n".join([*lines, *(f"{name} = {value}" for name, value in more.items())]))
        if self._runner is not None:
            os.chown(folder, self._runner.uid, self._runner.gid)
            list(open_path(self._runner, [folder / "pgbouncer.ini"]))

    def start(self) -> None:
        """Start it, and wait until it listens."""
        user = {} if self._runner is None else {"user": self._runner.uid, "group": self._runner.gid, "extra_groups": list[int]()}
        with (self.folder / "log").open("ab") as log:
            command = ["pgbouncer", str(self.folder / "pgbouncer.ini")]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **user)  # type: ignore[call-overload]
        deadline = time.monotonic() + 30
        while not asyncio.run(is_open(self.port)):
            said = (self.folder / "log").read_text()
            assert self._process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it at once."""
        if self._process is not None:
            kill(self._process.pid, children=True)
            self._process.wait(30)
            self._process = None

    def url(self, login: str) -> str:
        """The address of the database for a login."""
        return f"postgresql://{login}:{PASSWORD}@127.0.0.1:{self.port}/lianbang"

    @property
    def addresses(self) -> Addresses:
        return Addresses(*(self.url(login) for login in Login))


async def is_open(port: int) -> bool:
    """Whether somebody listens."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@contextmanager
def pooling(server: Embedded, **more: str) -> Iterator[Pooler]:
    """A PgBouncer that runs meanwhile; not below the folders of pytest, which other runs close to its user."""
    with tempfile.TemporaryDirectory(prefix="lianbang-pooler-") as folder:
        made = Pooler(Path(folder), server, **more)
        made.start()
        try:
            yield made
        finally:
            made.kill()


@pytest.fixture(scope="module")
def server() -> Iterator[Embedded]:
    """A database of its own, whose logins are there; not below the folders of pytest, which other runs close to its user."""
    with tempfile.TemporaryDirectory(prefix="lianbang-pooler-") as folder, Embedded(Path(folder) / "postgres", quiet) as made:
        asyncio.run(provide(made, "lianbang"))
        yield made


@pytest.fixture(scope="module")
def pooler(server: Embedded) -> Iterator[Pooler]:
    with pooling(server) as made:
        yield made


@pytest.fixture(scope="module")
def installation(pooler: Pooler, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Migrated and filled through the pooler; nothing of it knows another way to the database."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {
        "DATABASE_URL": pooler.addresses.app,
        "LIANBANG_OWNER_URL": pooler.addresses.owner,
        "LIANBANG_WORKER_URL": pooler.addresses.worker,
        "LIANBANG_LOADER_URL": pooler.addresses.loader,
        "LIANBANG_VAR": str(folder / "var"),
        "LIANBANG_PORT": str(free_port()),
        "LIANBANG_REQUESTS_PER_MINUTE": "1000000",
        "LIANBANG_PROCESSES": "2",
        "LIANBANG_CIPHER_KEYS": f"2026:{new_key()}",
        "LIANBANG_INDEX_KEY": new_key(),
    }
    made = Installation(folder, environment)
    made.prepare(pooler.addresses)
    for name in ("serve", "worker"):
        made.start(name)
    try:
        yield made
    finally:
        made.end()


def command(it: Installation, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command at the terminal."""
    call = [sys.executable, "-P", "-m", "terminal.command", *words]
    return subprocess.run(call, cwd=it.folder, env={**os.environ, **it.environment, **more}, capture_output=True, text=True, check=False)


async def until(it: Installation, status: int) -> float:
    """Ask until an answer has a status. Return how many seconds that took."""
    began, caller = time.monotonic(), Caller(it.port, it.bearer)
    while (answer := await caller.ask(INBOX)).status != status:
        if time.monotonic() - began > 120:
            told = [line for line in it.log("serve").splitlines() if "/graphql" not in line]
            pytest.fail("\n".join([repr(answer), *told[-20:]]))
        await asyncio.sleep(0.05)
    caller.close()
    return time.monotonic() - began


def test_server_worker_and_commands_work_in_session_mode(installation: Installation, tmp_path: Path) -> None:
    async def work() -> None:
        await until(installation, 200)
        caller = Caller(installation.port, installation.bearer)
        for number, referral in enumerate(installation.referrals):
            asked: dict[str, object] = {"input": {"id": referral, "note": f"第{number}次", "idempotencyKey": str(number)}}
            assert b'"errors":[]' in (await caller.ask(PROGRESS, asked)).body.replace(b" ", b"")
            assert (await caller.ask(INBOX)).status == 200
        caller.close()

    asyncio.run(work())
    assert "worker: works" in installation.log("worker") or "ready to take its turn" in installation.log("worker")
    for words in (["migrate"], ["verify-audit"], ["backup", str(tmp_path / "backup")]):
        done = command(installation, *words)
        assert done.returncode == 0, (words, done)
    keys = f"2027:{new_key()},{installation.environment['LIANBANG_CIPHER_KEYS']}"
    done = command(installation, "rotate-keys", "2027", LIANBANG_CIPHER_KEYS=keys)
    assert done.returncode == 0, done
    installation.environment["LIANBANG_CIPHER_KEYS"] = keys
    assert "pooler" not in command(installation, "check").stdout


def test_limits_of_time_hold_and_are_not_handed_on(installation: Installation, pooler: Pooler) -> None:
    async def play() -> None:
        database = Database(pooler.addresses.app, installation.settings.now, Bounds(readers=1, costly=1, writers=1, request=3))
        await database.open()
        with pytest.raises(asyncpg.QueryCanceledError):
            await read(database, Reading(ENDLESS, [], UUID(int=1)))
        await database.close()
        for _ in range(20):  # whichever session the next ones are given
            connection = await asyncpg.connect(pooler.addresses.app)
            assert await connection.fetch(LIMITS) == []
            await connection.close()

    asyncio.run(play())


def test_the_turn_of_a_worker_goes_with_its_connection(installation: Installation, pooler: Pooler) -> None:
    installation.kill("worker", children=True)
    installation.kill("serve", children=True)  # in development a worker is inside

    async def play() -> None:
        first, second = Turn(pooler.addresses.worker, quiet), Turn(pooler.addresses.worker, quiet)
        await until_mine(first)
        assert not await second.mine()
        first.give_up()
        await until_mine(second)
        second.give_up()

    asyncio.run(play())
    for name in ("serve", "worker"):
        installation.start(name)


def test_whatever_dies_is_told_within_seconds_and_comes_back_by_itself(
    installation: Installation, pooler: Pooler, server: Embedded
) -> None:
    asyncio.run(until(installation, 200))
    pooler.kill()
    pooler_gone = asyncio.run(until(installation, 503))
    pooler.start()
    pooler_back = asyncio.run(until(installation, 200))
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    kill(postmaster, children=True)
    server_gone = asyncio.run(until(installation, 503))
    server.revive()
    server_back = asyncio.run(until(installation, 200))
    assert (pooler_gone < 1, server_gone < 3) == (True, True)
    sys.stdout.write(
        f"PgBouncer gone: 503 after {pooler_gone:.2f} s, 200 {pooler_back:.2f} s after its start; "
        f"PostgreSQL gone: 503 after {server_gone:.2f} s, 200 {server_back:.2f} s after its start\n"
    )


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"pool_mode": "transaction"}, SPLITS),
        ({"pool_mode": "transaction", "default_pool_size": "1"}, SPLITS),
        ({"pool_mode": "transaction", "server_round_robin": "1"}, SPLITS),
        ({"pool_mode": "statement"}, SPLITS),
        ({"server_reset_query": ""}, KEEPS),
        ({"default_pool_size": "1", "query_wait_timeout": "2"}, TOO_FEW),
    ],
    ids=str,
)
def test_what_does_not_keep_sessions_is_refused(
    installation: Installation, server: Embedded, tmp_path: Path, more: dict[str, str], fault: str
) -> None:
    with pooling(server, **more) as other:
        urls = dict(zip(("LIANBANG_OWNER_URL", "DATABASE_URL", "LIANBANG_WORKER_URL", "LIANBANG_LOADER_URL"), other.addresses, strict=True))
        assert asyncio.run(fault_between(other.addresses.app)) == fault
        told = command(installation, "check", **urls).stdout
        assert told.count(fault) == len(urls), told
        for words in (["serve"], ["worker"], ["migrate"]):
            done = command(installation, *words, LIANBANG_PORT=str(free_port()), LIANBANG_PROCESSES="1", **urls)
            assert (done.returncode, fault in done.stderr) == (1, True), (words, done)


def test_a_database_that_is_not_there_is_told_in_a_line(installation: Installation, pooler: Pooler) -> None:
    other = urlsplit(pooler.addresses.app)._replace(path="/elsewhere").geturl()
    done = command(installation, "worker", LIANBANG_WORKER_URL=other)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done
