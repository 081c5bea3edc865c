"""Whoever dispatched a referral consents to another day of acceptance, or not. Source: docs/lifecycle.md (`acceptedOnDecide`)."""

from datetime import timedelta

from domain.ask import AskState
from domain.referral import State
from resolvers.commands.asks.accepted_on_correct import AcceptedOnCorrect
from resolvers.commands.asks.accepted_on_decide import AcceptedOnDecide
from resolvers.commands.asks.extension_ask import ReferralExtensionAsk
from resolvers.commands.asks.extension_decide import ReferralExtensionDecide
from resolvers.commands.referral.progress import ReferralProgress, StageInput
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.suspend import ReferralSuspend
from tests.resolvers.commands.asks.test_accepted_on_correct import BY, DAY, RIGHT, TODAY, WRONG, accepted, asked, due
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.samples import CADRE, MONITOR


async def test_what_is_granted_is_as_if_it_had_been_told_so(stage: Stage) -> None:
    case = await asked(stage)
    await stage.done(AcceptedOnDecide, CADRE, case.referral.id, granted=True, note="同意")
    referral = await stage.again(case.referral)
    assert (referral.accepted_on, referral.acceptance_ask_state, referral.waits_federation) == (RIGHT, AskState.GRANTED, False)
    assert referral.finish_due_at == referral.work_due_at == due(stage, RIGHT)
    event = await told(stage, referral, "acceptedOnDecide")
    assert (event.granted, event.accepted_on) == (True, RIGHT)
    await stage.done(AcceptedOnCorrect, BY, referral.id, accepted_on=WRONG)


async def test_what_is_refused_leaves_the_day_and_the_clock(stage: Stage) -> None:
    case = await asked(stage)
    await stage.done(AcceptedOnDecide, CADRE, case.referral.id, granted=False)
    referral = await stage.again(case.referral)
    assert (referral.accepted_on, referral.acceptance_ask_state) == (WRONG, AskState.REFUSED)
    assert (referral.finish_due_at, referral.waits_federation) == (due(stage, WRONG), False)
    assert await stage.refused(AcceptedOnDecide, CADRE, referral.id, granted=True) == [("NO_ASK", ())]


async def test_working_days_suspended_after_the_right_day_count_and_days_granted_stay(stage: Stage) -> None:
    case, plain = await accepted(stage), await accepted(stage, accepted_on=RIGHT)
    for each in (case, plain):
        await stage.done(ReferralSuspend, BY, each.referral.id, missing=["ID_DOCUMENT"], until=TODAY + 7 * DAY)
    stage.now += 2 * DAY
    for each in (case, plain):
        await stage.done(ReferralResume, BY, each.referral.id)
        await stage.done(ReferralExtensionAsk, BY, each.referral.id, days=3, reason="PROCEDURE")
        await stage.done(ReferralExtensionDecide, CADRE, each.referral.id, granted=True)
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=RIGHT)
    await stage.done(AcceptedOnDecide, CADRE, case.referral.id, granted=True)
    corrected, right = await stage.again(case.referral), await stage.again(plain.referral)
    assert corrected.finish_due_at == right.finish_due_at
    assert (corrected.suspended_days, corrected.extension_granted_days) == (right.suspended_days, 3) == (2, 3)


async def test_days_suspended_before_the_right_day_count_no_more(stage: Stage) -> None:
    case = await accepted(stage)
    await stage.done(ReferralSuspend, BY, case.referral.id, missing=["ID_DOCUMENT"], until=TODAY + 7 * DAY)
    stage.now += 2 * DAY
    await stage.done(ReferralResume, BY, case.referral.id)
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=TODAY + 2 * DAY)
    await stage.done(AcceptedOnDecide, CADRE, case.referral.id, granted=True)
    assert (await stage.again(case.referral)).suspended_days == 0


async def test_what_followed_since_it_was_asked_is_looked_at_once_more(stage: Stage) -> None:
    case = await asked(stage, RIGHT, accepted_on=TODAY - 4 * DAY)
    await stage.done(ReferralProgress, BY, case.referral.id, stage=StageInput(code="MEANS_TEST", on=TODAY - 2 * DAY))
    assert await stage.refused(AcceptedOnDecide, CADRE, case.referral.id, granted=True) == [("TOO_LATE", ("granted",))]
    await stage.done(AcceptedOnDecide, CADRE, case.referral.id, granted=False)


async def test_nobody_decides_about_the_clock_of_their_own_office(stage: Stage) -> None:
    case = await stage.referred(
        State.IN_PROGRESS,
        "A19",
        "federation.330110",
        accepted_on=WRONG,
        dispatched_at=stage.now - timedelta(days=5),
        monitor_office_id=stage.world.office("federation.3301").id,
    )
    await stage.done(AcceptedOnCorrect, CADRE, case.referral.id, accepted_on=RIGHT)
    assert await stage.refused(AcceptedOnDecide, CADRE, case.referral.id, granted=True) == [("FORBIDDEN", ())]
    assert (await stage.again(case.referral)).waits_monitor
    await stage.done(AcceptedOnDecide, MONITOR, case.referral.id, granted=True)
