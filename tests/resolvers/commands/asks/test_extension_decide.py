"""Whoever dispatched a referral gives its office more time, or not. Source: docs/lifecycle.md (`referralExtensionDecide`)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.ask import AskState
from domain.referral import State
from resolvers.commands.asks.extension_ask import ReferralExtensionAsk
from resolvers.commands.asks.extension_decide import ReferralExtensionDecide
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.suspend import ReferralSuspend
from tests.resolvers.commands.asks.test_extension_ask import CLUE, CLUES_OFFICE, OWN, WHY, asked, later
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.samples import CADRE, HANDLER, MONITOR


@pytest.mark.parametrize(("given", "days"), [({}, 4), ({"days": 3}, 3)])
async def test_what_is_granted_moves_the_due_moment_and_yellow_by_working_days(stage: Stage, given: dict[str, int], days: int) -> None:
    case = await asked(stage)
    await stage.done(ReferralExtensionDecide, CADRE, case.referral.id, granted=True, note="同意", **given)
    before, referral = case.referral, await stage.again(case.referral)
    assert referral.finish_due_at == referral.work_due_at == later(stage, before.finish_due_at, days)
    assert referral.yellow_at == later(stage, before.yellow_at, days)
    assert (referral.extension_state, referral.extension_granted_days, referral.extension_count) == (AskState.GRANTED, days, 1)
    assert (referral.waits_federation, referral.federation_until, referral.state) == (False, None, State.IN_PROGRESS)
    event = await told(stage, referral, "referralExtensionDecide")
    assert (event.granted, event.days) == (True, days)
    assert await stage.refused(ReferralExtensionAsk, HANDLER, referral.id, days=1, **WHY) == [("EXTENSION_LIMIT", ())]


async def test_what_is_refused_leaves_the_clock_and_is_not_asked_again(stage: Stage) -> None:
    case = await asked(stage)
    assert await stage.refused(ReferralExtensionDecide, CADRE, case.referral.id, granted=False, days=2) == [("NOT_EXPECTED", ("days",))]
    await stage.done(ReferralExtensionDecide, CADRE, case.referral.id, granted=False)
    referral = await stage.again(case.referral)
    assert (referral.extension_state, referral.extension_granted_days) == (AskState.REFUSED, 0)
    assert (referral.finish_due_at, referral.waits_federation) == (case.referral.finish_due_at, False)
    assert await stage.refused(ReferralExtensionAsk, HANDLER, referral.id, days=1, **WHY) == [("EXTENSION_LIMIT", ())]
    assert await stage.refused(ReferralExtensionDecide, CADRE, referral.id, granted=True) == [("NO_ASK", ())]


async def test_while_it_is_suspended_it_can_be_decided_and_what_is_pending_moves_with_the_clock(stage: Stage) -> None:
    case = await asked(stage)
    due = case.referral.finish_due_at
    await stage.done(ReferralSuspend, HANDLER, case.referral.id, missing=["ID_DOCUMENT"], until=stage.now.date() + timedelta(days=7))
    suspended = await stage.again(case.referral)
    assert (suspended.extension_state, suspended.waits_federation, suspended.federation_until) == (AskState.OPEN, True, None)
    stage.now += timedelta(days=1)
    await stage.done(ReferralResume, HANDLER, case.referral.id)
    resumed = await stage.again(case.referral)
    assert resumed.extension_until == resumed.federation_until == resumed.finish_due_at == later(stage, due, 1)
    await stage.done(ReferralExtensionDecide, CADRE, case.referral.id, granted=True)
    assert (await stage.again(case.referral)).finish_due_at == later(stage, due, 5)


async def test_more_time_for_a_clue_ends_with_it(stage: Stage) -> None:
    by = f"handler.{CLUES_OFFICE}"
    of: dict[str, Any] = {"type_": CLUE, "office": CLUES_OFFICE}
    given, pending, never = await asked(stage, by=by, **of), await asked(stage, by=by, **of), await stage.referred(State.IN_PROGRESS, **of)
    await stage.done(ReferralExtensionDecide, CADRE, given.referral.id, granted=True)
    assert (await stage.again(given.referral)).finish_due_at == later(stage, given.referral.finish_due_at, 4)
    for case in (given, pending, never):
        await stage.done(ReferralProgress, by, case.referral.id, accepted_on=stage.now.date())
    extended, open_, plain = [await stage.again(case.referral) for case in (given, pending, never)]
    assert extended.finish_due_at == open_.finish_due_at == plain.finish_due_at
    assert (extended.extension_granted_days, open_.extension_state, open_.extension_count) == (0, AskState.LAPSED, 0)
    await stage.done(ReferralExtensionAsk, by, open_.id, days=15, **WHY)
    await stage.done(ReferralExtensionDecide, CADRE, open_.id, granted=True)
    assert (await stage.again(open_)).finish_due_at == later(stage, plain.finish_due_at, 15)


async def test_of_a_self_handled_referral_the_monitor_decides_and_nobody_about_their_own_clock(stage: Stage) -> None:
    case = await asked(stage, by=CADRE, type_="A21", office=OWN, monitor_office_id=stage.world.office("federation.3301").id)
    referral = await stage.again(case.referral)
    assert (referral.waits_office, referral.waits_federation, referral.waits_monitor) == (True, False, True)
    assert (referral.federation_until, referral.monitor_until) == (None, referral.finish_due_at)
    assert await stage.refused(ReferralExtensionDecide, CADRE, referral.id, granted=True) == [("FORBIDDEN", ())]
    await stage.done(ReferralExtensionDecide, MONITOR, referral.id, granted=True)
    after = await stage.again(case.referral)
    assert (after.finish_due_at, after.waits_monitor) == (later(stage, referral.finish_due_at, 4), False)
    elsewhere = await asked(stage)
    assert await stage.refused(ReferralExtensionDecide, MONITOR, elsewhere.referral.id, granted=True) == [("FORBIDDEN", ())]
