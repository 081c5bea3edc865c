"""Draw the moments of histories: office hours of the working days up to yesterday.

Source: docs/decisions/007-demonstration.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from domain.time.calendar import Calendar, start_of

OPENS, CLOSES, A_WHILE = timedelta(hours=8, minutes=30), timedelta(hours=17), timedelta(minutes=20)
YEARS = 1


@dataclass(frozen=True)
class Diary:
    """The working days of about a year before a day, which is not included; they are numbered from the end, the last is -1."""

    days: tuple[date, ...]
    random: Random

    @classmethod
    def before(cls, today: date, calendar: Calendar, random: Random) -> "Diary":
        """Return the diary of the working days before `today`."""
        first = today.replace(year=today.year - YEARS, day=1)
        span = (first + timedelta(days=each) for each in range((today - first).days))
        return cls(tuple(day for day in span if calendar.is_working_day(day)), random)

    def moments(self, places: Sequence[int], after: datetime) -> list[datetime]:
        """Return a random moment on each of the days, given by ascending numbers; the moments ascend and come after `after`."""
        found: list[datetime] = []
        for place, together in groupby(places):
            opened = max(start_of(self.days[place]) + OPENS, after + A_WHILE)
            minutes = max(1, (start_of(self.days[place]) + CLOSES - opened) // timedelta(minutes=1))
            drawn = sorted(self.random.randrange(minutes) for _ in together)
            found += [opened + timedelta(minutes=at, seconds=order) for order, at in enumerate(drawn)]
        return found

    def morning(self, place: int) -> datetime:
        """Return a random moment of the day's first two and a half office hours."""
        return start_of(self.days[place]) + OPENS + timedelta(minutes=self.random.randrange(150))
