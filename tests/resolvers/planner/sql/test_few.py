"""Items and needs have the same rows under a filter whether few or many pass it, and none that the viewer is not told.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping

import pytest

from domain.referral import State
from domain.value.node_id import global_id
from resolvers.planner.sql.lists import looks
from tests.builders.case import a_family
from tests.builders.world import NOW, OTHER_COUNTY
from tests.resolvers.planner.families import COMMISSIONER, VILLAGES
from tests.resolvers.planner.sql.conftest import TOWNS
from tests.schema.conftest import CADRE, Stage

OVER_ALL = "cadre.federation.330127"
"""Whose scope has a county, one of its villages, and a township elsewhere."""
MONITOR = "monitor.federation.3301"
AWAITED = "(r.waits_office or r.waits_federation or r.waits_commissioner or r.waits_monitor)"
LEAD = "exists (select from referral r where r.id = n.lead_id and ({}) and ({}))"
ITEMS: Mapping[str, str] = {
    "state: [DISPATCHED]": "state = 'DISPATCHED'",
    "state: [DRAFT, TO_DISPATCH]": "state in ('DRAFT', 'TO_DISPATCH')",
    "state: [COMPLETED, CONFIRMED]": "state in ('COMPLETED', 'CONFIRMED')",
    'type: ["A01"]': "type_code = 'A01'",
    'domain: ["EMPLOYMENT"]': "need_domain = 'EMPLOYMENT'",
    'office: "OWN"': "lead_office_id = 'OWN'",
    'office: "OTHER"': "lead_office_id = 'OTHER'",
    'office: "OWN", type: ["A01"]': "lead_office_id = 'OWN' and type_code = 'A01'",
    "colour: RED": LEAD.format(f"{AWAITED} and r.work_due_at <= '{NOW}'", "SEEN"),
    "colour: GREEN": LEAD.format(f"{AWAITED} and least(r.yellow_at, r.work_due_at) > '{NOW}'", "SEEN"),
    'colour: RED, type: ["A01"]': "type_code = 'A01' and " + LEAD.format(f"{AWAITED} and r.work_due_at <= '{NOW}'", "SEEN"),
}
NEEDS: Mapping[str, str] = {
    "withoutItem: true": "not exists (select from assistance_item i where i.need_id = n.id)",
    "withoutItem: false": "exists (select from assistance_item i where i.need_id = n.id)",
    'domain: ["EMPLOYMENT"]': "domain = 'EMPLOYMENT'",
    'domain: ["LIVING_ASSISTANCE"]': "domain = 'LIVING_ASSISTANCE'",
}
"""Filter -> which rows pass it; OWN and OTHER stand for offices, SEEN for that the viewer sees the lead `r`."""


@pytest.fixture(scope="module")
async def stage_of_items(module_stage: Stage, named: Mapping[str, str]) -> Stage:
    """The small world with a scope of many parts, overdue leads, needs without an item, and an item whose lead stayed elsewhere."""
    world = module_stage.world
    world.viewer(OVER_ALL)
    world.over(OVER_ALL, "330110000000", VILLAGES[0], f"{OTHER_COUNTY}002000")
    world.viewer(TOWNS)
    world.over(TOWNS, VILLAGES[1], f"{OTHER_COUNTY}002000")
    moved = a_family(world, in_=VILLAGES[0], head="孙丽").with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")
    for village in VILLAGES[:2]:
        a_family(world, in_=village, head="周强").with_need("EMPLOYMENT")
        overdue = a_family(world, in_=village, head="吴敏").with_need("EMPLOYMENT").referred_to("civil-affairs.330110", State.IN_PROGRESS)
        overdue.referral.work_due_at = overdue.referral.yellow_at = NOW
    await world.insert(module_stage.addresses.loader)
    async with module_stage.as_loader() as loader:
        lies = "update referral set region_code = $2, work_due_at = $3, yellow_at = $3, dispatching_office_id = $4 where id = $1"
        elsewhere = world.office(f"federation.{OTHER_COUNTY}").id
        await loader.execute(lies, moved.referral.id, f"{OTHER_COUNTY}002051", NOW, elsewhere)
    return module_stage


VIEWERS = (CADRE, OVER_ALL, MONITOR, COMMISSIONER, TOWNS)


def sees(stage: Stage, viewer: str) -> str:
    """That a viewer sees a lead that another federation dispatched."""
    divisions = "|".join(code.rstrip("0") for code in stage.world.viewer(viewer).scope)
    return f"r.region_code ~ '^({divisions})'"


@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("order", ["CREATED_DESC", "CREATED"])
@pytest.mark.parametrize(("root", "table", "filters"), [("items", "assistance_item", ITEMS), ("needs", "need", NEEDS)])
async def test_a_list_has_the_same_rows_whether_they_are_few_or_many(
    stage_of_items: Stage,
    monkeypatch: pytest.MonkeyPatch,
    root: str,
    table: str,
    filters: Mapping[str, str],
    viewer: str,
    order: str,
    few: int,
) -> None:
    """`few`: of how many rows it is walked through in its order."""
    monkeypatch.setattr(looks, "FEW", few)
    world, passed = stage_of_items.world, 0

    async def numbers(narrowed: str) -> list[str]:
        text = f"query few{few} {{ {root}(first: 50, orderBy: {order}{narrowed}) {{ totalCount nodes {{ number }} }} }}"
        told = (await stage_of_items.data(text, viewer))[root]
        assert told["totalCount"] == len(told["nodes"]), narrowed
        return [each["number"] for each in told["nodes"]]

    every = await numbers("")
    for named, holds in filters.items():
        narrowed, passes = named, holds
        for name, office in (("OWN", "civil-affairs.330110"), ("OTHER", f"civil-affairs.{OTHER_COUNTY}")):
            id = world.office(office).id
            narrowed, passes = narrowed.replace(name, global_id("Office", id)), passes.replace(name, str(id))
        async with stage_of_items.as_loader() as loader:
            all_that_pass = f"select array_agg(number) from {table} n where {passes.replace('SEEN', sees(stage_of_items, viewer))}"
            passing = await loader.fetchval(all_that_pass) or ()
        there = await numbers(f", filter: {{ {narrowed} }}")
        assert there == [number for number in every if number in passing], narrowed
        passed += bool(there)
    assert passed > 2


async def test_a_lead_that_stayed_elsewhere_tells_whoever_does_not_see_it_no_colour(stage_of_items: Stage) -> None:
    async with stage_of_items.as_loader() as loader:
        elsewhere = "select count(*) from referral r join assistance_item i on i.lead_id = r.id where r.region_code <> i.region_code"
        assert await loader.fetchval(elsewhere) == 1
    of_all = "{ items(first: 50, filter: { colour: RED }) { totalCount } }"
    seen = {viewer: (await stage_of_items.data(of_all, viewer))["items"]["totalCount"] for viewer in VIEWERS}
    assert seen == {CADRE: 2, OVER_ALL: 3, MONITOR: 3, COMMISSIONER: 2, TOWNS: 1}
