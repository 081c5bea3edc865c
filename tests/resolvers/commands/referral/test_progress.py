"""An office tells of its work: notes, stages, the day of acceptance, questions. Source: docs/lifecycle.md; docs/domain.md 4."""

from datetime import date, timedelta

import pytest

from db.tables.event import Event
from domain.referral import State
from domain.time.calendar import end_of
from resolvers.commands.referral.progress import ReferralProgress, StageInput
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.suspend import ReferralSuspend
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.samples import HANDLER

OFFICE = "civil-affairs.330110"
BY = f"handler.{OFFICE}"
TODAY, YESTERDAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 25)


async def applied_for(stage: Stage, state: State = State.SIGNED) -> Case:
    """Help that the family must apply for, dispatched yesterday."""
    return await stage.referred(state, "A01", OFFICE)


async def test_the_first_sign_of_work_begins_it_and_names_the_handler(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, note="已联系家庭")
    referral = await stage.again(case.referral)
    assert (referral.state, referral.started_at) == (State.IN_PROGRESS, stage.now)
    assert referral.handler_id == stage.world.viewer(HANDLER).account


async def test_a_suspended_referral_stays_suspended(stage: Stage) -> None:
    case = await stage.referred(State.SUSPENDED)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, note="等待材料")
    assert (await stage.again(case.referral)).state == State.SUSPENDED


async def test_a_stage_is_on_the_referral_and_in_its_history(stage: Stage) -> None:
    case = await applied_for(stage)
    await stage.done(ReferralProgress, BY, case.referral.id, stage=StageInput(code="HOME_SURVEY", on=TODAY))
    referral = await stage.again(case.referral)
    assert (referral.stage, referral.stage_on) == ("HOME_SURVEY", TODAY)
    event = await stage.row(Event, Event.subject_id == referral.id, Event.action == "referralProgress")
    assert (event.stage, event.stage_on, event.before, event.after) == ("HOME_SURVEY", TODAY, State.SIGNED, State.IN_PROGRESS)


async def test_from_the_acceptance_on_the_clock_of_the_type_runs(stage: Stage) -> None:
    case = await applied_for(stage)
    await stage.done(ReferralProgress, BY, case.referral.id, accepted_on=YESTERDAY)
    due = end_of(stage.reference.calendar.add(YESTERDAY, 30))
    assert (await stage.again(case.referral)).finish_due_at == due


async def test_of_earlier_suspensions_only_the_days_after_the_acceptance_count(stage: Stage) -> None:
    case = await applied_for(stage, State.IN_PROGRESS)
    given = {"missing": ["INCOME_PROOF"], "until": date(2026, 12, 31)}
    await stage.done(ReferralSuspend, BY, case.referral.id, **given)  # Tuesday
    stage.now += timedelta(days=7)
    await stage.done(ReferralResume, BY, case.referral.id)  # the next Tuesday, 5 working days later
    assert (await stage.again(case.referral)).suspended_days == 5
    await stage.done(ReferralProgress, BY, case.referral.id, accepted_on=date(2026, 11, 27))  # Friday: Monday and Tuesday are left
    referral = await stage.again(case.referral)
    assert referral.suspended_days == 2
    assert referral.finish_due_at == end_of(stage.reference.calendar.add(date(2026, 11, 27), 30 + 2))


async def test_the_clock_of_help_that_nobody_applies_for_does_not_look_at_an_acceptance(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, suspended_days=3)
    due = (await stage.again(case.referral)).finish_due_at
    await stage.done(ReferralProgress, HANDLER, case.referral.id, accepted_on=TODAY)
    referral = await stage.again(case.referral)
    assert (referral.accepted_on, referral.suspended_days, referral.finish_due_at) == (TODAY, 3, due)


async def test_a_question_waits_for_the_federation_too_and_stops_no_clock(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    due = (await stage.again(case.referral)).work_due_at
    await stage.done(ReferralProgress, HANDLER, case.referral.id, question="户口是否已迁入")
    referral = await stage.again(case.referral)
    assert (referral.question_open, referral.waits_office, referral.waits_federation, referral.work_due_at) == (True, True, True, due)


REFUSED: list[tuple[dict[str, object], Errors]] = [
    ({}, [("REQUIRED", ("note",))]),
    ({"note": "甲", "question": "乙"}, [("NOT_EXPECTED", ("note",))]),
    ({"stage": StageInput(code="ON_POST", on=TODAY)}, [("STAGE_NOT_OF_TYPE", ("stage", "code"))]),
    ({"stage": StageInput(code="NONE", on=TODAY)}, [("UNKNOWN_CODE", ("stage", "code"))]),
    ({"stage": StageInput(code="DECIDED", on=TOMORROW)}, [("IN_FUTURE", ("stage", "on"))]),
    ({"stage": StageInput(code="DECIDED", on=date(2026, 11, 22))}, [("TOO_EARLY", ("stage", "on"))]),
    ({"accepted_on": TOMORROW}, [("IN_FUTURE", ("acceptedOn",))]),
    ({"accepted_on": date(2026, 11, 22)}, [("TOO_EARLY", ("acceptedOn",))]),
]


@pytest.mark.parametrize(("given", "refusals"), REFUSED)
async def test_what_cannot_be_is_refused_with_its_path(stage: Stage, given: dict[str, object], refusals: Errors) -> None:
    case = await applied_for(stage)
    assert await stage.refused(ReferralProgress, BY, case.referral.id, **given) == refusals


async def test_what_follows_from_the_acceptance_lies_not_before_it(stage: Stage) -> None:
    case = await applied_for(stage)
    at_once = {"accepted_on": TODAY, "stage": StageInput(code="DECIDED", on=YESTERDAY)}
    assert await stage.refused(ReferralProgress, BY, case.referral.id, **at_once) == [("TOO_EARLY", ("stage", "on"))]
    await stage.done(ReferralProgress, BY, case.referral.id, accepted_on=TODAY)
    later = {"stage": StageInput(code="PUBLICITY", on=YESTERDAY)}
    assert await stage.refused(ReferralProgress, BY, case.referral.id, **later) == [("TOO_EARLY", ("stage", "on"))]
    for stage_ in (StageInput(code="APPLICATION_ASSISTED", on=YESTERDAY), StageInput(code="PUBLICITY", on=TODAY)):
        await stage.done(ReferralProgress, BY, case.referral.id, stage=stage_)


async def test_the_day_of_acceptance_is_set_once(stage: Stage) -> None:
    case = await applied_for(stage)
    await stage.done(ReferralProgress, BY, case.referral.id, accepted_on=YESTERDAY)
    assert await stage.refused(ReferralProgress, BY, case.referral.id, accepted_on=TODAY) == [("ACCEPTED_ALREADY", ("acceptedOn",))]
