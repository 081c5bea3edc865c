"""The federation urges an office, once for each due moment. Source: docs/lifecycle.md (`referralUrge`)."""

from domain.referral import State
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.urge import ReferralUrge
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER, MONITOR


async def test_a_new_due_moment_may_be_urged_again(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    await stage.done(ReferralUrge, CADRE, case.referral.id)
    assert (await stage.again(case.referral)).urged_for == case.referral.work_due_at
    assert await stage.refused(ReferralUrge, MONITOR, case.referral.id) == [("ALREADY_URGED", ())]
    await stage.done(ReferralSign, DISPATCHER, case.referral.id)
    await stage.done(ReferralUrge, MONITOR, case.referral.id)


async def test_what_is_done_is_not_urged(stage: Stage) -> None:
    case = await stage.referred(State.COMPLETED)
    assert await stage.refused(ReferralUrge, CADRE, case.referral.id) == [("INVALID_TRANSITION", ())]


async def test_one_key_urges_several_offices(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(2)]
    for case in cases:
        await stage.done(ReferralUrge, MONITOR, case.referral.id, key="urged", note="请尽快签收")
    assert [(await stage.again(case.referral)).urged_for for case in cases] == [case.referral.work_due_at for case in cases]
