"""Groups from sums are those that rows give, whatever changes, and wherever folding stands. Source: docs/decisions/056-sums.md."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import count, islice, product
from random import Random

import asyncpg
import pytest

from db.protect.sums.work import OF_DEPARTMENTS, OF_ITEMS, OF_REGIONS
from db.session.connect import connected
from db.session.standing import standing
from db.session.viewer import settings
from db.sums.fold import compare, fold, settle
from domain.value.node_id import global_id
from domain.viewer import is_of_line
from resolvers.planner.sums.groups import divisions
from tests.builders.world import NOW
from tests.resolvers.planner.sums.changes import changes_of_all, offices_of, put_on_a_list
from tests.resolvers.planner.sums.counted import COUNTERS, OF_TOWNS, SUM_TABLES, SUPERIORS, both, killed
from tests.schema.conftest import Stage

KEYS = (
    ["DEPARTMENT"],
    ["OFFICE"],
    ["STATE", "DEPARTMENT"],
    ["COUNTY", "STATE"],
    ["COLOUR"],
    ["MONTH"],
    ["WEEK"],
    ["WEEK", "STATE"],
    ["OFFICE", "COLOUR"],
    ["COUNTY", "OFFICE"],
)
FINER = (["TYPE"], ["TOWNSHIP"], ["TOWNSHIP", "COLOUR"], ["TYPE", "COUNTY"])
FILTERS = (
    "",
    'region: "330110000000"',
    'region: "330100000000"',
    "state: [DISPATCHED, SIGNED]",
    'department: ["CIVIL_AFFAIRS"]',
    "colour: RED",
    'colour: GREEN, department: ["CIVIL_AFFAIRS"]',
    'office: "OFFICE"',
)
NOT_OF_ITEMS = "part: LEAD"
FINER_FILTERS = (
    "urgency: [URGENT]",
    'type: ["A01"]',
    NOT_OF_ITEMS,
    'region: "330110109000"',
    'domain: ["LIVING_ASSISTANCE"]',
    'domain: ["LIVING_ASSISTANCE", "MEDICAL"], type: ["A01", "A11"]',
    'office: "OFFICE", state: [DISPATCHED]',
)
"""OFFICE stands for one of the offices."""
LED = "update assistance_item set lead_id = lead_id"
"""Has items know the department of their lead, which no command changes as a statement by chance does."""
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize("seed", range(4))
async def test_sums_and_what_is_not_folded_yet_are_what_rows_are(unbound: Stage, seed: int) -> None:
    random = Random(seed)
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        offices = await offices_of(connection)
        for statement in islice(await changes_of_all(random, connection), 36):
            await connection.execute(statement)
            if random.random() < 0.3:
                await worker.fetchval("select fold_sums($1)", random.choice((1, 2, 1000)))
            if random.random() < 0.2:
                await killed(unbound)
            if random.random() < 0.2:
                await settle(worker, NOW)
        await connection.execute(LED)
    for viewers in ((*COUNTERS, OF_TOWNS), SUPERIORS) * 4:
        by = random.choice(viewers)
        finer = not by.startswith("leader")
        keys = random.choice((*KEYS, *FINER) if finer else KEYS)
        narrowed = random.choice((*FILTERS, *FINER_FILTERS) if finer else FILTERS)
        narrowed = narrowed.replace("OFFICE", global_id("Office", random.choice(offices)["id"]))
        told = random.choice(("count unsigned overdue", "count", "count overdue"))
        summed, counted = await both(unbound, by, keys, narrowed, told=told)
        assert summed == counted, (by, keys, narrowed)
        narrowed = "" if narrowed == NOT_OF_ITEMS else narrowed
        summed, counted = await both(unbound, by, keys, narrowed, "items", told)
        assert summed == counted, (by, keys, narrowed)


OF_ITEM = "update assistance_item set state = case state when 'CANCELLED' then 'DRAFT' else 'CANCELLED' end where id = $1"
OF_LEAD = (
    "update referral set waits_office = not waits_office, work_due_at = $2 where id = (select lead_id from assistance_item where id = $1)"
)


@pytest.mark.parametrize("first", [OF_ITEM, OF_LEAD])
@pytest.mark.parametrize("second", [OF_ITEM, OF_LEAD])
async def test_an_item_that_two_transactions_change_counts_as_both_left_it(unbound: Stage, first: str, second: str) -> None:
    due = count(1)
    async with unbound.as_loader() as one, unbound.as_loader() as other, connected(unbound.addresses.worker) as worker:
        led = "select i.id from assistance_item i join referral r on r.id = i.lead_id where i.county_code is not null"
        item = await one.fetchval(f"{led} order by i.number limit 1")

        async def change(connection: asyncpg.Connection, statement: str) -> None:
            await connection.execute(statement, item, *([NOW - next(due) * MINUTE] if "$2" in statement else []))

        transaction = one.transaction()
        await transaction.start()
        await change(one, first)
        waiting = asyncio.create_task(change(other, second))
        async with connected(unbound.addresses.owner) as owner:
            while not await owner.fetchval("select cardinality(pg_blocking_pids($1)) > 0", other.get_server_pid()):
                assert not waiting.done()
        await transaction.commit()
        await waiting
        await fold(worker)
    for keys in (["STATE"], ["COLOUR"], ["OFFICE"]):
        summed, counted = await both(unbound, "cadre.federation.330110", keys, "", "items")
        assert summed == counted, keys


async def test_what_is_folded_and_gone_leaves_no_sum(unbound: Stage) -> None:
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        await connection.execute("update assistance_item set lead_id = null")
        await connection.execute("delete from referral where number like 'copy%'")
        await connection.execute("update referral set visible_until = null")
        await fold(worker)
        await settle(worker, NOW)
        standing = await connection.fetchval("select count(*) from referral")
        for of, once in ((OF_REGIONS, "dispatching_office_id is not null"), (OF_DEPARTMENTS, "office_region_code like '__0000000000'")):
            counted = f"select facet, sum(n) from {of.table} where {once} and mark = 'ALL' and at = '-infinity' group by facet"
            assert {row["facet"]: row["sum"] for row in await connection.fetch(counted)} == dict.fromkeys(of.finer, standing)
            assert not await connection.fetchval(
                f"select exists (select from {of.table} where n = 0 or n < 0 and at = '-infinity' and mark = 'ALL')"
            )
        assert not await connection.fetchval("select exists (select from referral_delta)")
        await connection.execute("delete from assistance_item where number like 'copy%'")
        await fold(worker)
        assert not await connection.fetchval("select exists (select from item_delta)")
        items = await connection.fetchval("select count(*) from assistance_item")
        assert items == await connection.fetchval("select count(*) from item_counted")
        counted = "select facet, sum(n) from item_sum where apart and mark = 'ALL' and at = '-infinity' group by facet"
        assert {row["facet"]: row["sum"] for row in await connection.fetch(counted)} == dict.fromkeys(OF_ITEMS.finer, items)


async def test_what_left_long_ago_is_settled_and_nothing_else(unbound: Stage) -> None:
    taken_away = "select exists (select from department_sum where mark = 'ALL' and at > '-infinity')"
    begun = datetime(2026, 6, 30, 16, tzinfo=UTC)  # of the quarter before that of NOW, in Shanghai
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        await connection.execute("update referral set visible_until = null")
        await fold(worker)
        await settle(worker, NOW)
        for moment, stays in ((begun, True), (begun - SECOND, False), (None, False)):
            await connection.execute("update referral set visible_until = $1", moment)
            await fold(worker)
            assert bool(await settle(worker, NOW)) is (not stays)
            assert await connection.fetchval(taken_away) is stays
            assert not await connection.fetchval("select exists (select from department_sum where n = 0)")
            for keys in (["DEPARTMENT"], ["MONTH"], ["TOWNSHIP"]):
                summed, counted = await both(unbound, "dispatcher.civil-affairs.33", keys, "")
                assert summed == counted, keys


COMPARED = ("referral_sum", "item_sum", "listing_sum")


async def test_a_sum_that_is_not_what_rows_say_is_found(unbound: Stage) -> None:
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        await fold(worker)
        await connection.execute("update referral set state = 'SIGNED' where state = 'DISPATCHED'")
        await put_on_a_list(connection)
        await fold(worker)
        told_of = " union ".join(f"select county_code from {table}" for table in COMPARED)
        counties = await connection.fetchval(f"select count(county_code) from ({told_of}) s")
        assert [await compare(worker, NOW + place * SECOND) for place in range(counties)] == [0] * counties
        of_county = "where id in (select min(id) from {0} where county_code is not null)"
        for place, table in enumerate(COMPARED, 1):
            await connection.execute(f"update {{0}} set n = n + 1 {of_county}".format(table))
            assert sum([await compare(worker, NOW + place * MINUTE + each * SECOND) for each in range(counties)]) == 1
            told = {(each.name, each.label): each.value for each in await standing(unbound.addresses.app, NOW)}
            assert told["differing", "referrals"] == 1
            await connection.execute(f"update {{0}} set n = n - 1 {of_county}".format(table))


@pytest.mark.parametrize("login", ["app", "worker"])
async def test_nobody_writes_a_sum(unbound: Stage, login: str) -> None:
    async with connected(getattr(unbound.addresses, login)) as connection:
        for verb in ("select from item_counted", "delete from item_counted"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(verb)
        for table, verb in product(SUM_TABLES, ("delete from {}", "update {} set n = 0")):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(verb.format(table))


async def test_whoever_has_no_scope_sees_no_sum_and_folds_none(unbound: Stage) -> None:
    async with connected(unbound.addresses.app) as connection:
        assert await connection.fetchval("select count(*) from referral_sum") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetchval("select fold_sums(1)")


@pytest.mark.parametrize("by", [*SUPERIORS, *COUNTERS, "dispatcher.civil-affairs.330110"])
async def test_the_sums_of_a_department_are_told_to_its_line_alone(unbound: Stage, by: str) -> None:
    viewer, office = unbound.world.viewer(by), unbound.world.office("civil-affairs.330110")
    sent = "update referral set office_id = $1, office_region_code = $2, department_code = $3"
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        await connection.execute(sent, office.id, office.region_code, office.department_code)
        await fold(worker)
    async with connected(unbound.addresses.app) as connection, connection.transaction():
        for setting, value in settings(viewer, NOW).items():
            await connection.execute("select set_config($1, $2, true)", setting, value)
        told = await connection.fetch("select distinct department_code, office_region_code from department_sum")
    assert bool(told) is (by in SUPERIORS[:2])
    assert all(is_of_line(department, region, viewer) for department, region in told)


def test_a_scope_and_a_filter_have_divisions_in_common() -> None:
    city, county, other = "330100000000", "330110000000", "330200000000"
    assert divisions([county, city, county], None) == [city]
    assert divisions([city], county) == [county]
    assert divisions([county, other], city) == [county]
    assert divisions([county], other) == []
