"""Who may not know in which village a family lives learns it by no path: staff, offices, campaigns, filters, groups.

Source: docs/domain.md 7.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from db.tables.campaign import Campaign
from domain.ask import AskState
from domain.referral import State
from domain.value.node_id import global_id
from domain.viewer import Role
from tests.builders.case import Case, a_family
from tests.builders.world import World
from tests.schema.conftest import CADRE, Stage

VILLAGE, TOWN, COUNTY, CITY = "330110005001", "330110005", "330110", "3301"
COMMUNITY, COMMISSIONER = f"community.{VILLAGE}", f"commissioner.federation.{VILLAGE}"
WORKER, DISPATCHER = f"dispatcher.{COMMUNITY}", f"dispatcher.civil-affairs.{COUNTY}"
MONITOR, SUPERIOR, SUPERIOR_OFFICE = f"monitor.federation.{COUNTY}", f"cadre.federation.{CITY}", f"dispatcher.civil-affairs.{CITY}"
LEADER, OPERATOR = f"leader.federation.{COUNTY}", f"operator.federation.{COUNTY}"
FROM_AFAR = (MONITOR, SUPERIOR)
"""Who sees the family's rows, and no more of its address than the township."""
MEMBERS = "memberships(first: 5) { totalCount nodes { id account { id } office { id name region { code } } scope { code name } } }"
OFFICE = f"{{ id name region {{ code name }} organization {{ name region {{ code }} offices {{ name }} }} {MEMBERS} }}"
ACCOUNT = f"{{ id name {MEMBERS} }}"
WARNED = "warnings { message }"
EVERYTHING = (
    f"{{ families {{ nodes {{ address {{ value }} region {{ code }} registrationRegion {{ code }} contactPerson {ACCOUNT} }} }} }}",
    f"{{ visits {{ nodes {{ region {{ code }} visitor {ACCOUNT} campaign {{ id title region {{ code }} }} }} }} }}",
    f"""{{ referrals {{ groups(by: [OFFICE, TOWNSHIP]) {{ keys labels count }} nodes {{
      region {{ code }} applyRegion {{ code }} office {OFFICE} suggestedOffice {OFFICE} dispatchingOffice {{ id }} handler {ACCOUNT}
      returnAsk {{ suggestedOffice {OFFICE} }}
    }} }} }}""",
    f"""{{ referrals(first: 5) {{ nodes {{
      events(first: 5) {{ nodes {{ office {OFFICE} suggestedOffice {OFFICE} account {ACCOUNT} }} }}
    }} }} }}""",
    f"""{{ items {{ groups(by: [OFFICE]) {{ keys labels count }} nodes {{
      region {{ code }} office {OFFICE} lastReturnedOffice {OFFICE} suggestedOffice {OFFICE} dispatchPreview {{ office {OFFICE} }} {WARNED}
    }} }} }}""",
)
MEMBERSHIPS = """
  query ($id: ID!) { node(id: $id) {
    ... on Office { memberships { totalCount nodes { account { name } scope { code } } } }
    ... on Account { memberships { totalCount } }
  } }
"""


@pytest.fixture(scope="module")
def made() -> list[Case]:
    """The case, once it is made."""
    return []


@pytest.fixture
async def case(stage: Stage, made: list[Case]) -> Case:
    """A family that its commissioner visited in a campaign of its village, and that its community looks in on."""
    if not made:
        world = stage.world
        for name in (WORKER, DISPATCHER, MONITOR, SUPERIOR, SUPERIOR_OFFICE, LEADER, OPERATOR, CADRE):
            world.viewer(name)
        campaign = world.add(a_campaign(world))
        case = a_family(world, VILLAGE).visited(COMMISSIONER, campaign_id=campaign.id).with_need("CARE").with_draft("A38")
        worker = world.viewer(WORKER)
        case.referred_to(COMMUNITY, State.SIGNED, handler_id=worker.account)
        case.with_event("referralSign", account_id=worker.account, office_id=worker.office)
        case.with_event("followUpRecord", account_id=world.viewer(COMMISSIONER).account, office_id=world.viewer(COMMISSIONER).office)
        case.item.last_returned_office_id = case.referral.suggested_office_id = world.office(COMMUNITY).id
        case.referral.return_ask_state, case.referral.return_ask_suggested_office_id = AskState.REFUSED, world.office(COMMUNITY).id
        case.with_need("CARE").with_draft("A38")  # the same help once more: its warning names where it is in hand
        case.with_need("LIVING_ASSISTANCE").with_draft().referred_to(f"civil-affairs.{COUNTY}", State.DISPATCHED)
        made.append(case)
    return made[0]


def a_campaign(world: World) -> Campaign:
    return Campaign(
        id=world.key(),
        number="C2026-00000001-0",
        title="村里的走访",
        document_number="1",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        categories=[],
        region_code=VILLAGE,
        office_id=world.office(f"federation.{COUNTY}").id,
        created_at=world.now,
    )


