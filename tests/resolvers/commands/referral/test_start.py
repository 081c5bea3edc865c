"""Work on a referral begins. Source: docs/lifecycle.md (`referralStart`; who starts becomes handler)."""

from datetime import timedelta

from domain.referral import State
from resolvers.commands.referral.start import ReferralStart
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER, HANDLER


async def test_whoever_starts_becomes_handler_where_there_is_none(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralStart, HANDLER, case.referral.id)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.started_at) == (State.IN_PROGRESS, stage.now)
    assert referral.handler_id == stage.world.viewer(HANDLER).account


async def test_a_handler_stays_and_so_does_the_first_start(stage: Stage) -> None:
    began = stage.now - timedelta(hours=3)
    case = await stage.referred(State.REOPENED, handler_id=stage.world.viewer(HANDLER).account, started_at=began)
    await stage.done(ReferralStart, DISPATCHER, case.referral.id)
    referral = await stage.again(case.referral)
    assert (referral.handler_id, referral.started_at) == (stage.world.viewer(HANDLER).account, began)
