"""Who only counts is told how far lists came by county, and sees none of the families on them. Source: docs/domain.md 7 (Counted)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from db.tables.campaign import Campaign, CampaignListing
from domain.campaign import counts_are_told
from domain.value.node_id import global_id
from tests.builders.case import a_family
from tests.builders.world import VILLAGE, code
from tests.schema.conftest import CADRE, DISPATCHER, Stage

COUNTING = ("leader.federation.330110", "viewer.government.330110", "monitor.federation.330110", "cadre.federation.3301")
COMMISSIONER = f"commissioner.federation.{VILLAGE}"
FACTS = {"INFECTED": {"health": True}, "ORPHANED_OR_ALONE": {}}
COUNTS = "count listed pending visited notReached notHome moved removed"
STATES: tuple[tuple[str, str | None], ...] = (
    ("PENDING", None),
    ("VISITED", None),
    ("VISITED", None),
    ("NOT_REACHED", "NOT_HOME"),
    ("REMOVED", "MOVED"),
)


def a_campaign(stage: Stage, region: str, *categories: str, parent: UUID | None = None, families: int = 0) -> UUID:
    """A campaign with families on its list, of whom the first wait, the next were visited, and so on."""
    key, world = stage.world.key(), stage.world
    campaign = Campaign(
        id=key,
        number=f"C{key}",
        title="走访",
        document_number="1",
        starts_on=date(2026, 11, 1),
        ends_on=date(2026, 12, 31),
        categories=list(categories),
        region_code=code(region),
        office_id=world.office("federation.330110").id,
        parent_id=parent,
        counts_told=counts_are_told(categories, code(region), FACTS),
        created_at=world.now,
    )
    world.add(campaign)
    for state, result in STATES[:families]:
        family = a_family(world).family
        of_family = {"family_id": family.id, "region_code": family.region_code, "listed_at": world.now, "updated_at": world.now}
        world.add(CampaignListing(id=world.key(), campaign_id=key, state=state, contact_result=result, **of_family))
    return key


@pytest.fixture(scope="module")
def made() -> dict[str, UUID]:
    """The campaigns, once they are made."""
    return {}


@pytest.fixture
def campaigns(stage: Stage, made: dict[str, UUID]) -> dict[str, UUID]:
    """The city's, the county's that is a part of it, one for health alone, and one of a village."""
    if not made:
        made["city"] = a_campaign(stage, "3301", "ORPHANED_OR_ALONE", families=1)
        made["county"] = a_campaign(stage, "330110", "INFECTED", "ORPHANED_OR_ALONE", parent=made["city"], families=5)
        made["health"] = a_campaign(stage, "330110", "INFECTED", families=2)
        made["village"] = a_campaign(stage, VILLAGE, "ORPHANED_OR_ALONE", parent=made["county"], families=3)
    return made


async def asked(stage: Stage, by: str, fields: str, **given: UUID) -> Any:
    """The list, narrowed."""
    narrowed = ", ".join(f'{name}: "{global_id("Campaign", key)}"' for name, key in given.items())
    narrowing = f"(filter: {{ {narrowed} }})" if given else ""
    return (await stage.data(f"{{ campaignListings{narrowing} {{ {fields} }} }}", by))["campaignListings"]


@pytest.mark.parametrize("by", COUNTING)
async def test_counts_are_told_by_county_and_no_family(stage: Stage, campaigns: dict[str, UUID], by: str) -> None:
    found = await asked(stage, by, f"totalCount nodes {{ id }} groups(by: [COUNTY]) {{ keys {COUNTS} }}", campaign=campaigns["county"])
    counts = {"count": 5, "listed": 4, "pending": 1, "visited": 2, "notReached": 1, "notHome": 1, "moved": 1, "removed": 1}
    assert found == {"totalCount": 5, "nodes": [], "groups": [{"keys": [code("330110")], **counts}]}
    row = await stage.data("{ campaigns { nodes { id listings { nodes { id } totalCount } } } }", by)
    told = {each["id"]: each["listings"]["totalCount"] for each in row["campaigns"]["nodes"]}
    assert {name: told[global_id("Campaign", key)] for name, key in campaigns.items()} == {
        "city": 1,
        "county": 5,
        "health": 0,
        "village": 0,
    }
    assert all(each["listings"]["nodes"] == [] for each in row["campaigns"]["nodes"])


@pytest.mark.parametrize("by", COUNTING)
async def test_what_is_for_health_alone_or_of_a_village_counts_nowhere(stage: Stage, campaigns: dict[str, UUID], by: str) -> None:
    for name in ("health", "village"):
        found = await asked(stage, by, "totalCount groups(by: [COUNTY]) { count }", campaign=campaigns[name])
        assert found == {"totalCount": 0, "groups": []}
    assert (await asked(stage, by, "totalCount"))["totalCount"] == 6
    assert (await asked(stage, by, "totalCount", within=campaigns["city"]))["totalCount"] == 6


async def test_a_campaign_is_counted_with_its_parts(stage: Stage, campaigns: dict[str, UUID]) -> None:
    totals = {name: (await asked(stage, CADRE, "totalCount", within=key))["totalCount"] for name, key in campaigns.items()}
    assert totals == {"city": 9, "county": 8, "health": 2, "village": 3}
    groups = "groups(by: [COUNTY]) { listed visited }"
    assert (await asked(stage, CADRE, groups, within=campaigns["city"]))["groups"] == [{"listed": 8, "visited": 4}]


@pytest.mark.parametrize("by", COUNTING)
async def test_who_only_counts_is_led_to_no_township_and_no_family(stage: Stage, campaigns: dict[str, UUID], by: str) -> None:
    assert await stage.refusals("{ campaignListings { groups(by: [TOWNSHIP]) { count } } }", by) == [
        ("BAD_USER_INPUT", ["campaignListings", "groups", "by"])
    ]
    for name, value in (("region", '"330110109"'), ("family", f'"{global_id("Family", UUID(int=1))}"'), ("state", None)):
        text = f"{{ campaignListings(filter: {{ {name}: {value or '[VISITED]'} }}) {{ totalCount }} }}"
        if value is None:
            assert (await stage.data(text, by))["campaignListings"]["totalCount"] == 2
        else:
            assert await stage.refusals(text, by) == [("BAD_USER_INPUT", ["campaignListings", "filter", name])]


async def test_a_listing_is_no_node_to_who_counts_it(stage: Stage, campaigns: dict[str, UUID]) -> None:
    (some, *_) = (await asked(stage, CADRE, "nodes { id }", campaign=campaigns["county"]))["nodes"]
    for by in (*COUNTING, DISPATCHER):
        assert await stage.data(f'{{ node(id: "{some["id"]}") {{ id }} }}', by) == {"node": None}


async def test_of_another_county_nothing_is_counted(stage: Stage, campaigns: dict[str, UUID]) -> None:
    for by in ("leader.federation.330106", "monitor.federation.330106", DISPATCHER, "admin.audit"):
        assert await asked(stage, by, "totalCount", within=campaigns["city"]) == {"totalCount": 0}
