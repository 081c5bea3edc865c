"""An office goes on with what it has suspended. Source: docs/lifecycle.md (`referralResume`)."""

from domain.referral import State
from resolvers.commands.referral.resume import ReferralResume
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import HANDLER


async def test_work_goes_on_in_the_state_in_which_it_was_suspended(stage: Stage) -> None:
    case = await stage.referred(State.SUSPENDED, state_before=State.REOPENED)
    await stage.done(ReferralResume, HANDLER, case.referral.id)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.waits_office, referral.suspended_until) == (State.REOPENED, True, None)
    assert referral.handler_id == stage.world.viewer(HANDLER).account


async def test_what_is_not_suspended_does_not_resume(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    assert await stage.refused(ReferralResume, HANDLER, case.referral.id) == [("INVALID_TRANSITION", ())]
