"""Working days in Shanghai, with the State Council's swaps. Source: docs/domain.md 4; docs/domain-facts.md 8."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.time.calendar import day_ended_by, day_of, end_of, month_of, start_of, week_of
from tests.builders.calendar import CALENDAR, DAYS, FIRST, LAST

around = st.dates(FIRST - timedelta(days=40), LAST + timedelta(days=40))
few = st.integers(0, 60)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 9, 24), 10, date(2026, 10, 15)),
        (date(2020, 4, 28), 5, date(2020, 5, 8)),
        (date(2026, 12, 1), 30, date(2027, 1, 13)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
    ],
)
def test_a_limit_ends_on_the_working_day_that_the_notice_makes_it(start: date, days: int, end: date) -> None:
    assert CALENDAR.add(start, days) == end


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 5, 9), True),  # a Saturday worked for the holiday before
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
        (date(2026, 10, 10), True),
        (date(2020, 1, 1), False),  # the first day that is known
        (date(2019, 12, 31), True),  # a Tuesday before anything is known
        (date(2028, 1, 1), False),  # a Saturday after it
        (date(2028, 1, 3), True),
    ],
)
def test_a_day_is_worked_as_the_notice_says_and_as_the_week_says_where_there_is_none(day: date, works: bool) -> None:
    assert CALENDAR.is_working_day(day) is works


def test_the_calendar_is_the_one_of_a_second_source() -> None:
    assert [day for day in DAYS if day.year < 2027 and CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


@given(around, few)
def test_adding_is_stepping_from_working_day_to_working_day(start: date, days: int) -> None:
    stepped = (day for offset in count(1) if CALENDAR.is_working_day(day := start + timedelta(days=offset)))
    assert CALENDAR.add(start, days) == (start if days == 0 else [next(stepped) for _ in range(days)][-1])


@given(around, few)
def test_between_is_the_inverse_of_adding(start: date, days: int) -> None:
    assert CALENDAR.between(start, CALENDAR.add(start, days)) == days


@given(around, around, few)
def test_a_later_start_never_ends_earlier(one: date, other: date, days: int) -> None:
    first, second = sorted((one, other))
    assert CALENDAR.add(first, days + 1) <= CALENDAR.add(second, days + 1)


@given(around, around, around)
def test_working_days_add_up_over_a_day_between(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    assert CALENDAR.between(first, last) == CALENDAR.between(first, middle) + CALENDAR.between(middle, last)


def test_between_a_day_and_an_earlier_one_lie_none() -> None:
    assert CALENDAR.between(date(2026, 11, 24), date(2026, 11, 24)) == 0
    assert CALENDAR.between(date(2026, 11, 24), date(2026, 11, 20)) == 0


def test_days_begin_and_end_at_midnight_in_shanghai() -> None:
    assert day_of(datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 24)
    assert day_of(datetime(2026, 11, 24, 16, tzinfo=UTC)) == date(2026, 11, 25)
    assert start_of(date(2026, 11, 24)) == datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert end_of(date(2026, 11, 24)) == datetime(2026, 11, 24, 16, tzinfo=UTC)


@given(around)
def test_a_midnight_closes_the_day_before_it(day: date) -> None:
    assert day_ended_by(end_of(day)) == day
    assert day_ended_by(end_of(day) + timedelta(microseconds=1)) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "week", "month"),
    [
        (datetime(2026, 11, 24, 1, 0, tzinfo=UTC), "2026-W48", "2026-11"),
        (datetime(2026, 11, 29, 15, 59, tzinfo=UTC), "2026-W48", "2026-11"),  # Sunday, a minute before 24:00 in Shanghai
        (datetime(2026, 11, 29, 16, 0, tzinfo=UTC), "2026-W49", "2026-11"),
        (datetime(2026, 11, 30, 16, 0, tzinfo=UTC), "2026-W49", "2026-12"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "2026-W01", "2026-01"),
        (datetime(2027, 1, 1, 1, 0, tzinfo=UTC), "2026-W53", "2027-01"),  # the ISO week belongs to the year of its Thursday
    ],
)
def test_weeks_and_months_are_those_of_shanghai(at: datetime, week: str, month: str) -> None:
    assert (week_of(at), month_of(at)) == (week, month)


def test_a_year_is_announced_when_its_notice_makes_weekends_working_days() -> None:
    assert [CALENDAR.is_announced(date(year, 6, 1)) for year in (2019, 2020, 2026, 2027, 2031)] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("today", "known"),
    [
        (date(2026, 11, 27), date(2026, 12, 31)),
        (date(2021, 3, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2029, 1, 1), date(2028, 12, 31)),
    ],
)
def test_the_calendar_says_until_when_it_knows(today: date, known: date) -> None:
    assert CALENDAR.known_until(today) == known
