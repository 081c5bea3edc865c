"""The two clocks of a referral, whom it waits for and until when. Source: docs/domain.md 4; docs/lifecycle.md; docs/domain-facts.md 8."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.ask import RETURN_ASK, OpenAsk
from domain.referral import Colour, State, UrgencyLevel, WaitingFor
from domain.time.calendar import day_ended_by, end_of
from domain.time.clock import Dues, Suspended, colour, dues, last_day, suspension
from domain.time.clock_facts import ClockFacts, clock_facts
from domain.time.limit import ClockLimits, Limit, TypeLimit, Unit
from domain.time.waiting import paused_by, waiting_for
from tests.builders.calendar import CALENDAR
from tests.builders.limits import APPLIED_FOR, HURRIED, LIMITS, PLAIN

TUESDAY = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai, in a week without holidays."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFICE = frozenset({WaitingFor.OFFICE})
FEDERATION = frozenset({WaitingFor.FEDERATION})
BOTH = frozenset({WaitingFor.FEDERATION, WaitingFor.COMMISSIONER})


def facts(state: State = State.DISPATCHED, urgency: UrgencyLevel = UrgencyLevel.NORMAL, **columns: Any) -> ClockFacts:
    return replace(ClockFacts(state, urgency, TUESDAY), **columns)


def due(known: ClockFacts, of_type: TypeLimit = PLAIN, limits: ClockLimits = LIMITS) -> Dues:
    return dues(known, of_type, limits, CALENDAR)


def ends(month: int, day: int, year: int = 2026) -> datetime:
    """24:00 of a day in Shanghai."""
    return end_of(date(year, month, day))


# --- to answer, to return


def test_an_office_answers_within_one_working_day_not_counting_the_day_of_dispatch() -> None:
    assert due(facts()).answer_due_at == ends(11, 25)
    assert due(facts(dispatched_at=TUESDAY + 3 * DAY)).answer_due_at == ends(11, 30)  # a Friday


def test_a_referral_is_returned_within_two_working_days_of_dispatch_whatever_its_urgency() -> None:
    assert due(facts()).return_due_at == ends(11, 26)
    assert due(facts(urgency=UrgencyLevel.EMERGENCY), HURRIED).return_due_at == ends(11, 26)


def test_urgency_sets_hours_on_the_wall_clock_from_dispatch() -> None:
    friday = TUESDAY + 3 * DAY + 8 * HOUR
    emergency = due(facts(urgency=UrgencyLevel.EMERGENCY, dispatched_at=friday), HURRIED)
    urgent = due(facts(urgency=UrgencyLevel.URGENT, dispatched_at=friday), HURRIED)
    assert (emergency.answer_due_at, emergency.finish_due_at) == (friday + 2 * HOUR, friday + 24 * HOUR)
    assert (urgent.answer_due_at, urgent.finish_due_at) == (friday + 24 * HOUR, friday + 72 * HOUR)


@pytest.mark.parametrize("urgency", [UrgencyLevel.EMERGENCY, UrgencyLevel.URGENT])
@pytest.mark.parametrize("of_type", [PLAIN, APPLIED_FOR])
def test_urgency_changes_nothing_for_types_that_it_does_not_apply_to(urgency: UrgencyLevel, of_type: TypeLimit) -> None:
    assert due(facts(urgency=urgency), of_type) == due(facts(), of_type)


def test_urgency_never_gives_more_time_than_the_type() -> None:
    short = TypeLimit(Limit(1, Unit.NATURAL_DAY), needs_application=False, urgency_applies=True)
    normal, urgent = (
        due(facts(State.SIGNED, level, signed_at=TUESDAY + HOUR), short) for level in (UrgencyLevel.NORMAL, UrgencyLevel.URGENT)
    )
    assert urgent.finish_due_at == normal.finish_due_at == ends(11, 25)


# --- to finish


def test_the_finishing_clock_starts_at_signature() -> None:
    assert due(facts(State.SIGNED, signed_at=TUESDAY + HOUR)).finish_due_at == ends(12, 8)


def test_not_signing_wins_no_time() -> None:
    unsigned = due(facts()).finish_due_at
    assert unsigned == ends(12, 9)  # from the last day to answer
    late = facts(State.SIGNED, signed_at=TUESDAY + 10 * DAY)
    assert due(late).finish_due_at == unsigned


def test_not_signing_wins_no_time_either_where_the_hours_to_answer_end_at_midnight() -> None:
    at = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 22:00: two hours later the day is over
    slow = replace(LIMITS, finish={})
    known = facts(urgency=UrgencyLevel.EMERGENCY, dispatched_at=at)
    signed = replace(known, state=State.SIGNED, signed_at=at + 2 * HOUR - timedelta(milliseconds=1))
    assert due(known, HURRIED, slow).finish_due_at == due(signed, HURRIED, slow).finish_due_at == ends(12, 8)


def test_a_limit_in_natural_days_counts_every_day_and_one_in_hours_every_hour() -> None:
    signed = facts(State.SIGNED, signed_at=TUESDAY + 3 * DAY, dispatched_at=TUESDAY + 3 * DAY)
    days, hours = (TypeLimit(Limit(value, unit), False, False) for value, unit in ((3, Unit.NATURAL_DAY), (24, Unit.HOUR)))
    assert due(signed, days).finish_due_at == ends(11, 30)
    assert due(signed, hours).finish_due_at == TUESDAY + 4 * DAY
    assert due(facts(), hours).finish_due_at == ends(11, 25) + DAY  # unsigned: from the end of the time to answer


def test_a_clue_is_to_become_an_application_within_five_working_days_and_says_so_from_dispatch() -> None:
    assert due(facts(), APPLIED_FOR).finish_due_at == ends(12, 2)
    assert due(facts(State.SIGNED, signed_at=TUESDAY + HOUR), APPLIED_FOR).finish_due_at == ends(12, 1)


def test_with_the_acceptance_of_an_application_the_types_own_limit_runs_from_that_day() -> None:
    accepted = facts(State.IN_PROGRESS, signed_at=TUESDAY, accepted_on=date(2026, 12, 1))
    thirty = TypeLimit(Limit(30, Unit.WORKING_DAY), needs_application=True, urgency_applies=False)
    assert due(accepted, thirty).finish_due_at == ends(1, 13, year=2027)


def test_a_type_without_application_ignores_a_day_of_acceptance() -> None:
    signed = facts(State.SIGNED, signed_at=TUESDAY)
    assert due(replace(signed, accepted_on=date(2026, 12, 1))) == due(signed)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 9, 24), 10, date(2026, 10, 15)),
        (date(2020, 4, 28), 5, date(2020, 5, 8)),
    ],
)
def test_limits_in_working_days_follow_the_notices(start: date, days: int, end: date) -> None:
    at = end_of(start) - HOUR
    of_type = TypeLimit(Limit(days, Unit.WORKING_DAY), needs_application=False, urgency_applies=False)
    assert due(facts(State.SIGNED, dispatched_at=at, signed_at=at), of_type).finish_due_at == end_of(end)


# --- suspension


def test_a_suspension_shifts_the_due_moment_by_the_working_days_between() -> None:
    since, until = TUESDAY + DAY, TUESDAY + 6 * DAY  # Wednesday to Monday
    taken = suspension(since, until, None, CALENDAR)
    assert taken == Suspended(3, 5 * 86_400)
    resumed = facts(State.IN_PROGRESS, signed_at=TUESDAY, suspended_days=taken.days, suspended_seconds=taken.seconds)
    assert due(resumed).finish_due_at == ends(12, 11)


def test_a_suspension_within_a_day_or_a_weekend_shifts_no_day() -> None:
    assert suspension(TUESDAY, TUESDAY + HOUR, None, CALENDAR).days == 0
    assert suspension(TUESDAY + 3 * DAY, TUESDAY + 5 * DAY, None, CALENDAR).days == 0


def test_of_a_suspension_only_the_days_after_the_acceptance_count() -> None:
    assert suspension(TUESDAY, TUESDAY + 3 * DAY, date(2026, 11, 26), CALENDAR).days == 1
    assert suspension(TUESDAY, TUESDAY + DAY, date(2026, 11, 27), CALENDAR).days == 0


def test_a_suspension_shifts_hours_on_the_wall_clock() -> None:
    known = facts(State.IN_PROGRESS, UrgencyLevel.EMERGENCY, signed_at=TUESDAY + HOUR, suspended_days=1, suspended_seconds=3 * 3600)
    assert due(known, HURRIED).finish_due_at == TUESDAY + 27 * HOUR


# --- reopening


def test_a_reopened_referral_has_half_of_its_types_limit() -> None:
    assert due(facts(State.REOPENED, signed_at=TUESDAY, reopened_at=TUESDAY + 7 * DAY)).finish_due_at == ends(12, 8)


def test_a_reopened_clue_has_half_of_the_clues_limit_rounded_up() -> None:
    assert due(facts(State.REOPENED, signed_at=TUESDAY, reopened_at=TUESDAY + 7 * DAY), APPLIED_FOR).finish_due_at == ends(12, 4)


def test_a_reopened_application_has_half_of_its_types_limit() -> None:
    known = facts(State.REOPENED, signed_at=TUESDAY, accepted_on=date(2026, 11, 25), reopened_at=TUESDAY + 7 * DAY)
    assert due(known, APPLIED_FOR).finish_due_at == ends(12, 15)


def test_an_application_accepted_after_reopening_has_the_types_whole_limit() -> None:
    known = facts(State.REOPENED, signed_at=TUESDAY, accepted_on=date(2026, 12, 4), reopened_at=TUESDAY + 7 * DAY)
    assert due(known, APPLIED_FOR).finish_due_at == ends(1, 4, year=2027)


def test_a_reopened_emergency_has_half_of_its_hours() -> None:
    known = facts(State.REOPENED, UrgencyLevel.EMERGENCY, signed_at=TUESDAY, reopened_at=TUESDAY + 7 * DAY)
    assert due(known, HURRIED).finish_due_at == TUESDAY + 7 * DAY + 12 * HOUR


@pytest.mark.parametrize(("value", "half"), [(1, 1), (2, 1), (3, 2), (5, 3), (10, 5)])
def test_a_half_rounds_up_and_is_one_at_least(value: int, half: int) -> None:
    assert Limit(value, Unit.WORKING_DAY).share(50) == Limit(half, Unit.WORKING_DAY)


# --- whom it waits for, until when


@pytest.mark.parametrize(
    ("known", "party", "until"),
    [
        (facts(), OFFICE, ends(11, 25)),
        (facts(State.SIGNED, signed_at=TUESDAY), OFFICE, ends(12, 8)),
        (facts(State.IN_PROGRESS, signed_at=TUESDAY), OFFICE, ends(12, 8)),
        (facts(State.IN_PROGRESS, signed_at=TUESDAY, question_open=True), OFFICE | FEDERATION, ends(12, 8)),
        (facts(State.REOPENED, signed_at=TUESDAY, reopened_at=TUESDAY), OFFICE, ends(12, 1)),
        (facts(State.REOPENED, signed_at=TUESDAY, reopened_at=TUESDAY, question_open=True), OFFICE | FEDERATION, ends(12, 1)),
        (facts(State.SUSPENDED, signed_at=TUESDAY, suspended_at=TUESDAY, suspended_until=date(2026, 12, 20)), BOTH, ends(12, 20)),
        (facts(State.COMPLETED, signed_at=TUESDAY, completed_at=TUESDAY), BOTH, ends(11, 25)),
        (facts(State.COMPLETED, signed_at=TUESDAY, completed_at=TUESDAY, first_payment_on=date(2026, 12, 4)), BOTH, ends(12, 7)),
        (facts(State.COMPLETED, signed_at=TUESDAY, completed_at=TUESDAY, first_payment_on=date(2026, 10, 1)), BOTH, ends(11, 25)),
        (facts(State.RETURNED, ended_at=TUESDAY), FEDERATION, ends(11, 26)),
        (facts(State.CANCELLED, ended_at=TUESDAY, recalled=True), FEDERATION, ends(11, 26)),
        (facts(State.RETURNED, ended_at=TUESDAY, sent_on=True), frozenset(), ends(11, 26)),
        (facts(State.CANCELLED, ended_at=TUESDAY, recalled=True, sent_on=True), frozenset(), ends(11, 26)),
        (facts(State.CANCELLED, ended_at=TUESDAY, kept_due_at=ends(11, 30), kept_yellow_at=TUESDAY), frozenset(), ends(11, 30)),
        (facts(State.CONFIRMED, ended_at=TUESDAY, kept_due_at=ends(11, 30), kept_yellow_at=TUESDAY), frozenset(), ends(11, 30)),
        (facts(State.ARCHIVED, ended_at=TUESDAY, kept_due_at=ends(11, 30), kept_yellow_at=TUESDAY), frozenset(), ends(11, 30)),
    ],
)
def test_a_referral_waits_for_whom_its_state_names_until_its_moment(
    known: ClockFacts, party: frozenset[WaitingFor], until: datetime
) -> None:
    found = due(known)
    assert (found.waiting_for, found.work_due_at) == (party, until)
    assert waiting_for(known) == party


@pytest.mark.parametrize("state", State)
def test_only_a_suspension_pauses_the_finishing_clock(state: State) -> None:
    assert (paused_by(state) is not None) == (state is State.SUSPENDED)


# --- colours


def test_it_is_yellow_when_four_fifths_of_the_time_are_used() -> None:
    assert due(facts(State.SIGNED, signed_at=TUESDAY)).yellow_at == ends(12, 4)  # eight of ten working days
    assert due(facts(urgency=UrgencyLevel.URGENT), HURRIED).yellow_at == TUESDAY + 0.8 * 24 * HOUR
    waits = facts(State.SUSPENDED, suspended_at=ends(11, 24), suspended_until=date(2026, 12, 4))
    assert due(waits).yellow_at == ends(12, 2)


def test_a_suspension_shifts_yellow_too() -> None:
    assert due(facts(State.SIGNED, signed_at=TUESDAY, suspended_days=3)).yellow_at == ends(12, 9)


def test_colours_change_at_their_moments_and_are_none_where_nothing_is_awaited() -> None:
    yellow, red = ends(12, 4), ends(12, 8)
    moments = (TUESDAY, yellow - HOUR, yellow, red - HOUR, red, red + DAY)
    expected = [Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.YELLOW, Colour.RED, Colour.RED]
    assert [colour(now, yellow, red, awaited=True) for now in moments] == expected
    assert [colour(now, yellow, red, awaited=False) for now in moments] == [None] * 6


def test_the_facts_of_a_row_are_its_columns() -> None:
    row = replace(facts(State.CANCELLED), question_open=True, transfer_open=True)
    columns = {
        name: getattr(row, name)
        for name in ClockFacts.__dataclass_fields__
        if name not in {"recalled", "sent_on", "of_funds", "kept_due_at", "kept_yellow_at", "asked", "self_handled", "transfer_open"}
    }
    renamed = {"cancel_reason": "RECALLED", "work_due_at": TUESDAY, "yellow_at": None, "family_id": UUID(int=1)}
    asks = {
        "transfer_open_at": TUESDAY,
        "return_ask_state": "OPEN",
        "return_ask_until": TUESDAY,
        "extension_state": "LAPSED",
        "extension_until": TUESDAY,
        "acceptance_ask_state": None,
        "acceptance_ask_until": None,
    }
    offices = {"office_id": UUID(int=2), "dispatching_office_id": UUID(int=2)}
    stored = type("Stored", (), columns | renamed | asks | offices)()
    asked = (OpenAsk(RETURN_ASK, TUESDAY),)
    known = replace(row, recalled=True, sent_on=True, kept_due_at=TUESDAY, asked=asked, self_handled=True)
    assert clock_facts(stored, sent_on=True) == known


def test_a_limit_in_days_is_told_with_its_last_day_since_its_moment_prints_as_the_next() -> None:
    found = due(facts())
    assert (found.answer_due_at, last_day(found.answer_due_at)) == (ends(11, 25), date(2026, 11, 25))
    assert last_day(found.finish_due_at) == day_ended_by(found.finish_due_at)


def test_a_limit_in_hours_has_no_last_day() -> None:
    found = due(facts(urgency=UrgencyLevel.EMERGENCY), HURRIED)
    assert (last_day(found.answer_due_at), last_day(found.finish_due_at)) == (None, None)
    assert last_day(ends(11, 25) - timedelta(milliseconds=1)) is None
    assert last_day(ends(11, 25) + timedelta(milliseconds=1)) is None
