"""What an office is told of what it handed to the federation, and of no need. Source: docs/lifecycle.md (`familyTransfer`)."""

from typing import Any

import pytest

from domain.ask import AskState
from domain.referral import State
from domain.value.node_id import global_id
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OFFICE, OTHER = "civil-affairs.330110", "dispatcher.human-resources.330110"
SHOWN = """query ($id: ID!) {
  node(id: $id) { ... on Referral {
    transfer { state domain { code } requestText reason { code } } waitingFor family { needs { totalCount } }
    availableActions(allowed: true) { action }
  } }
  inbox { nodes { id } }
}"""


def handed_over(stage: Stage, state: State = State.IN_PROGRESS, transfer: AskState = AskState.OPEN, **columns: Any) -> Case:
    """A family whose office has told the federation of a need; the federation knew of two others."""
    told: dict[str, Any] = {"transfer_domain": "EDUCATION", "transfer_request_text": "孩子上学需要帮助", "transfer_asked_at": NOW}
    case = a_family(stage.world).with_need("EDUCATION").with_need("LIVING_ASSISTANCE")
    waits: dict[str, Any] = {"waits_federation": True, "transfer_open_at": NOW} if transfer is AskState.OPEN else {}
    return case.referred_to(OFFICE, state, **({"transfer_state": transfer, **told, **waits} | columns))


async def shown(stage: Stage, case: Case, by: str) -> tuple[Any, bool]:
    """The referral as a viewer reads it, and whether it is in their inbox."""
    mine = global_id("Referral", case.referral.id)
    found = await stage.data(SHOWN, by, {"id": mine})
    node = found["node"]
    if node is not None:
        node["may"] = {each["action"] for each in node.pop("availableActions")} & {"familyTransfer", "familyTransferDecide"}
    return node, mine in {each["id"] for each in found["inbox"]["nodes"]}


TOLD = {"domain": {"code": "EDUCATION"}, "requestText": "孩子上学需要帮助"}


async def test_the_federation_finds_it_in_its_inbox_and_may_decide(stage: Stage) -> None:
    node, waits = await shown(stage, handed_over(stage), CADRE)
    assert node["transfer"] == {"state": "OPEN", "reason": None, **TOLD}
    assert (node["may"], waits, node["family"]["needs"]["totalCount"]) == ({"familyTransferDecide"}, True, 2)


@pytest.mark.parametrize(("transfer", "reason"), [(AskState.OPEN, None), (AskState.GRANTED, None), (AskState.REFUSED, "NOT_NEEDED")])
async def test_the_office_is_told_what_became_of_it_and_of_no_need(stage: Stage, transfer: AskState, reason: str | None) -> None:
    node, _ = await shown(stage, handed_over(stage, transfer=transfer, transfer_reason=reason), DISPATCHER)
    assert node["transfer"] == {"state": transfer, "reason": None if reason is None else {"code": reason}, **TOLD}
    assert node["family"] == {"needs": {"totalCount": 0}}
    assert node["may"] == (set() if transfer is AskState.OPEN else {"familyTransfer"})


async def test_to_an_office_that_gave_it_up_it_waits_for_nobody(stage: Stage) -> None:
    node, waits = await shown(stage, handed_over(stage, State.RETURNED), DISPATCHER)
    assert (node["waitingFor"], node["may"], waits) == ([], set(), False)


async def test_no_other_office_learns_of_it(stage: Stage) -> None:
    case = handed_over(stage)
    case.with_draft("A16").referred_to("human-resources.330110", State.SIGNED)
    mine = global_id("Referral", case.referrals[0].id)
    assert (await stage.data(SHOWN, OTHER, {"id": mine}))["node"] is None
