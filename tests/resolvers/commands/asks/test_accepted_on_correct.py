"""An office asks to correct the day of acceptance, which stops no clock. Source: docs/lifecycle.md (`acceptedOnCorrect`)."""

from datetime import date, datetime, timedelta
from typing import Any

from db.tables.event import EventText
from domain.ask import AskState
from domain.outcome import Result
from domain.referral import State
from domain.time.calendar import day_of, end_of
from resolvers.commands.aggregate.outcome import OutcomeInput
from resolvers.commands.asks.accepted_on_correct import AcceptedOnCorrect
from resolvers.commands.asks.accepted_on_decide import AcceptedOnDecide
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.progress import ReferralProgress, StageInput
from resolvers.commands.referral.reopen import ReferralReopen
from tests.builders.case import Case
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.samples import CADRE

CLUE, OFFICE = "A01", "civil-affairs.330110"
BY = f"handler.{OFFICE}"
TODAY, DAY = day_of(NOW), timedelta(days=1)
WRONG, RIGHT = TODAY, TODAY - DAY
"""The day of acceptance that was told, and the right one."""


async def accepted(stage: Stage, **columns: Any) -> Case:
    """A referral that was dispatched some days ago, whose application was accepted today."""
    given: dict[str, Any] = {"dispatched_at": NOW - 5 * DAY, "signed_at": NOW - 5 * DAY, "accepted_on": WRONG}
    return await stage.referred(State.IN_PROGRESS, CLUE, OFFICE, **(given | columns))


def due(stage: Stage, accepted_on: date) -> datetime:
    """When the type's thirty working days from that day end."""
    return end_of(stage.reference.calendar.add(accepted_on, 30))


async def asked(stage: Stage, day: date = RIGHT, **columns: Any) -> Case:
    """A referral whose office asks to correct that day."""
    case = await accepted(stage, **columns)
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=day)
    return case


async def test_what_is_asked_waits_for_the_federation_two_working_days_and_stops_no_clock(stage: Stage) -> None:
    case = await accepted(stage)
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=RIGHT, note="录入有误")
    referral, until = await stage.again(case.referral), end_of(stage.reference.calendar.add(TODAY, 2))
    assert (referral.acceptance_ask_state, referral.acceptance_ask_accepted_on) == (AskState.OPEN, RIGHT)
    assert (referral.acceptance_ask_asked_at, referral.acceptance_ask_until, referral.federation_until) == (stage.now, until, until)
    assert (referral.waits_federation, referral.accepted_on, referral.finish_due_at) == (True, WRONG, due(stage, WRONG))
    event = await told(stage, referral, "acceptedOnCorrect")
    assert (event.accepted_on, event.granted) == (RIGHT, None)
    assert (await stage.row(EventText, EventText.event_id == event.id)).body == "录入有误"


async def test_undecided_it_lapses_and_may_be_asked_anew(stage: Stage) -> None:
    case = await asked(stage)
    until = (await stage.again(case.referral)).acceptance_ask_until
    assert until is not None
    stage.now = until - timedelta(milliseconds=1)
    assert await stage.refused(AcceptedOnCorrect, BY, case.referral.id, accepted_on=RIGHT) == [("ASK_OPEN", ())]
    stage.now = until
    assert await stage.refused(AcceptedOnDecide, CADRE, case.referral.id, granted=True) == [("NO_ASK", ())]
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=RIGHT)


async def test_the_right_day_is_another_one_from_the_dispatch_to_today(stage: Stage) -> None:
    case = await accepted(stage)
    for day, code in ((WRONG, "ACCEPTED_THEN"), (TODAY - 6 * DAY, "TOO_EARLY"), (TODAY + DAY, "IN_FUTURE")):
        assert await stage.refused(AcceptedOnCorrect, BY, case.referral.id, accepted_on=day) == [(code, ("acceptedOn",))]
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=TODAY - 5 * DAY)


async def test_it_is_not_after_a_stage_that_followed_even_if_another_came_later(stage: Stage) -> None:
    case = await accepted(stage, accepted_on=TODAY - 4 * DAY)
    for code, on in (("MEANS_TEST", TODAY - 2 * DAY), ("DECIDED", TODAY)):
        await stage.done(ReferralProgress, BY, case.referral.id, stage=StageInput(code=code, on=on))
    assert await stage.refused(AcceptedOnCorrect, BY, case.referral.id, accepted_on=TODAY - DAY) == [("TOO_LATE", ("acceptedOn",))]
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=TODAY - 2 * DAY)


async def test_it_is_not_after_a_decision_on_the_application(stage: Stage) -> None:
    case = await accepted(stage, accepted_on=TODAY - 4 * DAY)
    outcome = OutcomeInput(result=Result.WITHDRAWN, decided_on=TODAY - 2 * DAY)
    await stage.done(ReferralComplete, BY, case.referral.id, outcome=outcome)
    refused = await stage.refused(AcceptedOnCorrect, BY, case.referral.id, accepted_on=RIGHT)
    assert [code for code, _ in refused] == ["INVALID_TRANSITION"]
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="NOT_SOLVED")
    assert await stage.refused(AcceptedOnCorrect, BY, case.referral.id, accepted_on=RIGHT) == [("TOO_LATE", ("acceptedOn",))]
    await stage.done(AcceptedOnCorrect, BY, case.referral.id, accepted_on=TODAY - 2 * DAY)


async def test_where_nothing_was_accepted_nothing_is_corrected(stage: Stage) -> None:
    case = await accepted(stage, accepted_on=None)
    assert await stage.refused(AcceptedOnCorrect, BY, case.referral.id, accepted_on=RIGHT) == [("NOT_ACCEPTED", ())]
    completed = await asked(stage)
    await stage.done(ReferralComplete, BY, completed.referral.id, outcome=OutcomeInput(result=Result.WITHDRAWN, decided_on=TODAY))
    assert (await stage.again(completed.referral)).acceptance_ask_state == AskState.LAPSED
