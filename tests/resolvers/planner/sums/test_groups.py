"""Groups from sums are those that rows give, whatever changes, and wherever folding stands. Source: docs/decisions/056-sums.md."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice, product
from random import Random
from typing import Any

import asyncpg
import pytest

from db.session.connect import connected
from db.session.standing import standing
from db.sums.fold import compare, fold
from domain.referral import Part, State, UrgencyLevel
from domain.sums import Facet
from resolvers.planner.decide import roots
from resolvers.planner.decide.sums import facet_of
from resolvers.planner.sums.groups import divisions
from tests.builders.world import NOW, World
from tests.resolvers.planner.test_plans import COLUMNS
from tests.schema.conftest import Stage

COUNTERS = (
    "cadre.federation.330110",
    "monitor.federation.330110",
    "monitor.federation.3301",
    "leader.federation.33",
    "leader.federation.330110",
)
OF_TOWNS = "cadre.federation.330110109"
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
)
FINER_FILTERS = ("urgency: [URGENT]", 'type: ["A01"]', "part: LEAD", 'region: "330110109000"')
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MONDAYS = ("2026-11-23", "2026-06-01", "2024-12-30", "2025-01-01")
"""Days, the first moments of which and those before are of two weeks, months or ISO years in Shanghai; the last is no Monday."""
GROUPS = "query {0} {{ referrals{1} {{ groups(by: [{2}]) {{ keys labels count unsigned overdue }} }} }}"
TOWNS = ("330110109200", "330110110000", "330106002051", "330110000000", "330100000000", "441900003000", "330201001001", "340102001000")


def drawn(random: Random, offices: list[Any]) -> dict[str, Any]:
    """What a statement writes of a referral."""

    def moment() -> str:
        around = random.choice(("-40 days", "-1 millisecond", "0", "1 millisecond", "40 days"))
        return f"timestamptz '{NOW.isoformat()}' + interval '{around}'"

    def perhaps(sql: str) -> str:
        return sql if random.random() < 0.4 else "null"

    office = random.choice(offices)
    waits = {f"waits_{party}": str(random.random() < 0.3) for party in ("office", "federation", "commissioner", "monitor")}
    return {
        "state": f"'{random.choice([*State])}'",
        "part": f"'{random.choice([*Part])}'",
        "urgency_level": f"'{random.choice([*UrgencyLevel])}'",
        "type_code": f"'{random.choice(('A01', 'A11', 'A14'))}'",
        "region_code": f"'{random.choice(TOWNS)}'",
        "department_code": f"'{random.choice(('CIVIL_AFFAIRS', 'HUMAN_RESOURCES'))}'",
        "office_id": f"'{office['id']}'",
        "office_region_code": f"'{office['region_code']}'",
        "office_county_id": perhaps(f"'{office['id']}'"),
        "dispatching_office_id": f"'{random.choice(offices)['id']}'",
        "dispatched_at": f"timestamptz '{random.choice(MONDAYS)} 00:00 +08' - interval '{random.choice((0, 1, 10**7))} microseconds'",
        "work_due_at": moment(),
        "yellow_at": moment(),
        "waits_from": perhaps(moment()),
        "federation_until": perhaps(moment()),
        "monitor_until": perhaps(moment()),
        **waits,
    }


def changes(random: Random, offices: list[Any]) -> Iterator[str]:
    """Statements that add, change and remove referrals."""
    while True:
        values = drawn(random, offices)
        match random.random():
            case few if few < 0.1:
                yield "delete from referral where id in (select id from referral where number like 'copy%' limit 2)"
            case many if many < 0.5:
                columns = values | {"id": "gen_random_uuid()", "number": "'copy ' || gen_random_uuid()"}
                shown = ", ".join(columns.get(name, name) for name in COLUMNS)
                copied = "select * from referral where number not like 'copy%' order by number limit 3"
                yield f"insert into referral ({', '.join(COLUMNS)}) select {shown} from ({copied}) r"
            case _:
                some = random.sample(sorted(values), 4)
                written = ", ".join(f"{name} = {values[name]}" for name in some)
                which = f"select id from referral order by md5(number || {values['state']}) limit 4"
                yield f"update referral set {written} where id in ({which})"


@pytest.fixture(scope="module")
async def unbound(module_stage: Stage, world: World) -> Stage:
    """The small world, in which an item may have as many leads as one likes, with everybody who counts."""
    for each in (*COUNTERS, OF_TOWNS, "dispatcher.civil-affairs.330110"):
        world.viewer(each)
    await world.insert(module_stage.addresses.loader)
    async with connected(module_stage.addresses.owner) as owner:
        await owner.execute("drop index uq_referral_open_lead")
    return module_stage


async def killed(stage: Stage) -> None:
    """Somebody folds and dies before the end."""
    async with connected(stage.addresses.worker) as connection:
        await connection.execute("begin; select fold_sums(1000)")
        connection.terminate()


async def both(stage: Stage, by: str, keys: list[str], narrowed: str) -> tuple[Any, Any]:
    """The groups from sums, and the same from rows."""
    given = f"(filter: {{{narrowed}}})" if narrowed else ""
    summed = await stage.data(GROUPS.format("Sums", given, ", ".join(keys)), by)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(roots, "from_sums", lambda kind, root, of: of)
        return summed, await stage.data(GROUPS.format("Rows", given, ", ".join(keys)), by)


@pytest.mark.parametrize("seed", range(4))
async def test_sums_and_what_is_not_folded_yet_are_what_rows_are(unbound: Stage, seed: int) -> None:
    random = Random(seed)
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        offices = await connection.fetch("select id, region_code from office order by id")
        for statement in islice(changes(random, offices), 12):
            await connection.execute(statement)
            if random.random() < 0.3:
                await worker.fetchval("select fold_sums($1)", random.choice((1, 2, 1000)))
            if random.random() < 0.2:
                await killed(unbound)
    for _ in range(4):
        by = random.choice((*COUNTERS, OF_TOWNS))
        finer = not by.startswith("leader")
        keys = random.choice((*KEYS, *FINER) if finer else KEYS)
        narrowed = random.choice((*FILTERS, *FINER_FILTERS) if finer else FILTERS)
        summed, counted = await both(unbound, by, keys, narrowed)
        assert summed == counted, (by, keys, narrowed)


async def test_what_is_folded_and_gone_leaves_no_sum(unbound: Stage) -> None:
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        await connection.execute("delete from referral where number like 'copy%'")
        await fold(worker)
        standing = await connection.fetchval("select count(*) from referral")
        counted = "select sum(n)::integer from referral_sum where facet = $1 and dispatching_office_id is not null and mark = 'ALL'"
        assert [await connection.fetchval(counted, facet) for facet in Facet] == [standing] * len(Facet)
        assert not await connection.fetchval(
            "select exists (select from referral_delta) or exists (select from referral_sum where n < 1 and mark = 'ALL')"
        )


async def test_a_sum_that_is_not_what_rows_say_is_found(unbound: Stage) -> None:
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        await fold(worker)
        await connection.execute("update referral set state = 'SIGNED' where state = 'DISPATCHED'")
        counties = await connection.fetchval("select count(distinct county_code) from referral_sum")
        assert [await compare(worker, NOW + place * SECOND) for place in range(counties)] == [0] * counties
        await connection.execute(
            "update referral_sum set n = n + 1 where id in (select min(id) from referral_sum where county_code is not null)"
        )
        assert sum([await compare(worker, NOW + MINUTE + place * SECOND) for place in range(counties)]) == 1
        told = {(each.name, each.label): each.value for each in await standing(unbound.addresses.app, NOW)}
        assert told["differing", "referrals"] == 1
        await connection.execute(
            "update referral_sum set n = n - 1 where id in (select min(id) from referral_sum where county_code is not null)"
        )


@pytest.mark.parametrize("login", ["app", "worker"])
async def test_nobody_writes_a_sum(unbound: Stage, login: str) -> None:
    async with connected(getattr(unbound.addresses, login)) as connection:
        for table, verb in product(("referral_sum", "referral_delta"), ("delete from {}", "update {} set n = 0")):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(verb.format(table))


async def test_whoever_has_no_scope_sees_no_sum_and_folds_none(unbound: Stage) -> None:
    async with connected(unbound.addresses.app) as connection:
        assert await connection.fetchval("select count(*) from referral_sum") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetchval("select fold_sums(1)")


@pytest.mark.parametrize(
    ("by", "facet"),
    [
        (["DEPARTMENT"], Facet.BARE),
        (["OFFICE", "STATE"], Facet.OFFICE),
        (["OFFICE", "TYPE"], None),
        (["WEEK", "STATE"], Facet.WEEK),
        (["WEEK", "MONTH"], None),
        (["TYPE", "STATE"], Facet.TYPE),
        (["TYPE", "COLOUR"], None),
    ],
)
def test_of_two_finer_things_rows_are_counted(by: list[str], facet: Facet | None) -> None:
    assert facet_of(by, ()) is facet


def test_a_scope_and_a_filter_have_divisions_in_common() -> None:
    city, county, other = "330100000000", "330110000000", "330200000000"
    assert divisions([county, city, county], None) == [city]
    assert divisions([city], county) == [county]
    assert divisions([county, other], city) == [county]
    assert divisions([county], other) == []
