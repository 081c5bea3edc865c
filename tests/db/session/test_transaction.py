"""A transaction's mode: set where it is not known to be set, and known again for each savepoint. Source: docs/design.md 5."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.rows.write import write
from db.server.away import is_away
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from db.session.session import Session, Unsure
from db.session.transaction import Transaction, transaction
from db.session.viewer import APPLY, READ
from db.tables.command_key import CommandKey
from domain.viewer import Viewer
from resolvers.commands.key import USED
from tests.builders.lost import let_go_of_in_a_statement
from tests.builders.statements import statements
from tests.builders.until import until
from tests.builders.world import NOW, World


@pytest.fixture
async def database(addresses: Addresses) -> AsyncIterator[Database]:
    opened = Database(addresses.app, lambda: NOW)
    yield opened
    await opened.close()


@pytest.fixture
async def viewer(addresses: Addresses) -> Viewer:
    world = World()
    made = world.viewer("cadre.federation.330110")
    await world.insert(addresses.loader)
    return made


@pytest.fixture
async def tx(database: Database, viewer: Viewer) -> AsyncIterator[Transaction]:
    async with transaction(database, viewer) as opened:
        yield opened


async def mode(tx: Transaction) -> str:
    found: str = (await tx.session.execute(text("select current_setting('app.mode')"))).scalar_one()
    return found


async def test_a_mode_that_is_set_is_not_set_once_more(database: Database, tx: Transaction) -> None:
    with statements(database) as made:
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


async def test_an_exception_takes_back_and_what_is_taken_back_is_left_so(database: Database, viewer: Viewer) -> None:
    async def stops() -> None:
        async with transaction(database, viewer) as tx:
            await note(tx)
            raise LookupError

    with pytest.raises(LookupError):
        await stops()
    async with transaction(database, viewer) as tx:
        await note(tx)
        await tx.session.take_back()
    assert await noted(database, viewer) == 0
    async with transaction(database, viewer) as tx:
        await note(tx)
    assert await noted(database, viewer) == 1


async def test_a_connection_that_is_lost_before_the_commit_leaves_it_unsure(
    addresses: Addresses, database: Database, viewer: Viewer
) -> None:
    async def ends() -> None:
        async with transaction(database, viewer) as tx:
            await note(tx)
            await end(addresses, tx)

    with pytest.raises(Unsure):
        await ends()
    assert await noted(database, viewer) == 0


async def test_a_connection_that_is_lost_within_is_away_and_another_one_is_made(
    addresses: Addresses, database: Database, viewer: Viewer
) -> None:
    async def ends() -> None:
        async with transaction(database, viewer) as tx:
            await end(addresses, tx)
            await note(tx)

    with pytest.raises(DBAPIError) as lost:
        await ends()
    assert is_away(lost.value)
    async with transaction(database, viewer) as tx:
        assert await mode(tx) == READ


async def test_what_is_cancelled_is_taken_back_and_its_connection_is_used_again(database: Database, viewer: Viewer) -> None:
    used = list[int]()

    async def waits() -> None:
        async with transaction(database, viewer) as tx:
            used.append(tx.session.driver.get_server_pid())
            await note(tx)
            await tx.session.fetch("select pg_sleep(60)")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(waits(), 0.2)
    assert await noted(database, viewer) == 0
    async with transaction(database, viewer) as tx:
        assert used == [tx.session.driver.get_server_pid()]


async def test_a_connection_that_is_left_within_a_transaction_is_not_used_again(
    database: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where whoever takes back is cancelled as well."""
    used = list[int]()

    async def cancelled(_: Session) -> None:
        raise asyncio.CancelledError

    async def stops() -> None:
        async with transaction(database, viewer) as tx:
            used.append(tx.session.driver.get_server_pid())
            await note(tx)
            raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr(Session, "take_back", cancelled)
        with pytest.raises(asyncio.CancelledError):
            await stops()
    async with transaction(database, viewer) as tx:
        assert tx.session.driver.get_server_pid() not in used
    assert await noted(database, viewer) == 0


async def test_what_is_cancelled_while_it_begins_leaves_nothing_to_the_next(database: Database, viewer: Viewer) -> None:
    """asyncpg would take the next transaction for a savepoint of the one whose beginning nobody saw: it would never be committed."""
    async with transaction(database, viewer) as tx:
        process = psutil.Process(tx.session.driver.get_server_pid())
    process.suspend()
    try:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(noted(database, viewer), 0.2)
    finally:
        process.resume()
    async with transaction(database, viewer) as tx:
        await note(tx)
    assert await noted(database, viewer) == 1


async def test_a_connection_that_does_not_answer_is_given_up(database: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.session.session.ROLLBACK_SECONDS", 0.1)

    async def waits() -> None:
        async with transaction(database, viewer) as tx:
            process.append(psutil.Process(tx.session.driver.get_server_pid()))
            process[0].suspend()
            await note(tx)

    process, resumed = list[psutil.Process](), list[bool]()

    def resume() -> None:
        resumed.append(True)
        process[0].resume()

    asyncio.get_running_loop().call_later(10, resume)  # so that it fails where it would wait for ever
    try:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(waits(), 0.2)
        assert not resumed
        assert await noted(database, viewer) == 0
    finally:
        resume()


async def test_connections_that_are_let_go_of_are_replaced(database: Database, viewer: Viewer) -> None:
    async def waits() -> None:
        async with transaction(database, viewer) as tx:
            began.set()
            await tx.session.fetch("select pg_sleep(60)")

    began = asyncio.Event()
    waiting = asyncio.ensure_future(waits())
    await began.wait()
    database.let_go()
    with pytest.raises(DBAPIError) as lost:
        await waiting
    assert is_away(lost.value)
    assert database.pools()["writing"][1] == 0
    assert await noted(database, viewer) == 0


async def test_a_connection_that_is_let_go_of_between_two_steps_of_a_statement_is_away(
    database: Database, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ends() -> None:
        async with transaction(database, viewer) as tx:
            let_go_of_in_a_statement(monkeypatch)
            await tx.session.fetch("select 1")

    with pytest.raises(DBAPIError) as lost:
        await ends()
    assert is_away(lost.value)


async def test_a_mistake_of_ours_is_not_taken_for_a_lost_connection(tx: Transaction, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> None:
        raise AttributeError

    monkeypatch.setattr(asyncpg.Connection, "fetch", mistaken)
    with pytest.raises(AttributeError):
        await tx.session.fetch("select 1")


async def test_nothing_is_asked_after_all_was_taken_back(tx: Transaction) -> None:
    await tx.session.take_back()
    with pytest.raises(AssertionError):
        await tx.apply()


async def note(tx: Transaction) -> None:
    """Write something that is there only once it is committed."""
    me, key = tx.viewer, CommandKey(key="k", action="x", input_hash=b"", done={}, at=NOW)
    key.tell(account_id=me.account, membership_id=me.membership)
    await tx.apply()
    await write(tx.session, [key])


async def noted(database: Database, viewer: Viewer) -> int:
    """Return how much is there."""
    async with transaction(database, viewer) as tx:
        return len(await tx.session.ask(USED, account=viewer.account, key="k"))


async def end(addresses: Addresses, tx: Transaction) -> None:
    """End the transaction's connection, and wait until its end has come here."""
    async with connected(addresses.app) as connection:
        await connection.execute("select pg_terminate_backend($1)", tx.session.driver.get_server_pid())
    await until(lambda: asyncio.sleep(0, tx.session.driver.is_closed()))
