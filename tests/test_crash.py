"""What was shown has its record though PostgreSQL is killed in the middle. Source: docs/decisions/012-audit.md; `make crash` for long."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import count, cycle
from pathlib import Path

import asyncpg
import psutil
import pytest
import strawberry

from db.reference.read import Reference
from db.server.away import is_away
from db.server.embedded import Embedded
from db.server.login import Addresses, addresses_of
from resolvers.commands.all import COMMANDS
from schema.contract import contract
from schema.execute.execute import Request
from tests.builders.case import a_family
from tests.builders.world import World
from tests.conftest import TEMPLATE, copy_cluster, quiet
from tests.schema.conftest import CADRE, Stage

CRASHES = int(os.environ.get("LIANBANG_CRASHES", "2"))
READERS, ENOUGH = (8, 1), 40
"""Clients that read names at the same time, in turns: many share flushes, one commits at once. How many answers come before the kill."""
NAMES = "{ families(first: 1) { nodes { displayName { value } } } }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a PostgreSQL of its own, which keeps its promises as one in production does."""
    return tmp_path / "postgres"


def kill(server: Embedded) -> None:
    """All of it at once, as a machine that loses its power."""
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))
    for process in [postmaster, *postmaster.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()


async def read_until_killed(stage: Stage, server: Embedded, numbers: Iterator[int], readers: int) -> set[str]:
    """The traces of all answers that came, until the server was killed in the middle of them."""
    executor, viewer, shown = stage.executor(), stage.world.viewer(CADRE), set[str]()

    async def read() -> None:
        while True:
            trace = f"{next(numbers)}"
            try:
                answer = await executor.execute(Request(NAMES), viewer, trace)
            except Exception as error:
                if is_away(error):
                    return
                raise
            assert "王秀英".encode() in (answer.data or b"")
            shown.add(trace)
            if len(shown) == ENOUGH:
                kill(server)

    await asyncio.gather(*(read() for _ in range(readers)))
    return shown


async def noted(addresses: Addresses) -> set[str]:
    connection = await asyncpg.connect(addresses.loader)
    try:
        return {row["trace"] for row in await connection.fetch("select trace from audit_record where kind = 'READ'")}
    finally:
        await connection.close()


def test_a_name_that_was_shown_has_its_record_after_a_crash(folder: Path, cluster: Path, reference: Reference) -> None:
    declared: strawberry.Schema = contract(COMMANDS)
    world, numbers, shown = World(), count(1), set[str]()
    world.viewer(CADRE)
    a_family(world, head="王秀英")

    async def crash(server: Embedded, readers: int) -> None:
        stage = Stage(addresses_of(server, TEMPLATE), reference)
        stage.begin(world, declared)
        await stage.database.open()
        shown.update(await read_until_killed(stage, server, numbers, readers))
        await stage.database.close()

    copy_cluster(cluster, folder)
    with Embedded(folder, quiet) as server:
        asyncio.run(world.insert(addresses_of(server, TEMPLATE).loader))
    for _, readers in zip(range(CRASHES), cycle(READERS), strict=False):
        with Embedded(folder, quiet) as server:
            asyncio.run(crash(server, readers))
        with Embedded(folder, quiet) as server:
            assert shown - asyncio.run(noted(addresses_of(server, TEMPLATE))) == set()
    assert len(shown) >= ENOUGH * CRASHES
