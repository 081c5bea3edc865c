"""One PostgreSQL for a run of the tests, a migrated template in it, and a clone of that for each test that asks.

Source: docs/decisions/001-embedded-database.md; style of the fixtures: CONTRIBUTING.md.
"""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from itertools import count
from pathlib import Path

import asyncpg
import hypothesis
import pytest

from db.migrations import runner
from db.reference.load import load
from db.reference.read import Reference, read_from
from db.server import embedded
from db.server.embedded import Embedded
from db.server.login import Addresses, Login, addresses_of, provide
from db.session.engine import PLANNED_ONCE

gc.disable()  # while tests are collected: all of that stays

hypothesis.settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "max_wal_size": "1GB"}
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
"""Where files are kept in memory, and how many bytes must be free there: every module has a database cloned, which writes files."""
CLONES = count(1)
TODAY = date(2026, 11, 23)
"""The day on which the template's reference data was loaded."""


def pytest_collection_finish() -> None:
    """What was imported stays for good, so that no collection of garbage looks through it again.

    What comes is looked through rarely: that takes a tenth off the processor time of the tests.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 100)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are processors: tests that wait for a server to stop or to start would leave one idle."""
    return (os.cpu_count() or 1) + 1


def quiet(line: str) -> None:
    """Tests have nobody to tell."""


async def execute(server: Embedded, *statements: str) -> None:
    """Statements as the superuser, each outside of any transaction."""
    connection = await asyncpg.connect(server.url("postgres", "postgres"))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def make_template(server: Embedded) -> str:
    """A database as a new one stands after `lianbang migrate`."""
    name = "template_migrated"
    addresses = await provide(server, name)
    await runner.upgrade(addresses.owner, quiet)
    await load(addresses.loader, TODAY, quiet)
    return name


def in_memory() -> Path | None:
    """A folder whose files are kept in memory, if the machine has one with room in it."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
def server() -> Iterator[Embedded]:
    """The PostgreSQL of this run; nothing of it outlives the run. What is tested of durability has servers of its own, on the disk."""
    settings = {**embedded.SETTINGS, **UNSAFE_BUT_FAST, **PLANNED_ONCE}
    with (
        tempfile.TemporaryDirectory(prefix="lianbang-tests-", dir=in_memory()) as folder,
        Embedded(Path(folder) / "postgres", quiet, settings) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def template(server: Embedded) -> str:
    """The name of the migrated database that the others are cloned from; never connected to again."""
    return asyncio.run(make_template(server))


@pytest.fixture
def empty_database(server: Embedded) -> Iterator[Addresses]:
    """A database with nothing in it but the right of its logins to connect."""
    name = f"empty_{next(CLONES)}"
    yield asyncio.run(provide(server, name))
    asyncio.run(execute(server, f"drop database {name} with (force)"))


def cloning(name: str, template: str) -> tuple[str, ...]:
    """The statements that clone a database, and give it what PostgreSQL does not copy: whose it is, and who may connect."""
    return (
        f"create database {name} template {template} owner {Login.OWNER} strategy file_copy",
        f"revoke all on database {name} from public",
        f"grant connect on database {name} to {Login.APP}, {Login.WORKER}, {Login.LOADER}",
    )


@asynccontextmanager
async def cloned(server: Embedded, template: str) -> AsyncIterator[Addresses]:
    """A database cloned from the template, dropped at the end."""
    name = f"test_{next(CLONES)}"
    await execute(server, *cloning(name, template))
    yield addresses_of(server, name)
    await execute(server, f"drop database {name} with (force)")


@contextmanager
def clone(server: Embedded, template: str) -> Iterator[Addresses]:
    """The same where no event loop runs."""
    with asyncio.Runner() as runner:
        made = cloned(server, template)
        yield runner.run(made.__aenter__())
        runner.run(made.__aexit__(None, None, None))


@pytest.fixture
def addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    """A migrated database for one test alone, as each of its four logins reaches it."""
    with clone(server, template) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def shared_addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    """A migrated database for the tests of one module that leave nothing behind in it."""
    with clone(server, template) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def reference(server: Embedded, template: str) -> Reference:
    """The reference data of the files, as the application's login reads it."""

    async def read(addresses: Addresses) -> Reference:
        connection = await asyncpg.connect(addresses.app)
        try:
            return await read_from(connection, TODAY)
        finally:
            await connection.close()

    with clone(server, template) as addresses:
        return asyncio.run(read(addresses))
