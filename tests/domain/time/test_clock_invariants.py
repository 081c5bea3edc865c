"""What always holds of the two clocks, whatever the type, the urgency and the day. Source: docs/domain.md 4."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.referral import State, UrgencyLevel
from domain.time.calendar import day_of
from domain.time.clock import Dues, dues, moment, suspension
from domain.time.clock_facts import ClockFacts
from domain.time.limit import Limit, TypeLimit, Unit
from tests.builders.calendar import CALENDAR
from tests.builders.limits import LIMITS

DAY = timedelta(days=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- the strategy adds the zone
types = st.builds(
    TypeLimit,
    finish=st.builds(Limit, st.integers(1, 60), st.sampled_from(Unit)),
    needs_application=st.booleans(),
    urgency_applies=st.booleans(),
)
in_hand = st.builds(
    lambda at, urgency, signed: ClockFacts(State.SIGNED, urgency, at, signed_at=at + signed),
    moments,
    st.sampled_from(UrgencyLevel),
    st.timedeltas(timedelta(0), timedelta(days=20)),
)


def due(known: ClockFacts, of_type: TypeLimit) -> Dues:
    return dues(known, of_type, LIMITS, CALENDAR)


@given(in_hand, types)
def test_a_due_moment_is_after_its_start_and_never_before_yellow(known: ClockFacts, of_type: TypeLimit) -> None:
    found = due(known, of_type)
    assert known.dispatched_at <= found.answer_due_at <= found.return_due_at
    assert known.dispatched_at < found.finish_due_at
    assert found.yellow_at <= found.work_due_at


@given(in_hand, types, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_signing_later_never_gives_an_earlier_end_and_never_one_past_that_of_not_signing(
    known: ClockFacts, of_type: TypeLimit, later: timedelta
) -> None:
    assert known.signed_at is not None
    first, second = due(known, of_type), due(replace(known, signed_at=known.signed_at + later), of_type)
    unsigned = due(replace(known, signed_at=None), of_type)
    assert first.finish_due_at <= second.finish_due_at <= unsigned.finish_due_at


@given(in_hand, types, st.integers(0, 30), st.timedeltas(timedelta(0), timedelta(days=30)), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_longer_suspension_never_shortens_a_due(
    known: ClockFacts, of_type: TypeLimit, after: int, length: timedelta, more: timedelta
) -> None:
    def suspended(length: timedelta) -> Dues:
        since = known.dispatched_at + after * DAY
        taken = suspension(since, since + length, None, CALENDAR)
        return due(replace(known, suspended_days=taken.days, suspended_seconds=taken.seconds), of_type)

    assert due(known, of_type).finish_due_at <= suspended(length).finish_due_at <= suspended(length + more).finish_due_at
    assert suspended(length).yellow_at <= suspended(length + more).yellow_at


@given(in_hand, types, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_a_later_dispatch_never_gives_an_earlier_end(known: ClockFacts, of_type: TypeLimit, later: timedelta) -> None:
    assert known.signed_at is not None
    moved = replace(known, dispatched_at=known.dispatched_at + later, signed_at=known.signed_at + later)
    first, second = due(known, of_type), due(moved, of_type)
    assert first.answer_due_at <= second.answer_due_at
    assert first.return_due_at <= second.return_due_at
    assert first.finish_due_at <= second.finish_due_at


@given(in_hand, types, st.integers(0, 40), st.integers(0, 40))
def test_a_later_acceptance_never_gives_an_earlier_end(known: ClockFacts, of_type: TypeLimit, one: int, other: int) -> None:
    first, second = (replace(known, accepted_on=day_of(known.dispatched_at) + days * DAY) for days in sorted((one, other)))
    assert due(first, of_type).finish_due_at <= due(second, of_type).finish_due_at


@given(in_hand, types)
def test_urgency_only_ever_shortens(known: ClockFacts, of_type: TypeLimit) -> None:
    normal = due(replace(known, urgency_level=UrgencyLevel.NORMAL), of_type)
    assert due(known, of_type).finish_due_at <= normal.finish_due_at
    assert due(known, of_type).answer_due_at <= normal.answer_due_at


@given(in_hand, types)
def test_moments_are_kept_to_the_millisecond(known: ClockFacts, of_type: TypeLimit) -> None:
    found = due(known, of_type)
    assert found.answer_due_at == moment(found.answer_due_at)
    assert found.finish_due_at == moment(found.finish_due_at)
