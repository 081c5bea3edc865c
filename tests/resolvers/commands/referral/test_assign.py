"""A dispatcher gives a referral to a handler of the office. Source: docs/lifecycle.md (`referralAssign`)."""

from domain.referral import State
from resolvers.commands.referral.assign import ReferralAssign
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER, HANDLER


async def test_the_state_stays_and_the_handler_changes_hands(stage: Stage) -> None:
    first, second = stage.world.viewer(DISPATCHER).account, stage.world.viewer(HANDLER).account
    case = await stage.referred(State.SUSPENDED, handler_id=first)
    await stage.done(ReferralAssign, DISPATCHER, case.referral.id, handler=second)
    referral = await stage.again(case.referral)
    assert (referral.handler_id, referral.state) == (second, State.SUSPENDED)


async def test_what_is_not_signed_is_not_assigned(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    who = stage.world.viewer(HANDLER).account
    assert await stage.refused(ReferralAssign, DISPATCHER, case.referral.id, handler=who) == [("INVALID_TRANSITION", ())]


async def test_a_role_that_handles_nothing_makes_no_handler(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED, "A32", "federation.330110")
    who = stage.world.viewer("monitor.federation.330110").account
    assert await stage.refused(ReferralAssign, "cadre.federation.330110", case.referral.id, handler=who) == [
        ("HANDLER_NOT_OF_OFFICE", ("handler",))
    ]
