"""A PostgreSQL for each process of a run, a migrated template in it, and a clone of that for each test that asks.

Source: docs/decisions/001-embedded-database.md; style of the fixtures: CONTRIBUTING.md. What the processes share: tests/spread.py.
"""

import asyncio
import gc
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from itertools import count
from pathlib import Path

import asyncpg
import hypothesis
import pytest
import uvloop
from sqlalchemy import make_url

from db.migrations import runner
from db.reference.load import load
from db.reference.read import Reference, read_from
from db.server import embedded
from db.server.embedded import Embedded
from db.server.login import Addresses, Login, addresses_of, provide
from db.session.engine import PLANNED_ONCE
from tests.builders.once import made_once

pytest_plugins = ("tests.spread",)

gc.disable()  # while tests are collected: all of that stays

asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # the loop of the server in operation

hypothesis.settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "max_wal_size": "1GB"}
SETTINGS = {**embedded.SETTINGS, **UNSAFE_BUT_FAST, **PLANNED_ONCE}
TEMPLATE = "template_migrated"
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


async def make_template(server: Embedded) -> None:
    """A database as a new one stands after `lianbang migrate`."""
    addresses = await provide(server, TEMPLATE)
    await runner.upgrade(addresses.owner, quiet)
    await load(addresses.loader, TODAY, quiet)


def make_cluster(folder: Path) -> None:
    """A PostgreSQL with the template in it, which is stopped."""
    with Embedded(folder, quiet, SETTINGS) as server:
        asyncio.run(make_template(server))


def copy_cluster(made: Path, folder: Path) -> None:
    """What is in a PostgreSQL that is stopped, for another one."""
    folder.mkdir(parents=True)
    subprocess.run(["cp", "-Rp", made / "data", folder / "data"], check=True)


@pytest.fixture(scope="session")
def cluster(folder_of_run: Path) -> Path:
    """A PostgreSQL that is stopped, with the template in it: the first process that asks makes it, and each has a copy."""
    return made_once(folder_of_run / "made", make_cluster)


@pytest.fixture(scope="session")
def server(folder_of_run: Path, cluster: Path) -> Iterator[Embedded]:
    """The PostgreSQL of this process; nothing of it outlives the run. What is tested of durability has servers of its own, on the disk."""
    folder = folder_of_run / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    copy_cluster(cluster, folder)
    with Embedded(folder, quiet, SETTINGS) as server:
        yield server


async def look(url: str) -> None:
    """Connect once: what PostgreSQL then notes of the catalogue is cloned too, and each first connection to a clone finds it."""
    await (await asyncpg.connect(url)).close()


@pytest.fixture(scope="session")
def template(server: Embedded) -> str:
    """The name of the migrated database that the others are cloned from; never connected to again."""
    asyncio.run(look(server.url("postgres", TEMPLATE)))
    return TEMPLATE


@pytest.fixture
def empty_database(server: Embedded) -> Iterator[Addresses]:
    """A database with nothing in it but the right of its logins to connect."""
    name = f"empty_{next(CLONES)}"
    yield asyncio.run(provide(server, name))
    asyncio.run(execute(server, f"drop database {name} with (force)"))


def name_of(addresses: Addresses) -> str:
    """The name of the database that they lead to."""
    return str(make_url(addresses.app).database)


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
