"""Imports and their rehearsals give way to people: none is in the database while another has its turn.

Source: docs/decisions/055-nobody-waits.md.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.session.connect import connected
from db.session.engine import Database
from db.session.turns.bounds import Bounds
from db.session.turns.giving_way import GIVE_UP, TAKE, TURN
from tests.builders.world import NOW
from tests.resolvers.files.conftest import Desk
from tests.resolvers.files.visits.test_recording import a_row

WAITS = f"select count(*) from pg_locks where locktype = 'advisory' and objid = ({TURN}::bigint & 4294967295)::oid and not granted"


@pytest_asyncio.fixture
async def served(desk: Desk) -> AsyncIterator[None]:
    """People work."""
    database = Database(desk.addresses.app, lambda: NOW, Bounds(serves=True))
    await database.open()
    yield
    await database.close()


@pytest.mark.parametrize("dry_run", [False, True])
async def test_no_row_is_written_while_another_file_has_its_turn(served: None, desk: Desk, dry_run: bool) -> None:
    async with connected(desk.addresses.app) as other:
        await other.execute(TAKE)
        importing = asyncio.create_task(desk.told(a_row(姓名="周一"), a_row(姓名="周二"), dry_run=dry_run))
        while not await other.fetchval(WAITS):
            assert not importing.done()
            await asyncio.sleep(0)
        await other.execute(GIVE_UP)
        assert (await importing)[-1].count("2 rows: 2 ") == 1
