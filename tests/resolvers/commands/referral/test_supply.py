"""The federation supplies what was missing: work goes on where it was. Source: docs/lifecycle.md (`referralSupply`); docs/domain.md 4."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from domain.calendar import end_of
from domain.referral import State
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.supply import ReferralSupply
from resolvers.commands.referral.suspend import ReferralSuspend
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, HANDLER

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


async def test_of_two_at_once_the_second_finds_nothing_to_supply(stage: Stage) -> None:
    case = await stage.referred(State.SUSPENDED)
    done = await asyncio.gather(
        stage.run(ReferralSupply, CADRE, case.referral.id, **SUPPLIED), stage.run(ReferralResume, HANDLER, case.referral.id)
    )
    assert [error.code for each in done for error in each.errors] == ["INVALID_TRANSITION"]
