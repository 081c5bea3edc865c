"""An office asks for more time, which stops no clock. Source: docs/lifecycle.md (`referralExtensionAsk`)."""

from datetime import datetime, timedelta
from typing import Any

from db.tables.event import Event, EventText
from domain.ask import AskState
from domain.referral import Part, State
from domain.time.calendar import day_ended_by, end_of
from resolvers.commands.asks.extension_ask import ReferralExtensionAsk
from resolvers.commands.asks.extension_decide import ReferralExtensionDecide
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.reopen import ReferralReopen
from tests.builders.case import Case
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER, WITHDRAWN

WHY: dict[str, Any] = {"reason": "FACTS_TO_VERIFY"}
OWN = "federation.330110"
CLUE, CLUES_OFFICE = "A01", "civil-affairs.330110"
MOMENT = timedelta(milliseconds=1)


async def asked(stage: Stage, days: int = 4, by: str = HANDLER, **of: Any) -> Case:
    """A referral whose office asks for more time."""
    case = await stage.referred(**({"state": State.IN_PROGRESS} | of))
    await stage.done(ReferralExtensionAsk, by, case.referral.id, days=days, **WHY)
    return case


def later(stage: Stage, due: datetime, days: int) -> datetime:
    """The end of the day so many working days after the last day of a due moment."""
    return end_of(stage.reference.calendar.add(day_ended_by(due), days))


async def test_what_is_asked_waits_for_the_federation_until_the_referral_is_due_and_stops_no_clock(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralExtensionAsk, HANDLER, case.referral.id, days=4, note="待民政核对", **WHY)
    referral, due = await stage.again(case.referral), case.referral.finish_due_at
    assert (referral.extension_state, referral.extension_days, referral.extension_reason) == (AskState.OPEN, 4, "FACTS_TO_VERIFY")
    assert (referral.extension_asked_at, referral.extension_until, referral.federation_until) == (stage.now, due, due)
    assert (referral.waits_office, referral.waits_federation, referral.waits_monitor) == (True, True, False)
    assert (referral.state, referral.finish_due_at, referral.work_due_at, referral.handler_id) == (State.SIGNED, due, due, None)
    event = await told(stage, referral, "referralExtensionAsk")
    assert (event.reasons, event.days, event.granted) == (["FACTS_TO_VERIFY"], 4, None)
    assert (await stage.row(EventText, EventText.event_id == event.id)).body == "待民政核对"


async def test_it_is_asked_one_working_day_before_the_last(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    calendar, last = stage.reference.calendar, day_ended_by(case.referral.finish_due_at)
    day_before = next(day for day in (last - timedelta(days=back) for back in range(1, 9)) if calendar.add(day, 1) == last)
    stage.now = end_of(day_before)
    assert await stage.refused(ReferralExtensionAsk, HANDLER, case.referral.id, days=1, **WHY) == [("EXTENSION_TOO_LATE", ())]
    stage.now -= MOMENT
    await stage.done(ReferralExtensionAsk, HANDLER, case.referral.id, days=1, **WHY)


async def test_undecided_when_the_referral_is_due_it_has_lapsed(stage: Stage) -> None:
    case = await asked(stage)
    due = case.referral.finish_due_at
    stage.now = due - MOMENT
    assert await stage.refused(ReferralExtensionAsk, HANDLER, case.referral.id, days=1, **WHY) == [("ASK_OPEN", ())]
    stage.now = due
    assert await stage.refused(ReferralExtensionDecide, CADRE, case.referral.id, granted=True) == [("NO_ASK", ())]
    assert (await stage.again(case.referral)).extension_state == AskState.OPEN
    await stage.done(ReferralProgress, HANDLER, case.referral.id, note="继续核实")
    referral = await stage.again(case.referral)
    assert (referral.extension_state, referral.extension_count, referral.waits_federation) == (AskState.LAPSED, 0, False)


async def test_completed_it_needs_no_more_time_and_reopened_it_gets_none(stage: Stage) -> None:
    case = await asked(stage)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=WITHDRAWN)
    assert (await stage.again(case.referral)).extension_state == AskState.LAPSED
    extended = await asked(stage)
    await stage.done(ReferralExtensionDecide, CADRE, extended.referral.id, granted=True)
    await stage.done(ReferralComplete, HANDLER, extended.referral.id, outcome=WITHDRAWN)
    await stage.done(ReferralReopen, CADRE, extended.referral.id, reason="NOT_SOLVED")
    never = await stage.referred(State.REOPENED, reopened_at=stage.now)
    reopened, referral = await stage.again(extended.referral), never.referral
    assert (reopened.extension_granted_days, reopened.extension_state) == (0, AskState.GRANTED)
    assert reopened.finish_due_at == referral.finish_due_at
    refused = await stage.refused(ReferralExtensionAsk, HANDLER, referral.id, days=1, **WHY)
    assert [code for code, _ in refused] == ["INVALID_TRANSITION"]
    await stage.done(ReferralProgress, HANDLER, referral.id, note="已重新联系")
    assert await stage.refused(ReferralExtensionAsk, HANDLER, referral.id, days=1, **WHY) == [("EXTENSION_REOPENED", ())]


async def test_what_may_be_asked_is_ten_working_days_but_for_a_type_whose_rule_names_more(stage: Stage) -> None:
    case, clue = await stage.referred(State.IN_PROGRESS), await stage.referred(State.IN_PROGRESS, CLUE, CLUES_OFFICE)
    accepted = await stage.referred(State.IN_PROGRESS, CLUE, CLUES_OFFICE, accepted_on=NOW.date())
    by = f"handler.{CLUES_OFFICE}"
    for who, each, days in ((HANDLER, case, 0), (HANDLER, case, 11), (by, clue, 11), (by, accepted, 16)):
        refused = await stage.refused(ReferralExtensionAsk, who, each.referral.id, days=days, **WHY)
        assert refused == [("NUMBER_RANGE", ("days",))], days
    await stage.done(ReferralExtensionAsk, HANDLER, case.referral.id, days=10, **WHY)
    for days in (0, 11):
        refused = await stage.refused(ReferralExtensionDecide, CADRE, case.referral.id, granted=True, days=days)
        assert refused == [("NUMBER_RANGE", ("days",))]


async def test_only_a_lead_has_a_clock_to_be_extended(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, part=Part.ASSISTING)
    assert await stage.refused(ReferralExtensionAsk, DISPATCHER, case.referral.id, days=1, **WHY) == [("FORBIDDEN", ())]


async def test_no_number_of_a_person_is_written_with_it(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    refused = await stage.refused(ReferralExtensionAsk, HANDLER, case.referral.id, days=1, note="户主电话13800001234", **WHY)
    assert [path for _, path in refused] == [("note",)]
    assert await stage.refused(ReferralExtensionAsk, HANDLER, case.referral.id, days=1, reason="NO_SUCH") == [("UNKNOWN_CODE", ("reason",))]
    assert await stage.rows(Event, Event.subject_id == case.referral.id, Event.action == "referralExtensionAsk") == []
