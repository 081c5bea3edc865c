"""The database under var/: started, shared, adopted, recovered, stopped. Source: docs/decisions/001-embedded-database.md."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil
import pytest

from db.server import embedded
from db.server.embedded import Embedded, EmbeddedError
from tests.conftest import quiet

ENTER_AND_BE_KILLED = """
import os, signal, sys
from pathlib import Path
from db.server.embedded import Embedded
Embedded(Path(sys.argv[1]), print).__enter__()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lianbang-embedded-") as parent:
        yield Path(parent) / "postgres"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """The folder of a cluster that was made once, for the tests that ask what becomes of one."""
    with tempfile.TemporaryDirectory(prefix="lianbang-cluster-") as parent:
        with Embedded(Path(parent) / "postgres", quiet):
            pass
        yield Path(parent) / "postgres"


@pytest.fixture
def made(folder: Path, cluster: Path) -> Path:
    """A folder with a cluster of its own, whose files belong to whom they belonged to."""
    subprocess.run(["cp", "-a", cluster, folder], check=True)
    return folder


@pytest.fixture
def said() -> list[str]:
    return []


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))


def runs(process: psutil.Process) -> bool:
    """A dead process that its parent has not fetched yet (a zombie) does not run."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def kill_with_children(process: psutil.Process) -> None:
    family = [process, *process.children(recursive=True)]
    for member in family:
        with suppress(psutil.NoSuchProcess):  # a child may end by itself, or because its parent has been killed
            member.kill()
    psutil.wait_procs(family)


async def ask(server: Embedded, query: str, *values: object) -> object:
    connection = await asyncpg.connect(server.url("postgres", "postgres"))
    try:
        return await connection.fetchval(query, *values)
    finally:
        await connection.close()


async def test_the_first_start_makes_a_cluster_that_speaks_utf_8_and_lives_in_utc(folder: Path, said: list[str]) -> None:
    with Embedded(folder, said.append) as server:
        assert await ask(server, "select current_setting('server_version_num')::int / 10000") == 18
        assert await ask(server, "select current_setting('server_encoding') || current_setting('timezone')") == "UTF8UTC"


async def test_it_listens_on_no_network_address_and_its_socket_is_private(made: Path, said: list[str]) -> None:
    with Embedded(made, said.append) as server:
        assert await ask(server, "select current_setting('listen_addresses')") == ""
        assert server.socket.stat().st_mode & 0o077 == 0
        assert postmaster(made).net_connections("tcp") == []


async def test_leaving_stops_it_and_what_was_written_is_there_at_the_next_start(made: Path, said: list[str]) -> None:
    with Embedded(made, said.append) as server:
        process = postmaster(made)
        await ask(server, "create table kept as select 7 as n")
    assert not runs(process)
    with Embedded(made, said.append) as server:
        assert await ask(server, "select n from kept") == 7


async def test_the_last_to_leave_stops_it(made: Path, said: list[str]) -> None:
    with Embedded(made, said.append):
        with Embedded(made, said.append) as second:
            assert await ask(second, "select 1") == 1
        assert runs(postmaster(made))
    assert not (made / "data" / "postmaster.pid").exists()


async def test_a_server_left_running_by_a_killed_process_is_adopted_and_stopped_at_the_end(made: Path, said: list[str]) -> None:
    killed = subprocess.run([sys.executable, "-c", ENTER_AND_BE_KILLED, str(made)], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    orphan = postmaster(made)
    with Embedded(made, said.append) as server:
        assert postmaster(made).pid == orphan.pid
        assert await ask(server, "select 1") == 1
    assert not runs(orphan)


async def test_after_everything_was_killed_it_recovers_with_what_was_committed(made: Path, said: list[str]) -> None:
    with Embedded(made, said.append) as server:
        await ask(server, "create table kept as select 7 as n")
        kill_with_children(postmaster(made))
    with Embedded(made, said.append) as server:
        assert await ask(server, "select n from kept") == 7
    assert "The database was not stopped last time; it recovers now ..." in said


async def test_a_process_number_taken_by_a_stranger_does_not_keep_it_from_starting(made: Path, said: list[str]) -> None:
    with Embedded(made, said.append):
        pid_file = made / "data" / "postmaster.pid"
        left = pid_file.read_text().splitlines()
        kill_with_children(postmaster(made))
    for lock in (pid_file, made / "socket" / ".s.PGSQL.5432.lock"):
        lock.write_text("\n".join([str(os.getppid()), *left[1:]]) + "\n")
    with Embedded(made, said.append) as server:
        assert await ask(server, "select 1") == 1


async def test_a_half_made_cluster_is_made_anew(folder: Path, said: list[str]) -> None:
    (folder / "data.new" / "base").mkdir(parents=True)
    with Embedded(folder, said.append) as server:
        assert await ask(server, "select 1") == 1


async def test_a_folder_too_deep_for_a_socket_is_served_all_the_same(folder: Path, said: list[str]) -> None:
    deep = folder / ("a" * 60) / ("b" * 60)
    with Embedded(deep, said.append) as server:
        assert await ask(server, "select 1") == 1
        assert not server.socket.is_relative_to(folder)


def test_a_cluster_of_another_major_version_is_named_and_left_alone(made: Path, said: list[str]) -> None:
    (made / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17"), Embedded(made, said.append):
        pass


def test_a_server_that_cannot_start_says_why(made: Path, said: list[str]) -> None:
    broken = {**embedded.SETTINGS, "max_connections": "none"}
    with pytest.raises(EmbeddedError, match="max_connections"), Embedded(made, said.append, broken):
        pass


def test_a_folder_that_cannot_be_made_is_named_with_the_setting_that_moves_it(folder: Path, said: list[str]) -> None:
    folder.write_text("in the way")
    with pytest.raises(EmbeddedError, match="LIANBANG_VAR"), Embedded(folder, said.append):
        pass


def test_a_full_disk_is_told_in_a_line(folder: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    programs = folder.parent / "bin"
    monkeypatch.setattr(embedded, "programs", lambda: programs)
    programs.mkdir()
    initdb = programs / "initdb"
    initdb.write_text("#!/bin/sh\necho 'initdb: error: could not write: No space left on device' >&2\nexit 1\n")
    initdb.chmod(0o755)
    with pytest.raises(EmbeddedError, match="The disk is full") as refusal, Embedded(folder, said.append):
        pass
    assert "\n" not in str(refusal.value)
