"""What a time limit is, and by which version of the limits each clock of a referral runs.

Source: docs/domain.md 4; docs/decisions/050-versions.md. A version that comes later changes no clock that has started.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.referral import UrgencyLevel
from domain.text.label import Labelled
from domain.time.calendar import day_of
from domain.time.clock_facts import ClockFacts


class Unit(Labelled):
    """What a limit is counted in. 时限的单位。"""

    HOUR = "HOUR", "Hours. 小时。"
    NATURAL_DAY = "NATURAL_DAY", "Natural days. 自然日。"
    WORKING_DAY = "WORKING_DAY", "Working days. 工作日。"


@dataclass(frozen=True)
class Limit:
    """A time limit: a number of hours, days or working days, at least 1."""

    value: int
    unit: Unit

    def share(self, percent: int) -> "Limit":
        """Return a percentage of the limit, rounded half up, at least 1."""
        return Limit(max(1, (self.value * percent + 50) // 100), self.unit)


@dataclass(frozen=True)
class ClockLimits:
    """The limits that hold for every type. `answer` has every urgency; `finish` those that override a type's limit; shares in percent."""

    answer: Mapping[UrgencyLevel, Limit]
    finish: Mapping[UrgencyLevel, Limit]
    return_: Limit
    clue: Limit
    follow_up: Limit
    dispatch_again: Limit
    payment_again: Limit
    reopened_share: int = 50
    yellow_share: int = 80
    later: tuple[tuple[date, "ClockLimits"], ...] = ()
    """What holds instead from a later day on, by ascending day."""

    def on(self, day: date) -> "ClockLimits":
        """Return the limits that hold on a day."""
        return next((limits for since, limits in reversed(self.later) if since <= day), self)

    def of(self, facts: ClockFacts) -> "ClockLimits":
        """Return the limits by which the clocks of a referral run: each by those of the day on which it started.

        Of what is counted from a day to come (a first payment, a call) that is the day on which it was set down.
        """
        if not self.later:
            return self
        sent = self.on(day_of(facts.dispatched_at))
        again = sent if facts.reopened_at is None else self.on(day_of(facts.reopened_at))
        completed = sent if facts.completed_at is None else self.on(day_of(facts.completed_at))
        ended = sent if facts.ended_at is None else self.on(day_of(facts.ended_at))
        unpaid = sent if facts.payment_failed_on is None else self.on(facts.payment_failed_on)
        return replace(
            sent,
            finish=again.finish,
            clue=again.clue,
            reopened_share=again.reopened_share,
            follow_up=completed.follow_up,
            dispatch_again=ended.dispatch_again,
            payment_again=unpaid.payment_again,
        )


@dataclass(frozen=True)
class TypeLimit:
    """The finishing limit of an assistance type, from dispatch or, with `needs_application`, from the acceptance of the application.

    `urgency_applies`: an urgent referral may have a shorter one.
    """

    finish: Limit
    needs_application: bool
    urgency_applies: bool