def texts(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif value is not None:
        yield str(value)


@pytest.mark.parametrize("by", [*FROM_AFAR, SUPERIOR_OFFICE, DISPATCHER])
async def test_no_field_of_any_row_leads_to_the_village(stage: Stage, case: Case, by: str) -> None:
    found = {each for text in EVERYTHING for each in texts(await stage.data(text, by))}
    found -= stage.world.viewers.keys()  # accounts of the world are called after where they work
    assert not {each for each in found if VILLAGE in each or "顾家桥" in each}
    assert not found & {global_id("Office", stage.world.office(COMMUNITY).id), "村里的走访"}


async def test_who_may_know_the_village_is_led_to_it(stage: Stage, case: Case) -> None:
    found = {each for text in EVERYTHING for each in texts(await stage.data(text, CADRE))}
    assert {VILLAGE, f"community.{VILLAGE}", "村里的走访", global_id("Office", stage.world.office(COMMUNITY).id)} <= found


@pytest.mark.parametrize("by", [*FROM_AFAR, CADRE])
async def test_a_filter_by_an_office_or_campaign_of_a_village_matches_for_who_may_know_it(stage: Stage, case: Case, by: str) -> None:
    community = global_id("Office", stage.world.office(COMMUNITY).id)
    campaign = global_id("Campaign", case.visit.campaign_id or case.visit.id)
    counts = await stage.data(
        f'{{ referrals(filter: {{ office: "{community}" }}) {{ totalCount }} items(filter: {{ office: "{community}" }}) {{ totalCount }}'
        f' visits(filter: {{ campaign: "{campaign}" }}) {{ totalCount }} }}',
        by,
    )
    assert {each["totalCount"] for each in counts.values()} == ({1} if by == CADRE else {0})


REFUSED = "query ($office: ID!) { items { nodes { type { code } dispatchPreview(office: $office) { refusal { code } } } } }"


@pytest.mark.parametrize(("by", "is_told"), [(MONITOR, False), (SUPERIOR, False), (CADRE, True)])
async def test_a_preview_tells_by_its_refusal_where_the_family_lives_only_to_who_may_know(
    stage: Stage, case: Case, by: str, is_told: bool
) -> None:
    codes = set()
    for office in (stage.world.office(COMMUNITY), stage.world.office("community.330110005002")):
        nodes = (await stage.data(REFUSED, by, {"office": global_id("Office", office.id)}))["items"]["nodes"]
        previews = [node["dispatchPreview"] for node in nodes if node["type"]["code"] == "A38"]
        assert len(previews) == 2
        codes.add((previews[-1]["refusal"] or {"code": None})["code"])
    assert ("OFFICE_DOES_NOT_FIT" in codes, len(codes)) == ((True, 2) if is_told else (False, 1))


@pytest.mark.parametrize("by", FROM_AFAR)
async def test_who_works_in_a_village_is_told_by_neither_end(stage: Stage, case: Case, by: str) -> None:
    office = await stage.data(MEMBERSHIPS, by, {"id": global_id("Office", stage.world.office(COMMUNITY).id)})
    assert office["node"]["memberships"] == {"totalCount": 0, "nodes": []}
    worker = stage.world.viewer(WORKER)
    account = await stage.data(MEMBERSHIPS, by, {"id": global_id("Account", worker.account)})
    assert account["node"]["memberships"]["totalCount"] == 0
    assert (await stage.data(f'{{ node(id: "{global_id("Membership", worker.membership)}") {{ id }} }}', by))["node"] is None


@pytest.mark.parametrize(
    ("by", "seen"),
    [
        (CADRE, {DISPATCHER}),
        (SUPERIOR, {DISPATCHER}),
        (MONITOR, {DISPATCHER}),
        (SUPERIOR_OFFICE, {DISPATCHER}),
        (DISPATCHER, {DISPATCHER}),
        ("admin.system", {DISPATCHER}),
        ("admin.security", {DISPATCHER}),
        ("admin.audit", {DISPATCHER}),
        (COMMISSIONER, set()),
        (OPERATOR, set()),
        (LEADER, set()),
        (f"dispatcher.human-resources.{COUNTY}", set()),
        (f"dispatcher.human-resources.{CITY}", set()),
        ("cadre.federation.330106", set()),
        (WORKER, set()),
    ],
)
async def test_an_offices_people_are_shown_to_themselves_to_whoever_stands_above_and_to_administrators(
    stage: Stage, case: Case, by: str, seen: set[str]
) -> None:
    office = await stage.data(MEMBERSHIPS, by, {"id": global_id("Office", stage.world.office(f"civil-affairs.{COUNTY}").id)})
    assert {each["account"]["name"] for each in office["node"]["memberships"]["nodes"]} == seen


async def test_colleagues_scopes_are_shown_as_near_as_the_viewer_may_know_where_families_live(stage: Stage, case: Case) -> None:
    federation = {"id": global_id("Office", stage.world.office(f"federation.{COUNTY}").id)}
    scopes = {}
    for by in (CADRE, MONITOR, COMMISSIONER, LEADER, "admin.audit"):
        nodes = (await stage.data(MEMBERSHIPS, by, federation))["node"]["memberships"]["nodes"]
        (scopes[by],) = ([place["code"] for place in node["scope"]] for node in nodes if node["account"]["name"] == COMMISSIONER)
    town = [TOWN.ljust(12, "0")]
    assert scopes == {CADRE: [VILLAGE], MONITOR: town, COMMISSIONER: [VILLAGE], LEADER: town, "admin.audit": [VILLAGE]}
    assert stage.world.viewer(COMMISSIONER).role is Role.COMMISSIONER


async def test_memberships_come_in_pages(stage: Stage, case: Case) -> None:
    federation = global_id("Office", stage.world.office(f"federation.{COUNTY}").id)
    page = '{ node(id: "%s") { ... on Office { memberships(first: 1%s) { nodes { id } pageInfo { hasNextPage endCursor } } } } }'
    first = (await stage.data(page % (federation, ""), CADRE))["node"]["memberships"]
    after = f', after: "{first["pageInfo"]["endCursor"]}"'
    second = (await stage.data(page % (federation, after), CADRE))["node"]["memberships"]
    assert first["pageInfo"]["hasNextPage"]
    assert first["nodes"] != second["nodes"]
