"""An office suspends a referral until what is missing has come. Source: docs/lifecycle.md (`referralSuspend`); docs/domain.md 4."""

from datetime import date, timedelta

from domain.referral import State
from domain.time.calendar import end_of
from resolvers.commands.referral.suspend import ReferralSuspend
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import HANDLER

GIVEN = {"missing": ["ID_DOCUMENT", "INCOME_PROOF"], "until": date(2026, 12, 4)}


async def test_the_finishing_clock_stops_and_the_federation_and_its_commissioner_are_waited_for(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralSuspend, HANDLER, case.referral.id, **GIVEN)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.state_before, referral.suspensions) == (State.SUSPENDED, State.SIGNED, 1)
    assert (referral.missing, referral.work_due_at) == (GIVEN["missing"], end_of(date(2026, 12, 4)))
    assert (referral.waits_office, referral.waits_federation, referral.waits_commissioner) == (False, True, True)
    assert referral.handler_id == stage.world.viewer(HANDLER).account


async def test_something_is_missing_of_the_list_and_not_by_yesterday(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    given = {"missing": ["MONEY"], "until": date(2026, 11, 23)}
    refusals = [("UNKNOWN_CODE", ("missing", 0)), ("IN_PAST", ("until",))]
    assert await stage.refused(ReferralSuspend, HANDLER, case.referral.id, **given) == refusals
    assert await stage.refused(ReferralSuspend, HANDLER, case.referral.id, **{**GIVEN, "missing": []}) == [("TOO_FEW", ("missing",))]


async def test_what_is_missing_is_to_come_within_thirty_working_days(stage: Stage) -> None:
    latest = stage.reference.calendar.add(date(2026, 11, 24), stage.reference.limits["suspended_too_long"])
    case = await stage.referred(State.IN_PROGRESS)
    late = {**GIVEN, "until": latest + timedelta(days=1)}
    assert await stage.refused(ReferralSuspend, HANDLER, case.referral.id, **late) == [("TOO_LATE", ("until",))]
    for until in (date(2026, 11, 24), latest - timedelta(days=1), latest):
        case = await stage.referred(State.IN_PROGRESS)
        await stage.done(ReferralSuspend, HANDLER, case.referral.id, **{**GIVEN, "until": until})
