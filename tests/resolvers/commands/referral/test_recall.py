"""The federation takes back what nobody has signed. Source: docs/lifecycle.md (`referralRecall`)."""

from domain.item import ItemState
from domain.referral import State
from resolvers.commands.referral.recall import ReferralRecall
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE


async def test_a_recalled_item_can_be_dispatched_again(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    await stage.done(ReferralRecall, CADRE, case.referral.id, reason="WRONG_OFFICE")
    referral, item = await stage.again(case.referral), await stage.again(case.item)
    assert (referral.state, referral.cancel_reason, referral.waits_federation) == (State.CANCELLED, "RECALLED", True)
    assert (item.state, item.lead_id, item.cancel_reason) == (ItemState.TO_DISPATCH, None, None)


async def test_what_is_signed_is_not_recalled(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    assert await stage.refused(ReferralRecall, CADRE, case.referral.id, reason="WRONG_OFFICE") == [("INVALID_TRANSITION", ())]
