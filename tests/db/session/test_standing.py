"""What waits in the database is counted, by a login that sees none of it. Source: docs/decisions/045-watching.md."""

from datetime import timedelta

import asyncpg

from db.server.login import Addresses
from db.session.connect import connected
from db.session.standing import standing
from tests.builders.case import a_family
from tests.builders.world import NOW, World
from worker.turn import Turn

EVENT = """
insert into event (id, subject_type, subject_id, office_id, region_code, at, action, reasons)
select gen_random_uuid(), 'Referral', gen_random_uuid(), id, region_code, $1, 'a', '{}' from office limit 1
"""
RECORD = "insert into audit_record (id, at, kind, action, trace) values (gen_random_uuid(), $1, 'COMMAND', 'a', 't')"


async def told(addresses: Addresses, after: timedelta = timedelta()) -> dict[tuple[str, str], float]:
    return {(each.name, each.label): each.value for each in await standing(addresses.app, NOW + after)}


async def test_what_waits_for_the_worker_is_counted_with_the_age_of_its_oldest(addresses: Addresses) -> None:
    world = World()
    world.office("civil-affairs.330110")
    await world.insert(addresses.loader)
    async with connected(addresses.loader) as loader:
        for age in (10, 70):
            await loader.execute(EVENT, NOW - timedelta(seconds=age))
        await loader.execute(RECORD, NOW - timedelta(seconds=30))
    counted = await told(addresses)
    assert (counted["waiting", "feed"], counted["oldest", "feed"]) == (2, 70)
    assert (counted["waiting", "audit"], counted["oldest", "audit"]) == (1, 30)
    assert counted["workers", "active"] == 0
    turn = Turn(addresses.worker, lambda _: None)
    assert await turn.mine()
    assert (await told(addresses))["workers", "active"] == 1
    turn.give_up()
    assert (counted["waiting", "proposals"], counted["oldest", "proposals"]) == (0, 0)


async def test_what_is_late_is_counted_by_whom_it_waits_for_and_by_office(addresses: Addresses) -> None:
    world = World()
    case = a_family(world).with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")
    a_family(world).with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")
    await world.insert(addresses.loader)
    office = str(case.referral.office_id)[:8]
    before, after = await told(addresses), await told(addresses, timedelta(days=90))
    assert (before["inbox", office], before["inbox_overdue", office], before["overdue", "office"]) == (2, 0, 0)
    assert (after["inbox", office], after["inbox_overdue", office], after["overdue", "office"]) == (2, 2, 2)
    assert after["overdue", "federation"] == 0


async def test_the_application_s_login_counts_alone_and_nobody_else_does(shared_addresses: Addresses) -> None:
    for url in (shared_addresses.worker,):
        try:
            await standing(url, NOW)
        except asyncpg.InsufficientPrivilegeError:
            continue
        raise AssertionError(url)
    async with connected(shared_addresses.app) as app:
        assert await app.fetch("select * from referral") == []
