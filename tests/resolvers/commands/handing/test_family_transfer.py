"""An office tells the federation of another need of its family. Source: docs/lifecycle.md (`familyTransfer`)."""

from typing import Any

import pytest

from db.tables.need import Need
from domain.ask import AskState
from domain.referral import State
from resolvers.commands.handing.family_transfer import FamilyTransfer
from resolvers.commands.handing.family_transfer_decide import FamilyTransferDecide
from tests.builders.beside import assisted_by, delegated_to
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, HANDLER, PLAIN_TOWN

TOLD: dict[str, Any] = {"domain": "EDUCATION", "request_text": "孩子上学需要帮助"}


async def handed_over(stage: Stage, state: State = State.IN_PROGRESS) -> Case:
    """A referral whose office has told the federation of another need."""
    case = await stage.referred(state)
    await stage.done(FamilyTransfer, HANDLER, case.referral.id, **TOLD)
    return case


async def needs(stage: Stage, case: Case) -> list[Need]:
    """The needs of the family but the first."""
    return [each for each in await stage.rows(Need, Need.family_id == case.family.id) if each.id != case.need.id]


async def test_it_waits_for_the_federation_and_stops_no_clock(stage: Stage) -> None:
    case = await handed_over(stage)
    referral = await stage.again(case.referral)
    told = (referral.transfer_state, referral.transfer_domain, referral.transfer_request_text, referral.transfer_asked_at)
    assert told == (AskState.OPEN, "EDUCATION", "孩子上学需要帮助", stage.now)
    assert (referral.waits_office, referral.waits_federation, referral.federation_until) == (True, True, None)
    assert (referral.state, referral.finish_due_at) == (State.IN_PROGRESS, case.referral.finish_due_at)
    assert await needs(stage, case) == []


async def test_what_the_federation_has_known_before_is_taken_in_the_same_way(stage: Stage) -> None:
    """Neither a refusal nor the answer tells an office of a need that it does not see."""
    case = await stage.referred(State.IN_PROGRESS)
    case.with_need("EDUCATION", request_text="孩子上学需要帮助")
    other = await stage.referred(State.IN_PROGRESS)
    await stage.placed(case)
    done = [await stage.run(FamilyTransfer, HANDLER, each.referrals[0].id, **TOLD) for each in (case, other)]
    assert [each.errors for each in done] == [(), ()]
    assert done[0].version == done[1].version


async def test_the_request_holds_no_number_and_the_domain_is_known(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    given = {"domain": "MONEY", "request_text": "电话 13912345678"}
    refused = await stage.refused(FamilyTransfer, HANDLER, case.referral.id, **given)
    assert set(refused) == {("UNKNOWN_CODE", ("domain",)), ("TEXT_HOLDS_PHONE", ("requestText",))}


async def test_who_has_not_signed_or_has_given_it_up_tells_nothing(stage: Stage) -> None:
    for state in (State.DISPATCHED, State.RETURNED, State.CONFIRMED):
        case = await stage.referred(state)
        assert [code for code, _ in await stage.refused(FamilyTransfer, HANDLER, case.referral.id, **TOLD)] == ["INVALID_TRANSITION"]


@pytest.mark.parametrize("beside", [assisted_by, delegated_to])
async def test_who_works_beside_a_lead_tells_its_lead(stage: Stage, beside: Any) -> None:
    case = await stage.placed(beside(await stage.referred(State.IN_PROGRESS), PLAIN_TOWN, State.IN_PROGRESS))
    assert await stage.refused(FamilyTransfer, f"handler.{PLAIN_TOWN}", case.referral.id, **TOLD) == [("FORBIDDEN", ())]


async def test_a_federation_hands_nothing_to_itself_and_no_commissioner_decides(stage: Stage) -> None:
    case = await handed_over(stage)
    assert await stage.refused(FamilyTransfer, CADRE, case.referral.id, **TOLD) == [("FORBIDDEN", ())]
    assert await stage.refused(FamilyTransferDecide, COMMISSIONER, case.referral.id, accepted=True) == [("FORBIDDEN", ())]
    assert await stage.refused(FamilyTransferDecide, HANDLER, case.referral.id, accepted=True) == [("FORBIDDEN", ())]
