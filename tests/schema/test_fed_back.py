"""The families fed back to a community, and of each nothing but what neighbourly care needs. Source: docs/domain.md 7 (COMMUNITY_CARE)."""

from typing import Any

import pytest

from db.reference.read import Reference
from domain.disclosure import Half
from domain.family import ContactBy
from domain.referral import State
from tests.builders.case import Case, a_family
from tests.builders.world import World
from tests.schema.conftest import Stage
from tests.schema.test_monitored import after, told

VILLAGE = "330110005001"
COMMUNITY, CIVIL, HEALTH, POSTS = f"community.{VILLAGE}", "civil-affairs.330110", "healthcare-security.330110", "human-resources.330110"
BY, NEIGHBOUR = f"dispatcher.{COMMUNITY}", "dispatcher.community.330110005002"
PERSON = "displayName { value } idNumber { value } ageBand sex birthYear birthDate guardian { name } certificate { status } work { wish }"
LISTED = f"""{{ referrals(filter: {{ type: ["A38"] }}) {{ totalCount nodes {{
  state requestText outcome {{ result }} otherHelp {{ typeName state }}
  person {{ {PERSON} }}
  family {{
    displayName {{ value level }} address {{ value level }} contactWish {{ by when }}
    phone {{ value level }} contactPerson {{ name }} incomePerHead categories {{ code }} healthCategories {{ code }}
    entitlements {{ state }} monitoring {{ state }} nextContactOn version head {{ {PERSON} }}
    needs {{ nodes {{ number }} }} items {{ nodes {{ number }} }} visits {{ nodes {{ number }} }} events {{ nodes {{ action }} }}
    referrals {{ nodes {{ type {{ code }} }} }}
  }}
}} }} }}"""
NOBODY = {"idNumber": {"value": None}} | dict.fromkeys(("ageBand", "sex", "birthYear", "birthDate", "guardian", "certificate", "work"))


@pytest.fixture(scope="module")
def cared(world: World, reference: Reference) -> Case:
    """A family of whom everything is known, fed back to its community, with help in three other hands."""
    case = a_family(
        world,
        VILLAGE,
        head="欧阳秀英",
        income_per_head=80000,
        health_categories=["INFECTED"],
        contact_wish_by=ContactBy.HOME_VISIT,
        contact_wish_when="上午",
    )
    case.with_certificate().with_need("CARE")
    case.with_draft("A38").referred_to(COMMUNITY, State.SIGNED, sees=after(reference, "A38"), request_text="请常去看看")
    case.with_draft("A01").referred_to(CIVIL, State.IN_PROGRESS)
    case.with_draft("A16").referred_to(POSTS, State.COMPLETED)
    case.with_draft("A10").referred_to(HEALTH, State.SIGNED)
    told(case, "MARGINAL_PRONE_HOUSEHOLD")
    return case


async def listed(stage: Stage, by: str) -> Any:
    return (await stage.data(LISTED, by))["referrals"]


async def test_a_community_lists_whom_it_cares_for_with_what_that_needs_and_nothing_else(stage: Stage, cared: Case) -> None:
    found = await listed(stage, BY)
    assert found["totalCount"] == 1
    (node,) = found["nodes"]
    family, person = node.pop("family"), node.pop("person")
    help_ = [{"typeName": "最低生活保障", "state": "IN_PROGRESS"}, {"typeName": "职业技能培训", "state": "COMPLETED"}]
    assert node == {"state": "SIGNED", "requestText": "请常去看看", "outcome": None, "otherHelp": help_}
    surname = {"displayName": {"value": "欧阳"}} | NOBODY
    assert person == surname
    assert family.pop("head") == surname
    assert family.pop("address")["level"] == "FULL"
    assert family.pop("displayName") == {"value": "欧阳", "level": "COARSE"}
    assert family.pop("contactWish") == {"by": cared.family.contact_wish_by, "when": "上午"}
    assert family.pop("phone")["value"] is None
    assert family.pop("referrals") == {"nodes": [{"type": {"code": "A38"}}]}
    assert [family.pop(name)["nodes"] for name in ("needs", "items", "visits")] == [[], [], []]
    assert set(family.values()) == {None}, family


async def test_another_community_lists_nobody_and_learns_nothing(stage: Stage, cared: Case) -> None:
    assert await listed(stage, NEIGHBOUR) == {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize("state", [State.DISPATCHED, State.COMPLETED, State.RETURNED])
async def test_before_and_after_its_care_it_is_told_of_no_other_help(stage: Stage, reference: Reference, state: State) -> None:
    community = "community.330110005003"
    half = Half.BEFORE if state is not State.COMPLETED else Half.AFTER
    levels = after(reference, "A38", half)
    case = (
        a_family(stage.world, "330110005003", head="欧阳秀英")
        .with_need("CARE")
        .with_draft("A38")
        .referred_to(community, state, sees=levels)
    )
    case.with_draft("A01").referred_to(CIVIL, State.IN_PROGRESS)
    found = [each for each in (await listed(stage, f"dispatcher.{community}"))["nodes"] if each["state"] == state]
    assert found
    assert {each["otherHelp"] is None for each in found} == {True}
    if half is Half.BEFORE:
        assert {each["family"]["contactWish"] for each in found} == {None}
        assert {each["family"]["address"]["level"] for each in found} == {"COARSE"}
