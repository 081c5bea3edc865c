"""The federation takes on what an office told it of, or declines. Source: docs/lifecycle.md (`familyTransferDecide`)."""

from typing import Any

import pytest

from domain.ask import AskState
from domain.referral import State
from resolvers.commands.handing.family_transfer import FamilyTransfer
from resolvers.commands.handing.family_transfer_decide import FamilyTransferDecide
from resolvers.commands.referral.return_ import ReferralReturn
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.handing.test_family_transfer import handed_over, needs
from tests.resolvers.commands.samples import CADRE, DISPATCHER


async def test_what_is_taken_on_is_a_need_of_the_family_and_waits_no_longer(stage: Stage) -> None:
    case = await handed_over(stage)
    await stage.done(FamilyTransferDecide, CADRE, case.referral.id, accepted=True)
    (need,) = await needs(stage, case)
    assert (need.domain, need.request_text, need.status, need.urgency_level) == ("EDUCATION", "孩子上学需要帮助", "OPEN", "NORMAL")
    assert (need.person_id, need.visit_id, need.owner_office_id) == (case.referral.person_id, None, case.federation.id)
    referral = await stage.again(case.referral)
    assert (referral.transfer_state, referral.transfer_reason, referral.waits_federation) == (AskState.GRANTED, None, False)


async def test_what_is_declined_becomes_nothing_and_the_office_may_tell_of_another(stage: Stage) -> None:
    case = await handed_over(stage)
    await stage.done(FamilyTransferDecide, CADRE, case.referral.id, accepted=False, reason="NOT_NEEDED")
    referral = await stage.again(case.referral)
    assert (referral.transfer_state, referral.transfer_reason) == (AskState.REFUSED, "NOT_NEEDED")
    assert await needs(stage, case) == []
    await stage.done(FamilyTransfer, DISPATCHER, case.referral.id, domain="CARE", request_text="需要照料")
    referral = await stage.again(case.referral)
    assert (referral.transfer_state, referral.transfer_domain, referral.transfer_reason) == (AskState.OPEN, "CARE", None)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"accepted": False}, ("REQUIRED", ("reason",))),
        ({"accepted": True, "reason": "NOT_NEEDED"}, ("NOT_EXPECTED", ("reason",))),
        ({"accepted": False, "reason": "DUPLICATE"}, ("UNKNOWN_CODE", ("reason",))),
    ],
)
async def test_a_reason_is_told_of_what_is_declined_alone(stage: Stage, given: dict[str, Any], refusal: Any) -> None:
    case = await handed_over(stage)
    assert await stage.refused(FamilyTransferDecide, CADRE, case.referral.id, **given) == [refusal]


async def test_it_is_decided_also_after_the_office_has_returned_its_own_part(stage: Stage) -> None:
    case = await handed_over(stage, State.SIGNED)
    given_back = {"reason": "NOT_OUR_DUTY", "returned_by": "NOT_OUR_DUTY"}
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, **given_back)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.waits_federation) == (State.RETURNED, True)
    await stage.done(FamilyTransferDecide, CADRE, case.referral.id, accepted=True)
    assert len(await needs(stage, case)) == 1
