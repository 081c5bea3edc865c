"""Families of which nobody is in charge any more are found without looking at each. Source: docs/decisions/054-lists.md."""

from datetime import timedelta
from random import Random

import asyncpg
import pytest

from db.server.login import Addresses
from db.session.connect import connected
from domain.viewer import Kind, digits_of
from tests.builders.case import a_family
from tests.builders.world import NOW, World

VILLAGES = ("330110109201", "330110109202", "330110110201", "330110110999", "330106002051", "330106002052", "441900003001")
DIVISIONS = (*VILLAGES, "330110109000", "330110110000", "330106002000", "330110000000", "330106000000")
ABOVE = ("330100000000", "330000000000", "441900000000", "340100000000", "000000000000")
LEFT = "select array_agg(distinct id order by id) from families_left($1, $2) id"
NOT_IN_CHARGE = """
select array_agg(id order by id) from family
where not is_in_charge(contact_person_id, region_code, $1) and merged_into_id is null
  and array[region_code, town_code, county_code, city_code] && $2::text[]
"""


@pytest.fixture
async def county(addresses: Addresses) -> Addresses:
    """Families of three counties, and accounts with memberships by chance, of which some are their contact persons."""
    world, random = World(), Random("left")
    accounts = [world.viewer(f"commissioner.federation.{village}").account for village in VILLAGES[:-1]]
    families = [a_family(world, in_=random.choice(VILLAGES)).family for _ in range(120)]
    for family in families:
        family.contact_person_id = random.choice(accounts)
    families[0].merged_into_id = families[1].id
    await world.insert(addresses.loader)
    async with connected(addresses.loader) as loader:
        again = """insert into membership (id, account_id, office_id, department_code, office_region_code, role, scope, starts_at, ends_at)
            select gen_random_uuid(), $1, office_id, department_code, office_region_code, $2, $3, $4, $5 from membership limit 1"""
        await loader.execute("update membership set ends_at = $1 where account_id = any($2)", NOW, accounts[::2])
        for account in accounts * 3:
            role = random.choice(("COMMISSIONER", "FEDERATION_CADRE", "FEDERATION_MONITOR"))
            scope, starts = random.sample((*DIVISIONS, *ABOVE[: random.choice((0, 0, 5))]), 2), NOW - timedelta(days=random.choice((-1, 9)))
            await loader.execute(again, account, role, scope, starts, NOW + timedelta(days=random.choice((20, 30))))
    return addresses


async def told(loader: asyncpg.Connection, kind: Kind, scope: tuple[str, ...], most: int = 1_000) -> list[object]:
    """The families told for a scope, as digits; the same as for whole codes, which servers before migration 0105 send."""
    found = []
    for codes in (map(digits_of, scope), scope):
        await loader.execute("select set_config('app.kind', $1, false), set_config('app.scope', $2, false)", kind, ",".join(codes))
        found.append(list(await loader.fetchval(LEFT, NOW, most) or ()))
    assert found[0] == found[1]
    return found[0]


async def test_those_are_found_whose_contact_person_is_in_charge_nowhere_around(county: Addresses) -> None:
    async with connected(county.loader) as loader:
        for scope in [(each,) for each in (*DIVISIONS, "441900000000")] + [VILLAGES[:3], (VILLAGES[0], VILLAGES[4])]:
            expected = await loader.fetchval(NOT_IN_CHARGE, NOW, list(scope)) or []
            assert await told(loader, Kind.CADRE, scope) == expected, scope
            assert await told(loader, Kind.COMMISSIONER, scope) == expected
        some = await told(loader, Kind.CADRE, ("330110000000",))
        assert 3 < len(some) < await loader.fetchval("select count(*) from family where county_code = '330110000000'")
        assert len(await told(loader, Kind.CADRE, ("330110000000",), most=3)) == 3


async def test_who_is_in_charge_of_no_family_is_told_of_none(county: Addresses) -> None:
    async with connected(county.loader) as loader:
        for kind in {*Kind} - {Kind.CADRE, Kind.COMMISSIONER}:
            assert await told(loader, kind, ("330110000000",)) == []
