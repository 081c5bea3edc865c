"""A transaction's mode: set where it is not known to be set, and known again for each savepoint. Source: docs/design.md 5."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import event, text

from db.server.login import Addresses
from db.session.engine import Database
from db.session.transaction import Transaction, transaction
from db.session.viewer import APPLY, READ
from tests.builders.world import NOW, World


@pytest.fixture
async def tx(addresses: Addresses) -> AsyncIterator[Transaction]:
    world = World()
    viewer = world.viewer("cadre.federation.330110")
    await world.insert(addresses.loader)
    database = Database(addresses.app, lambda: NOW)
    async with transaction(database, viewer) as opened:
        yield opened
    await database.close()


async def mode(tx: Transaction) -> str:
    found: str = (await tx.session.execute(text("select current_setting('app.mode')"))).scalar_one()
    return found


async def test_a_mode_that_is_set_is_not_set_once_more(tx: Transaction) -> None:
    made = list[str]()
    connection = (await tx.session.connection()).sync_connection
    event.listen(connection, "before_cursor_execute", lambda _, __, statement, *___: made.append(statement))
    await tx.look()
    await tx.apply()
    await tx.apply()
    assert len(made) == 1
    assert await mode(tx) == APPLY


@pytest.mark.parametrize("before", [READ, APPLY])
async def test_what_a_savepoint_set_is_set_anew_after_it_was_rolled_back(tx: Transaction, before: str) -> None:
    for ended in ("rolled back", "released", "rolled back"):
        await (tx.look() if before == READ else tx.apply())
        savepoint = await tx.session.begin_nested()
        await (tx.apply() if before == READ else tx.look())
        assert await mode(tx) != before
        await (savepoint.rollback() if ended == "rolled back" else savepoint.commit())
        await (tx.apply() if before == READ else tx.look())
        assert await mode(tx) != before
        await (tx.look() if before == READ else tx.apply())
        assert await mode(tx) == before
