"""A list whose rows are seen in several ways holds each row once.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.builders.case import a_family
from tests.builders.world import OTHER_COUNTY
from tests.resolvers.planner.families import VILLAGES
from tests.schema.conftest import CADRE, Stage

OVER_ALL = "cadre.federation.330127"
"""Whose scope has a county, one of its townships, two of its villages, and a township elsewhere: most rows lie in several of these."""
MONITOR, LINE = "monitor.federation.3301", "dispatcher.civil-affairs.3301"


@pytest.fixture
async def overlapping(stage: Stage, named: Mapping[str, str]) -> Stage:
    """The small world, with referrals that lie in no county of the federation that dispatched them, and a scope of many parts."""
    world = stage.world
    world.viewer(OVER_ALL)
    world.over(OVER_ALL, "330110000000", f"{VILLAGES[0][:9]}000", *VILLAGES[:2], f"{OTHER_COUNTY}002000")
    moved = a_family(world, in_=f"{OTHER_COUNTY}002051", head="孙丽")
    moved.with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330106", dispatching_office_id=world.viewer(CADRE).office)
    await world.insert(stage.addresses.loader)
    return stage


async def page(stage: Stage, viewer: str, name: str, order: str, first: int, after: str | None = None) -> Any:
    given = "first: $first, after: $after" if after else "first: $first"
    asked = f"{{ {name}({given}, orderBy: {order}) {{ totalCount nodes {{ number }} pageInfo {{ hasNextPage endCursor }} }} }}"
    text = f"query($first: Int!{', $after: String' if after else ''}) {asked}"
    return (await stage.data(text, viewer, {"first": first} | ({"after": after} if after else {})))[name]


@pytest.mark.parametrize("viewer", [OVER_ALL, MONITOR, LINE])
@pytest.mark.parametrize(("name", "order"), [("referrals", "WORK_DUE"), ("referrals", "CREATED_DESC"), ("families", "CREATED")])
async def test_pages_of_one_row_hold_what_one_page_of_all_holds_each_row_once(
    overlapping: Stage, viewer: str, name: str, order: str
) -> None:
    whole = await page(overlapping, viewer, name, order, 50)
    numbers = [each["number"] for each in whole["nodes"]]
    assert 1 < len(numbers) == len(set(numbers)) == whole["totalCount"]
    one = await page(overlapping, viewer, name, order, 1)
    walked = [each["number"] for each in one["nodes"]]
    while one["pageInfo"]["hasNextPage"]:
        one = await page(overlapping, viewer, name, order, 1, one["pageInfo"]["endCursor"])
        walked += [each["number"] for each in one["nodes"]]
    assert walked == numbers
