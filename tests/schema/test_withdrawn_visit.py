"""What the contract tells of a visit that is corrected and withdrawn. Source: docs/domain.md 2 (Visit)."""

from typing import Any

from domain.value.node_id import global_id
from tests.builders.case import a_family
from tests.schema.conftest import CADRE, Ask, Stage

CORRECT = """mutation ($id: ID!, $suggestions: String) {
visitCorrect(input: { id: $id, suggestions: $suggestions, companions: "李主任", reason: "MISTYPED" }) {
  errors { code path } visit { version suggestions companions state availableActions { action allowed reason { code } } }
} }"""
WITHDRAW = """mutation ($id: ID!) { visitWithdraw(input: { id: $id, reason: "RECORDED_TWICE" }) {
  errors { code path }
  visit { state withdrawalReason { code name } withdrawnBy { name } availableActions { action allowed reason { code } } }
} }"""
LISTED = """query ($id: ID!, $family: ID!) {
  visits(filter: { family: $family }) { totalCount } withdrawn: visits(filter: { family: $family, state: WITHDRAWN }) { totalCount }
  node(id: $id) { ... on Visit { state family {
    visits { totalCount } corrections { nodes { value proposed replaced removes visit { id } } } } } }
}"""
BOTH = ("visitCorrect", "visitWithdraw")


def allowed(visit: Any) -> list[tuple[str, bool, Any]]:
    """What may be done with it."""
    return [(each["action"], each["allowed"], each["reason"] and each["reason"]["code"]) for each in visit["availableActions"]]


async def test_it_is_shown_as_corrected_then_as_withdrawn_and_lists_leave_it_out(ask: Ask, stage: Stage) -> None:
    case = a_family(stage.world).visited(suggestions="多来看看")
    ids = {"id": global_id("Visit", case.visit.id), "family": global_id("Family", case.family.id)}
    right = (await ask(CORRECT, CADRE, id=ids["id"], suggestions=None))["visitCorrect"]
    assert (right["errors"], right["visit"]["version"], right["visit"]["suggestions"], right["visit"]["companions"]) == (
        [],
        2,
        None,
        "李主任",
    )
    assert allowed(right["visit"]) == [(each, True, None) for each in BOTH]
    gone = (await ask(WITHDRAW, CADRE, id=ids["id"]))["visitWithdraw"]["visit"]
    assert (gone["state"], gone["withdrawalReason"]["code"]) == ("WITHDRAWN", "RECORDED_TWICE")
    assert allowed(gone) == [(each, False, "INVALID_TRANSITION") for each in BOTH]
    listed = await ask(LISTED, CADRE, **ids)
    assert (listed["visits"]["totalCount"], listed["withdrawn"]["totalCount"]) == (0, 1)
    assert (listed["node"]["state"], listed["node"]["family"]["visits"]["totalCount"]) == ("WITHDRAWN", 0)
    said = {each.pop("value"): each for each in listed["node"]["family"]["corrections"]["nodes"]}
    of = {"visit": {"id": ids["id"]}}
    assert said == {
        "VISIT_SUGGESTIONS": {"proposed": None, "replaced": "多来看看", "removes": True, **of},
        "VISIT_COMPANIONS": {"proposed": "李主任", "replaced": None, "removes": False, **of},
    }
