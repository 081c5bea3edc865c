"""What is on a waiting list comes back to its office. Source: docs/lifecycle.md (`referralReview`, whom a referral waits for)."""

from datetime import date, timedelta
from typing import Any

import pytest

from db.tables.entitlement import Entitlement
from db.tables.item import AssistanceItem
from db.tables.outcome import Outcome
from domain.follow_up import FollowUpResult, Satisfaction
from domain.need import NeedStatus
from domain.outcome import Result
from domain.referral import State
from domain.time.calendar import end_of, start_of
from resolvers.commands.aggregate.outcome import DetailInput, OutcomeInput
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.outcome.review import ReferralReview
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.reopen import ReferralReopen
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.referral.test_complete import BENEFIT, outcome
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER

REVIEW = date(2026, 12, 26)
"""A Saturday."""
WAITING = outcome(Result.WAITING_LIST, review_on=REVIEW)
PARTLY = {"result": FollowUpResult.PARTLY, "satisfaction": Satisfaction.MOSTLY_SATISFIED}
SILENT = {"result": FollowUpResult.NO_ANSWER, "satisfaction": Satisfaction.NOT_ASKED}
UNSOLVED = {"result": FollowUpResult.NOT_SOLVED, "satisfaction": Satisfaction.NOT_SATISFIED}


def decided(result: Result, on: date, **parts: Any) -> OutcomeInput:
    return OutcomeInput(result=result, decided_on=on, **parts)


async def waiting(stage: Stage, **columns: Any) -> Case:
    """A family that was put on the waiting list, and not asked yet."""
    case = await stage.referred(State.IN_PROGRESS, **columns)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=WAITING)
    return case


async def confirmed(stage: Stage) -> Case:
    """A family that knows that it waits."""
    case = await waiting(stage)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **PARTLY)
    return case


async def silent(stage: Stage) -> Case:
    """A family that nobody could tell on three days that it waits."""
    case = await waiting(stage)
    for _ in range(3):
        await stage.done(FollowUpRecord, CADRE, case.referral.id, **SILENT)
        stage.now += timedelta(days=1)
    return case


async def test_first_the_family_is_asked_and_then_the_office_is_waited_for_from_the_review_date_on(stage: Stage) -> None:
    case = await waiting(stage)
    referral = await stage.again(case.referral)
    assert (referral.review_on, referral.waits_from) == (REVIEW, None)
    assert (referral.waits_office, referral.waits_federation, referral.waits_commissioner) == (False, True, True)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **PARTLY)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.review_on, referral.waits_from) == (State.CONFIRMED, REVIEW, start_of(REVIEW))
    assert (referral.waits_office, referral.waits_federation, referral.waits_commissioner) == (True, False, False)
    assert (referral.work_due_at, referral.yellow_at) == (end_of(date(2026, 12, 28)), start_of(REVIEW))


async def test_a_family_that_cannot_be_told_keeps_its_place(stage: Stage) -> None:
    case = await silent(stage)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed, referral.ended_at) == (State.COMPLETED, False, None)
    assert (referral.waits_office, referral.waits_federation, referral.waits_from) == (True, False, start_of(REVIEW))
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **PARTLY)  # it was reached after all
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed, referral.review_on) == (State.CONFIRMED, True, REVIEW)


async def test_a_family_that_is_not_helped_by_waiting_keeps_its_place_once_reopening_is_over(stage: Stage) -> None:
    case = await waiting(stage, reopen_count=2)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **UNSOLVED)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed, referral.review_on, referral.waits_office) == (State.COMPLETED, False, REVIEW, True)
    assert await stage.rows(AssistanceItem, AssistanceItem.previous_id == case.item.id) == []
    given = {"reason": "RESULT_WRONG", "outcome": WAITING}
    assert await stage.refused(OutcomeCorrect, HANDLER, case.referral.id, **given) == [("FOLLOW_UP_BEGAN", ())]


@pytest.mark.parametrize("put", [waiting, confirmed, silent])
async def test_a_place_that_is_free_is_granted_and_the_family_asked_anew(stage: Stage, put: Any) -> None:
    case = await put(stage)
    today = stage.now.date()
    given = decided(Result.GRANTED, today, detail=DetailInput(benefit=BENEFIT))
    await stage.done(ReferralReview, DISPATCHER, case.referral.id, outcome=given, note="有空位")
    referral = await stage.again(case.referral)
    assert (referral.state, referral.review_on, referral.confirmed, referral.confirmed_at) == (State.COMPLETED, None, None, None)
    assert (referral.completed_at, referral.completed_by) == (stage.now, stage.world.viewer(DISPATCHER).account)
    assert (referral.reopen_until, referral.attempts) == (stage.now + timedelta(days=60), 0)
    assert (referral.waits_office, referral.waits_federation, referral.waits_from) == (False, True, None)
    versions = await stage.rows(Outcome, Outcome.referral_id == referral.id)
    assert {each.version: each.result for each in versions} == {1: Result.WAITING_LIST, 2: Result.GRANTED}
    assert (await stage.row(Entitlement, Entitlement.referral_id == referral.id)).since == BENEFIT.from_
    step = await told(stage, referral, "referralReview")
    assert (step.reason_list, step.reasons, step.after) == ("RESULT", ["GRANTED"], State.COMPLETED)
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND


async def test_who_waits_on_is_looked_at_again_on_another_day(stage: Stage) -> None:
    case = await confirmed(stage)
    stage.now = start_of(REVIEW) + timedelta(hours=9)
    later = REVIEW + timedelta(days=90)
    await stage.done(ReferralReview, HANDLER, case.referral.id, outcome=decided(Result.WAITING_LIST, REVIEW, review_on=later))
    assert (await stage.again(case.referral)).review_on == later
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **PARTLY)
    assert (await stage.again(case.referral)).waits_from == start_of(later)


async def test_who_has_died_waits_no_more(stage: Stage) -> None:
    case = await confirmed(stage)
    await stage.done(ReferralReview, HANDLER, case.referral.id, outcome=outcome(Result.DECEASED))
    referral = await stage.again(case.referral)
    assert (referral.state, referral.review_on, referral.confirmed) == (State.ARCHIVED, None, False)
    assert (referral.waits_office, referral.waits_federation) == (False, False)


async def test_what_is_on_no_waiting_list_is_not_reviewed(stage: Stage) -> None:
    case = await stage.referred(State.CONFIRMED)
    assert await stage.refused(ReferralReview, HANDLER, case.referral.id, outcome=WAITING) == [("NO_REVIEW", ())]


async def test_a_review_is_compared_with_the_type_as_an_outcome_is(stage: Stage) -> None:
    case = await confirmed(stage)
    refused = await stage.refused(ReferralReview, HANDLER, case.referral.id, outcome=outcome(Result.GRANTED))
    assert refused == [("OUTCOME_KIND", ("outcome", "detail"))]
    refused = await stage.refused(ReferralReview, HANDLER, case.referral.id, outcome=outcome(Result.WAITING_LIST))
    assert refused == [("REQUIRED", ("outcome", "reviewOn"))]


async def test_what_is_worked_on_once_more_is_on_no_list(stage: Stage) -> None:
    case = await confirmed(stage)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="LOST_AGAIN")
    referral = await stage.again(case.referral)
    assert (referral.state, referral.review_on, referral.waits_from) == (State.REOPENED, None, None)
