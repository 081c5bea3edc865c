"""What was thought done is worked on once more. Source: docs/lifecycle.md (`referralReopen`); docs/domain.md 4 (REOPENED)."""

from datetime import timedelta

import pytest

from domain.need import NeedStatus
from domain.referral import State
from domain.time.calendar import end_of
from resolvers.commands.referral.reopen import ReferralReopen
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, HANDLER

REASON = {"reason": "NOT_SOLVED"}


@pytest.mark.parametrize("state", [State.COMPLETED, State.CONFIRMED])
async def test_the_same_handler_has_half_of_the_time_and_cannot_return_it(stage: Stage, state: State) -> None:
    handler = stage.world.viewer(HANDLER).account
    case = await stage.referred(state, handler_id=handler, completed_by=handler, confirmed=True, confirmed_at=stage.now)
    await stage.done(ReferralReopen, CADRE, case.referral.id, **REASON)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.handler_id, referral.returnable, referral.reopen_count) == (State.REOPENED, handler, False, 1)
    assert (referral.confirmed, referral.confirmed_at, referral.waits_office) == (None, None, True)
    limit = stage.reference.types[referral.type_code].limit.finish.share(50)
    assert referral.finish_due_at == end_of(stage.reference.calendar.add(stage.now.date(), limit.value))
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND


async def test_whoever_completed_it_does_not_reopen_it(stage: Stage) -> None:
    case = await stage.referred(State.COMPLETED, "A32", "federation.330110", completed_by=stage.world.viewer(CADRE).account)
    assert await stage.refused(ReferralReopen, CADRE, case.referral.id, **REASON) == [("COMPLETED_BY_YOU", ())]


async def test_it_is_reopened_twice_and_no_more(stage: Stage) -> None:
    case = await stage.referred(State.COMPLETED, reopen_count=2)
    assert await stage.refused(ReferralReopen, CADRE, case.referral.id, **REASON) == [("REOPEN_LIMIT", ())]


async def test_sixty_days_after_its_completion_it_is_over(stage: Stage) -> None:
    case = await stage.referred(State.CONFIRMED, reopen_until=stage.now + timedelta(days=1))
    stage.now += timedelta(days=1)
    assert await stage.refused(ReferralReopen, CADRE, case.referral.id, **REASON) == [("REOPEN_WINDOW_OVER", ())]
