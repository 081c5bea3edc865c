"""Days, weeks and months in Shanghai, and its working days.

Source: docs/domain.md 4, docs/domain-facts.md 8. A day ends at 24:00 Asia/Shanghai: its end is the moment of the next midnight, exclusive.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""A fixed offset: the zone has had no summer time since 1991."""

SATURDAY = 5
ONE_DAY = timedelta(days=1)
SMALLEST = timedelta(microseconds=1)


def day_of(at: datetime) -> date:
    """Return the day in Shanghai of a moment."""
    return at.astimezone(SHANGHAI).date()


def day_ended_by(end: datetime) -> date:
    """Return the last day before an exclusive end: for a midnight the day that ends with it."""
    return day_of(end - SMALLEST)


def week_of(at: datetime) -> str:
    """Return the ISO week in Shanghai of a moment, as `2026-W48`."""
    year, week, _ = day_of(at).isocalendar()
    return f"{year:04}-W{week:02}"


def month_of(at: datetime) -> str:
    """Return the month in Shanghai of a moment, as `2026-11`."""
    return f"{day_of(at):%Y-%m}"


def start_of(day: date) -> datetime:
    """Return the moment in UTC at which a day begins in Shanghai."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the moment in UTC at which a day ends in Shanghai: 24:00, exclusive."""
    return start_of(day + ONE_DAY)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later; the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Calendar:
    """The working days of a span of whole years, in one version of the calendar.

    Outside the span Monday to Friday count as working days. The holidays of a year are announced in the November before, and come with a
    newer version.
    """

    def __init__(self, working_days: Iterable[date], version: int) -> None:
        self.version = version
        self._days = tuple(sorted(working_days))
        self._announced = frozenset(day.year for day in self._days if day.weekday() >= SATURDAY)

    def is_announced(self, day: date) -> bool:
        """Return whether the holidays of the day's year are known. Then it has working days on weekends: every notice sets some."""
        return day.year in self._announced

    def known_until(self, today: date) -> date:
        """Return the last day of the last year, counted on from today's, whose holidays are known; 31 December last year if none is."""
        year = today.year
        while year in self._announced:
            year += 1
        return date(year, 1, 1) - ONE_DAY

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is a working day."""
        if not self._knows(day):
            return day.weekday() < SATURDAY
        place = bisect_right(self._days, day)
        return self._days[place - 1] == day

    def add(self, start: date, count: int) -> date:
        """Return the day `count` working days after `start`, which does not count itself; `start` for 0."""
        if count == 0:
            return start
        place = bisect_right(self._days, start) + count - 1
        if self._knows(start) and place < len(self._days):
            return self._days[place]
        return self._step(start, count)

    def on_or_after(self, day: date) -> date:
        """Return the day itself if it is a working day, else the next one."""
        return day if self.is_working_day(day) else self.add(day, 1)

    def later(self, at: datetime, count: int) -> datetime:
        """Return the moment `count` working days after a moment, at the same time of day; a midnight belongs to the day that it ends."""
        day = day_ended_by(at)
        return at + (self.add(day, count) - day)

    def between(self, first: date, last: date) -> int:
        """Return the number of working days after `first`, up to and including `last`; 0 if `last` is not later."""
        if last <= first:
            return 0
        if self._knows(first) and self._knows(last):
            return bisect_right(self._days, last) - bisect_right(self._days, first)
        return sum(self.is_working_day(first + ONE_DAY * offset) for offset in range(1, (last - first).days + 1))

    def _knows(self, day: date) -> bool:
        return bool(self._days) and self._days[0].year <= day.year <= self._days[-1].year

    def _step(self, start: date, count: int) -> date:
        day = start
        while count:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day
