"""What a county and a township see of each other's work on one case. Source: docs/domain.md 7 (township delegate)."""

import pytest

from db.reference.read import Reference
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.beside import delegated_to
from tests.builders.case import Case, a_family
from tests.builders.world import CITY, TOWN
from tests.schema.conftest import CADRE, Ask, Stage

COUNTY, TOWNSHIP = "civil-affairs.330110", f"civil-affairs.{TOWN}"
BY, THERE, LEADER, ABOVE = f"dispatcher.{COUNTY}", f"dispatcher.{TOWNSHIP}", "leader.federation.330110", f"dispatcher.civil-affairs.{CITY}"
ELSEWHERE = "dispatcher.civil-affairs.330106"
FAMILY = "family { displayName { value } phone { value } address { value } }"
SEEN = f"""query ($id: ID!) {{ node(id: $id) {{ id ... on Referral {{
  state part requestText stage {{ code }} stageOn handedBack delegatingOffice {{ name }} lead {{ id state }} item {{ id }} {FAMILY}
  beside {{ totalCount nodes {{ id state }} }} events {{ nodes {{ action text reason {{ code }} }} }} disclosed {{ group level }}
}} }} }}"""
LISTED = """{ referrals { totalCount nodes { id } groups(by: [STATE]) { count } } inbox { totalCount nodes { id } }
  followUpsDue { totalCount } back: inbox(filter: { handedBack: true }) { totalCount }
  items { totalCount groups(by: [STATE]) { keys count } } }"""
COUNTED = "{ referrals { totalCount groups(by: [OFFICE, STATE]) { name { office } count unsigned overdue } } items { totalCount } }"


def a_case(stage: Stage, reference: Reference, state: State) -> Case:
    """A case of the county, with what it delegated in a state."""
    limit = reference.types["A01"].limit
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(COUNTY, State.IN_PROGRESS, of_type=limit)
    case.with_event("referralProgress", "县级内部研究")
    delegated_to(case, TOWNSHIP, state, of_type=limit, request_text="请入户", stage="HOME_SURVEY")
    return case.with_event("referralProgress", "已入户")


def keys(case: Case) -> tuple[str, str]:
    """The global ids of the lead and of what was delegated."""
    return global_id("Referral", case.lead.id), global_id("Referral", case.referral.id)


async def test_the_county_follows_what_it_delegated(stage: Stage, reference: Reference, ask: Ask) -> None:
    case = a_case(stage, reference, State.IN_PROGRESS)
    lead, delegate = keys(case)
    seen = (await ask(SEEN, BY, id=delegate))["node"]
    assert (seen["state"], seen["requestText"], seen["stage"]["code"], seen["lead"]["id"]) == ("IN_PROGRESS", "请入户", "HOME_SURVEY", lead)
    assert [each["text"] for each in seen["events"]["nodes"]] == [None, "已入户"]
    own = (await ask(SEEN, BY, id=lead))["node"]
    assert own["beside"]["nodes"] == [{"id": delegate, "state": "IN_PROGRESS"}]


async def test_the_township_sees_its_own_part_and_nothing_of_the_lead(stage: Stage, reference: Reference, ask: Ask) -> None:
    case = a_case(stage, reference, State.IN_PROGRESS)
    lead, delegate = keys(case)
    assert await ask(SEEN, THERE, id=lead) == {"node": None}
    seen = (await ask(SEEN, THERE, id=delegate))["node"]
    assert (seen["lead"], seen["item"], seen["beside"]["totalCount"], seen["requestText"]) == (None, None, 0, "请入户")
    assert [each["text"] for each in seen["events"]["nodes"]] == [None, "已入户"]


@pytest.mark.parametrize("state", [State.DISPATCHED, State.SIGNED, State.RETURNED])
async def test_what_is_disclosed_to_the_township_is_what_it_sees(stage: Stage, reference: Reference, ask: Ask, state: State) -> None:
    _, delegate = keys(a_case(stage, reference, state))
    seen = (await ask(SEEN, THERE, id=delegate))["node"]
    levels = {each["group"]: each["level"] for each in seen["disclosed"]}
    whole = state is State.SIGNED
    assert (levels["IDENTITY"], levels["CONTACT"]) == (("FULL", "FULL") if whole else ("COARSE", "HIDDEN"))
    assert (seen["family"]["displayName"]["value"] == "王小明", seen["family"]["phone"]["value"] is not None) == (whole, whole)


async def test_nobody_else_sees_it_but_the_federation_and_who_stands_above(stage: Stage, reference: Reference, ask: Ask) -> None:
    _, delegate = keys(a_case(stage, reference, State.SIGNED))
    for who in (ELSEWHERE, "dispatcher.healthcare-security.330110", f"dispatcher.healthcare-security.{TOWN}", "leader.federation.330110"):
        assert await ask(SEEN, who, id=delegate) == {"node": None}
    for who in (CADRE, ABOVE):
        assert (await ask(SEEN, who, id=delegate))["node"]["id"] == delegate


async def test_lists_and_counts_of_the_county_hold_its_own_referrals(stage: Stage, reference: Reference, ask: Ask) -> None:
    before, inside = await ask(LISTED, BY), await ask(LISTED, THERE)
    lead, delegate = keys(a_case(stage, reference, State.SIGNED))
    after, there = await ask(LISTED, BY), await ask(LISTED, THERE)
    assert after["referrals"]["totalCount"] == before["referrals"]["totalCount"] + 1
    assert sum(each["count"] for each in after["referrals"]["groups"]) == after["referrals"]["totalCount"]
    assert lead in {each["id"] for each in after["inbox"]["nodes"]}
    assert delegate not in {each["id"] for each in (*after["inbox"]["nodes"], *after["referrals"]["nodes"])}
    assert there["inbox"]["totalCount"] == inside["inbox"]["totalCount"] + 1
    assert delegate in {each["id"] for each in there["inbox"]["nodes"]}


async def test_who_only_counts_counts_leads_alone_and_items_stand_where_these_do(stage: Stage, reference: Reference, ask: Ask) -> None:
    before, items = await ask(COUNTED, LEADER), await ask(LISTED, CADRE)
    a_case(stage, reference, State.DISPATCHED)
    after, now = await ask(COUNTED, LEADER), await ask(LISTED, CADRE)
    assert after["referrals"]["totalCount"] == before["referrals"]["totalCount"] + 1
    assert sum(each["unsigned"] for each in after["referrals"]["groups"]) == sum(each["unsigned"] for each in before["referrals"]["groups"])
    assert after["items"]["totalCount"] == before["items"]["totalCount"] + 1
    moving = {each["keys"][0]: each["count"] for each in now["items"]["groups"]}
    assert moving["IN_PROGRESS"] == {each["keys"][0]: each["count"] for each in items["items"]["groups"]}.get("IN_PROGRESS", 0) + 1


async def test_what_was_handed_back_stands_in_the_countys_inbox(stage: Stage, reference: Reference, ask: Ask) -> None:
    _, delegate = keys(a_case(stage, reference, State.SIGNED))
    before = await ask(LISTED, BY)
    given = f'mutation {{ referralDelegateReturn(input: {{ id: "{delegate}", reason: "DONE", note: "已办" }}) {{ errors {{ code }} }} }}'
    assert (await ask(given, THERE))["referralDelegateReturn"]["errors"] == []
    assert (await ask(LISTED, BY))["back"]["totalCount"] == before["back"]["totalCount"] + 1
    handed = (await ask(SEEN, BY, id=delegate))["node"]["events"]["nodes"][-1]
    assert handed == {"action": "referralDelegateReturn", "text": "已办", "reason": {"code": "DONE"}}
