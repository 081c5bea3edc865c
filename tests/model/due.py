"""Working days and ends of days, counted one by one.

Source: docs/domain.md 4: limits end at 24:00 Asia/Shanghai, the day of the start not counted; the calendar as its package has it.
"""

from datetime import UTC, date, datetime, timedelta, timezone

import holidays

SHANGHAI = timezone(timedelta(hours=8))
CHINA = holidays.country_holidays("CN", years=range(2026, 2028))
LAST = datetime(2027, 11, 1, tzinfo=UTC)
"""So far the model's time goes: the holidays of the year after are not announced."""


def day_of(at: datetime) -> date:
    """The day in Shanghai."""
    return at.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """24:00 of that day."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)


def working_day_from(day: date) -> date:
    """The day, or the next one on which offices work."""
    while not CHINA.is_working_day(day):
        day += timedelta(days=1)
    return day


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month."""
    later, wanted = day, day.day
    for _ in range(months):
        later = later.replace(day=28) + timedelta(days=4)  # some day of the next month
    while later.replace(day=1).month == (later + timedelta(days=1)).month and later.day < wanted:
        later += timedelta(days=1)
    return later.replace(day=min(later.day, wanted))


def day_ended_by(end: datetime) -> date:
    """The day that ends at that moment."""
    return day_of(end - timedelta(microseconds=1))


def end_after(start: date, working_days: int) -> datetime:
    """The end of the working day that is so many after the start."""
    day = start
    while working_days:
        day += timedelta(days=1)
        working_days -= CHINA.is_working_day(day)
    return end_of(day)
