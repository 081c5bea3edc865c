"""A handler takes what nobody handles. Source: docs/lifecycle.md (`referralTake`)."""

from domain.referral import State
from resolvers.commands.referral.take import ReferralTake
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER, HANDLER


async def test_whoever_takes_it_handles_it(stage: Stage) -> None:
    case = await stage.referred(State.REOPENED)
    await stage.done(ReferralTake, HANDLER, case.referral.id)
    assert (await stage.again(case.referral)).handler_id == stage.world.viewer(HANDLER).account


async def test_what_another_handles_is_not_taken(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED, handler_id=stage.world.viewer(DISPATCHER).account)
    assert await stage.refused(ReferralTake, HANDLER, case.referral.id) == [("HANDLER_SET", ())]
