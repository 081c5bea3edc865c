"""Our own PostgreSQL is started again when it dies. Source: docs/decisions/013-failures.md."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil
import pytest

from db.server.embedded import Embedded, EmbeddedError
from db.server.guard import guarded
from tests.builders.until import until

PATIENCE = 120
"""Seconds after which the test is given up; nothing is measured by it."""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lianbang-guarded-") as parent:
        yield Path(parent) / "postgres"


def kill(server: Embedded) -> None:
    """All of it, as when the machine runs out of memory."""
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    for process in [postmaster, *postmaster.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()


async def answers(server: Embedded) -> bool:
    try:
        connection = await asyncpg.connect(server.url("postgres", "postgres"), timeout=5)
    except (OSError, asyncpg.PostgresError):
        return False
    try:
        return bool(await connection.fetchval("select true"))
    finally:
        await connection.close()


async def comes(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        await until(holds)


def test_a_server_that_is_killed_is_started_again_and_stopped_at_the_end(folder: Path) -> None:
    said: list[str] = []
    with Embedded(folder, said.append) as server, guarded(server, said.append):
        for _ in range(2):
            kill(server)
            asyncio.run(comes(lambda: answers(server)))
    assert said.count("PostgreSQL has died; it is started again ...") == 2
    assert not server.lives()


def test_a_server_that_cannot_be_started_is_told_and_does_not_end_the_program(folder: Path) -> None:
    said: list[str] = []

    async def tells_of_it() -> bool:
        return any("did not start" in line for line in said)

    with Embedded(folder, said.append) as server, guarded(server, said.append):
        version = (server.data / "PG_VERSION").read_text()
        (server.data / "PG_VERSION").write_text("17\n")
        kill(server)
        asyncio.run(comes(tells_of_it))
        (server.data / "PG_VERSION").write_text(version)
        asyncio.run(comes(lambda: answers(server)))
    assert EmbeddedError.__name__ not in "".join(said)
