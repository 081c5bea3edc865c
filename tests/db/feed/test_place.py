"""Events get their place after the commit, so that nothing that commits late is passed over. Source: docs/decisions/027-feed.md."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from db.feed.place import PLACED_AT_ONCE, place
from db.server.login import Addresses
from tests.builders.world import NOW, World

ADD = """
insert into event (id, subject_type, subject_id, office_id, at, action, reasons, region_code)
values ($1, $2, $1, $3, $4, 'referralSign', '{}', '330110000000')
"""
IN_ORDER = "select id from event where placed_at is not null order by placed_at, at, id"


class Writers:
    """Connections that write, each in a transaction of its own, and the worker's."""

    def __init__(self, addresses: Addresses, office: UUID) -> None:
        self.addresses, self.office = addresses, office
        self.open: list[asyncpg.Connection] = []

    async def connection(self, url: str) -> asyncpg.Connection:
        self.open.append(await asyncpg.connect(url))
        return self.open[-1]

    async def begun(self, at: datetime, subject: str = "Referral") -> tuple[asyncpg.Connection, UUID]:
        """An event in a transaction that is not yet committed."""
        writer, key = await self.connection(self.addresses.loader), uuid4()
        await writer.execute("begin")
        await writer.execute(ADD, key, subject, self.office, at)
        return writer, key

    async def written(self, at: datetime, subject: str = "Referral") -> UUID:
        """An event that is committed."""
        writer, key = await self.begun(at, subject)
        await writer.execute("commit")
        return key

    async def placed(self, now: datetime = NOW) -> int:
        return await place(await self.connection(self.addresses.worker), now)

    async def in_order(self) -> list[UUID]:
        return [row["id"] for row in await (await self.connection(self.addresses.loader)).fetch(IN_ORDER)]


@pytest.fixture
async def writers(addresses: Addresses) -> AsyncIterator[Writers]:
    world = World()
    office = world.office("civil-affairs.330110").id
    await world.insert(addresses.loader)
    made = Writers(addresses, office)
    yield made
    for each in made.open:
        await each.close()


async def test_what_commits_late_comes_after_what_was_placed_before(writers: Writers) -> None:
    slow, late = await writers.begun(NOW - timedelta(minutes=1))
    first = await writers.written(NOW)
    assert (await writers.placed(), await writers.in_order()) == (1, [first])
    await slow.execute("commit")
    assert (await writers.placed(), await writers.in_order()) == (1, [first, late])


async def test_within_a_round_the_order_is_that_of_the_moments(writers: Writers) -> None:
    second, third, first = [await writers.written(NOW + timedelta(seconds=each)) for each in (2, 3, 1)]
    assert (await writers.placed(), await writers.in_order()) == (3, [first, second, third])


async def test_a_clock_that_goes_back_gives_no_earlier_place(writers: Writers) -> None:
    first = await writers.written(NOW)
    await writers.placed(NOW)
    second = await writers.written(NOW - timedelta(hours=2))
    await writers.placed(NOW - timedelta(hours=1))
    assert await writers.in_order() == [first, second]


async def test_what_is_placed_stays_where_it_is_and_other_subjects_have_no_place(writers: Writers) -> None:
    first = await writers.written(NOW)
    await writers.written(NOW, "Need")
    assert [await writers.placed(NOW + timedelta(hours=each)) for each in (0, 1)] == [1, 0]
    assert await writers.in_order() == [first]


async def test_of_many_a_round_places_the_oldest(writers: Writers) -> None:
    loader = await writers.connection(writers.addresses.loader)
    many = ADD.replace("values ($1, $2, $1, $3, $4,", "select gen_random_uuid(), $1, gen_random_uuid(), $2, $3,").replace(
        "'330110000000')", "'330110000000' from generate_series(1, $4::int)"
    )
    await loader.execute(many, "Referral", writers.office, NOW, PLACED_AT_ONCE)
    newest = await writers.written(NOW + timedelta(seconds=1))
    assert [await writers.placed() for _ in range(3)] == [PLACED_AT_ONCE, 1, 0]
    assert (await writers.in_order())[-1] == newest


@pytest.mark.parametrize(
    "statement",
    [
        "update event set at = at",
        "update event set account_id = null",
        "select account_id from event",
        "select family_id from event",
        "delete from event",
        "insert into event (id) values (gen_random_uuid())",
    ],
)
async def test_the_worker_places_events_and_may_do_nothing_else_with_them(writers: Writers, statement: str) -> None:
    await writers.written(NOW)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await (await writers.connection(writers.addresses.worker)).execute(statement)


async def test_the_application_gives_no_place(writers: Writers) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await (await writers.connection(writers.addresses.app)).execute("update event set placed_at = at")
