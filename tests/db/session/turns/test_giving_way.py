"""While people work, files take turns and rest; what is not answered over a server's connections is nobody's work.

Source: docs/decisions/055-nobody-waits.md.
"""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from app import limits
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from db.session.turns.bounds import Bounds
from db.session.turns.giving_way import TURN, WORKING_SECONDS, GivingWay
from settings.read import read_settings
from terminal.visits import limits_of_files
from tests.builders.world import NOW

HELD = f"select count(*) from pg_locks where locktype = 'advisory' and objid = ({TURN}::bigint & 4294967295)::oid and granted = $1"
END = "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like '%pg_advisory_lock%' and pid <> pg_backend_pid()"


class Hand:
    """A clock that stands, and a sleep that notes how long it was to be, and whether the turn was held meanwhile."""

    def __init__(self, asking: asyncpg.Connection) -> None:
        self.now = 0.0
        self.slept: list[tuple[float, bool]] = []
        self._asking = asking

    async def sleep(self, seconds: float) -> None:
        self.slept.append((seconds, await self._asking.fetchval(HELD, True) == 1))

    def way(self, database: Database) -> GivingWay:
        return GivingWay(database, self.sleep, lambda: self.now)


@pytest_asyncio.fixture
async def asking(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    async with connected(addresses.app) as connection:
        yield connection


@pytest_asyncio.fixture
async def served(addresses: Addresses) -> AsyncIterator[Database]:
    """The connections of a server."""
    database = Database(addresses.app, lambda: NOW, limits(read_settings({})))
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def files(addresses: Addresses) -> Database:
    return Database(addresses.app, lambda: NOW, Bounds(files=25))


@pytest.fixture
def hand(asking: asyncpg.Connection) -> Hand:
    return Hand(asking)


async def work(served: Database) -> None:
    """Answer a request."""
    async with served.reader() as connection:
        await connection.fetchval("select 1")


async def waits(asking: asyncpg.Connection) -> None:
    """Return once somebody waits for the turn."""
    while not await asking.fetchval(HELD, False):  # noqa: ASYNC110 -- what another session waits for tells nobody
        await asyncio.sleep(0)


async def test_while_people_work_a_file_waits_for_the_turn_of_another(
    served: Database, files: Database, asking: asyncpg.Connection, hand: Hand
) -> None:
    entered = asyncio.Event()

    async def other() -> None:
        async with hand.way(files) as way, way.turn():
            entered.set()

    await work(served)
    async with hand.way(files) as way, way.turn():
        waiting = asyncio.create_task(other())
        await waits(asking)
        assert not entered.is_set()
    await waiting
    assert entered.is_set()
    assert await asking.fetchval(HELD, True) == 0


async def test_a_file_rests_in_proportion_to_what_it_took_before_another_has_its_turn(
    served: Database, files: Database, hand: Hand
) -> None:
    await work(served)
    async with hand.way(files) as way, way.turn():
        hand.now += 0.5
    assert hand.slept == [(1.5, True)]


def test_the_share_is_the_operators_to_set() -> None:
    assert limits_of_files(read_settings({"LIANBANG_IMPORT_SHARE": "35"})).files == 35


def test_a_file_of_which_a_part_took_long_does_not_rest_without_end() -> None:
    bounds = Bounds(files=1, request=30)
    assert bounds.rest(600) == 5
    assert Bounds(files=100).rest(600) == 0


async def test_where_nobody_works_files_do_not_wait_for_each_other_nor_rest(files: Database, hand: Hand) -> None:
    async with hand.way(files) as one, hand.way(files) as two, one.turn(), two.turn():
        hand.now += 0.5
    assert hand.slept == []


async def test_people_are_taken_to_work_for_some_seconds_after_a_request(served: Database, files: Database, hand: Hand) -> None:
    async with hand.way(files) as way:
        await work(served)
        for passed in (0, WORKING_SECONDS - 1, 1):
            hand.now += passed
            async with way.turn():
                pass
        assert len(hand.slept) == 2
        await work(served)
        async with way.turn():
            pass
        assert len(hand.slept) == 3


async def test_a_turn_that_is_lost_ends_nothing(served: Database, files: Database, asking: asyncpg.Connection, hand: Hand) -> None:
    async with hand.way(files) as way:
        await work(served)
        async with way.turn():
            assert await asking.fetchval(END) == 1
        async with way.turn():
            assert await asking.fetchval(HELD, True) == 1


async def test_a_database_that_is_away_is_told_by_what_the_file_does_itself(hand: Hand) -> None:
    nowhere = Database("postgresql://nobody@/nothing?host=/nowhere", lambda: NOW)
    async with hand.way(nowhere) as way, way.turn():
        pass
    assert hand.slept == []
