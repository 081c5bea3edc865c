"""The federation supplies what was missing: work goes on where it was. Source: docs/lifecycle.md (`referralSupply`); docs/domain.md 4."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from domain.referral import State, TextKind
from domain.time.calendar import end_of
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.supply import ReferralSupply
from resolvers.commands.referral.suspend import ReferralSuspend
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, HANDLER

THREE = ["ID_DOCUMENT", "INCOME_PROOF", "APPLICATION_FORM"]
SUPPLIED: dict[str, Any] = {"supplied": ["ID_DOCUMENT"]}


@pytest.mark.parametrize("state", [State.SIGNED, State.IN_PROGRESS, State.REOPENED])
async def test_the_referral_goes_back_to_its_state_and_its_due_moves_by_the_working_days_between(stage: Stage, state: State) -> None:
    case = await stage.referred(state)
    given = {"missing": ["ID_DOCUMENT"], "until": date(2026, 12, 4)}
    await stage.done(ReferralSuspend, HANDLER, case.referral.id, **given)
    before = (await stage.again(case.referral)).finish_due_at
    stage.now += timedelta(days=7)
    await stage.done(ReferralSupply, COMMISSIONER, case.referral.id, **SUPPLIED)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.suspended_at, referral.missing, referral.suspended_days) == (state, None, [], 5)
    last = (before - timedelta(seconds=1) + timedelta(hours=8)).date()
    assert referral.finish_due_at == end_of(stage.reference.calendar.add(last, 5))


async def test_what_is_still_missing_stays_missing_and_the_clock_stopped(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralSuspend, HANDLER, case.referral.id, missing=THREE, until=date(2026, 12, 4))
    stage.now += timedelta(days=2)
    await stage.done(ReferralSupply, COMMISSIONER, case.referral.id, supplied=["INCOME_PROOF", "ID_DOCUMENT"])
    referral = await stage.again(case.referral)
    assert (referral.state, referral.missing, referral.suspended_days) == (State.SUSPENDED, ["APPLICATION_FORM"], 0)
    assert (referral.suspended_until, referral.work_due_at) == (date(2026, 12, 4), end_of(date(2026, 12, 4)))
    assert (referral.waits_office, referral.waits_federation, referral.waits_commissioner) == (False, True, True)
    stage.now += timedelta(days=5)
    await stage.done(ReferralSupply, CADRE, case.referral.id, supplied=["APPLICATION_FORM"])
    referral = await stage.again(case.referral)
    assert (referral.state, referral.missing, referral.suspended_days) == (State.IN_PROGRESS, [], 5)


async def test_what_was_never_asked_or_has_come_already_is_not_supplied(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralSuspend, HANDLER, case.referral.id, missing=THREE, until=date(2026, 12, 4))
    given = ["HOUSEHOLD_REGISTER", "ID_DOCUMENT", "DISABILITY_CERTIFICATE"]
    wrong = await stage.refused(ReferralSupply, CADRE, case.referral.id, supplied=given)
    assert wrong == [("NOT_MISSING", ("supplied", 0)), ("NOT_MISSING", ("supplied", 2))]
    await stage.done(ReferralSupply, CADRE, case.referral.id, supplied=["ID_DOCUMENT"])
    again = await stage.refused(ReferralSupply, CADRE, case.referral.id, supplied=["ID_DOCUMENT"])
    assert again == [("NOT_MISSING", ("supplied", 0))]
    twice = await stage.refused(ReferralSupply, CADRE, case.referral.id, supplied=["INCOME_PROOF", "INCOME_PROOF"])
    assert twice == [("REPEATED", ("supplied", 1))]


async def test_the_history_tells_all_that_was_missing_and_all_that_was_supplied(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralSuspend, HANDLER, case.referral.id, missing=THREE, until=date(2026, 12, 4), note="请补齐")
    await stage.done(ReferralSupply, CADRE, case.referral.id, supplied=THREE[:2])
    suspended, supplied = [await told(stage, case.referral, action) for action in ("referralSuspend", "referralSupply")]
    assert (suspended.reason_list, suspended.reasons, suspended.reason) == ("MISSING", THREE, THREE[0])
    assert (suspended.suspended_until, suspended.handler_id) == (date(2026, 12, 4), stage.world.viewer(HANDLER).account)
    assert (suspended.text_kind, supplied.text_kind) == (TextKind.NOTE, None)
    assert (supplied.reasons, supplied.before, supplied.after) == (THREE[:2], State.SUSPENDED, State.SUSPENDED)


async def test_of_two_at_once_the_second_finds_nothing_to_supply(stage: Stage) -> None:
    case = await stage.referred(State.SUSPENDED)
    done = await asyncio.gather(
        stage.run(ReferralSupply, CADRE, case.referral.id, **SUPPLIED), stage.run(ReferralResume, HANDLER, case.referral.id)
    )
    assert [error.code for each in done for error in each.errors] == ["INVALID_TRANSITION"]
