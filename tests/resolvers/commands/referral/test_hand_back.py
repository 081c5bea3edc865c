"""A handler hands a referral back to the office. Source: docs/lifecycle.md (`referralHandBack`)."""

from domain.referral import State
from resolvers.commands.referral.hand_back import ReferralHandBack
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER, HANDLER


async def test_nobody_handles_it_any_more(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, handler_id=stage.world.viewer(HANDLER).account)
    await stage.done(ReferralHandBack, HANDLER, case.referral.id)
    assert (await stage.again(case.referral)).handler_id is None


async def test_only_ones_own_is_handed_back(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, handler_id=stage.world.viewer(HANDLER).account)
    assert await stage.refused(ReferralHandBack, DISPATCHER, case.referral.id) == [("NOT_YOURS", ())]
