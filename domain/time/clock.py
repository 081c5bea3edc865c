"""When a referral is due, when it turns yellow, and whom it waits for: pure functions of its row.

Source: docs/domain.md 4; docs/lifecycle.md ("Whom a referral waits for, and until when"). Limits are passed in, from the reference data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from domain.referral import Colour, State, UrgencyLevel, WaitingFor
from domain.text.label import Labelled
from domain.time.calendar import Calendar, day_ended_by, day_of, end_of
from domain.time.clock_facts import ClockFacts


class Unit(Labelled):
    """What a limit is counted in. 时限的单位。"""

    HOUR = "HOUR", "Hours. 小时。"
    NATURAL_DAY = "NATURAL_DAY", "Natural days. 自然日。"
    WORKING_DAY = "WORKING_DAY", "Working days. 工作日。"


@dataclass(frozen=True)
class Limit:
    """A number of hours, days or working days; at least one."""

    value: int
    unit: Unit

    def share(self, percent: int) -> "Limit":
        """A part of the limit, rounded, halves up; at least one."""
        return Limit(max(1, (self.value * percent + 50) // 100), self.unit)


@dataclass(frozen=True)
class ClockLimits:
    """The limits that hold for every type. `answer` has all levels, `finish` those that override a type's own; shares are in percent."""

    answer: Mapping[UrgencyLevel, Limit]
    finish: Mapping[UrgencyLevel, Limit]
    return_: Limit
    clue: Limit
    follow_up: Limit
    dispatch_again: Limit
    reopened_share: int = 50
    yellow_share: int = 80


@dataclass(frozen=True)
class TypeLimit:
    """The finishing limit of a type of help: from dispatch, or from the acceptance of the application that it needs.

    `urgency_applies`: urgency overrides it downward.
    """

    finish: Limit
    needs_application: bool
    urgency_applies: bool


@dataclass(frozen=True)
class Dues:
    """What is stored on the referral. Every moment is an exclusive end, in UTC."""

    answer_due_at: datetime
    return_due_at: datetime
    finish_due_at: datetime
    work_due_at: datetime
    yellow_at: datetime
    waiting_for: frozenset[WaitingFor]
    calendar_version: int


@dataclass(frozen=True, order=True)
class Term:
    """A due moment, and the one from which little time is left."""

    due_at: datetime
    yellow_at: datetime


NOBODY: frozenset[WaitingFor] = frozenset()
WITH_THE_OFFICE = frozenset({State.SIGNED, State.IN_PROGRESS, State.REOPENED})
WAITS: Mapping[State, frozenset[WaitingFor]] = {
    State.DISPATCHED: frozenset({WaitingFor.OFFICE}),
    **dict.fromkeys(WITH_THE_OFFICE, frozenset({WaitingFor.OFFICE})),
    State.SUSPENDED: frozenset({WaitingFor.FEDERATION, WaitingFor.COMMISSIONER}),
    State.COMPLETED: frozenset({WaitingFor.FEDERATION, WaitingFor.COMMISSIONER}),
}
"""Whose move it is by the state alone; what came back to the federation and open questions add to it."""


def dues(facts: ClockFacts, of_type: TypeLimit, limits: ClockLimits, calendar: Calendar) -> Dues:
    """Everything that the clocks say of a referral in the state it now has. `calendar`: the one in force, it is not pinned."""
    clocks = _Clocks(facts, of_type, limits, calendar)
    finish = clocks.finish()
    work = clocks.work(finish)
    return Dues(
        answer_due_at=moment(clocks.answer().due_at),
        return_due_at=moment(clocks.term(facts.dispatched_at, limits.return_).due_at),
        finish_due_at=moment(finish.due_at),
        work_due_at=moment(work.due_at),
        yellow_at=moment(work.yellow_at),
        waiting_for=waiting_for(facts),
        calendar_version=calendar.version,
    )


def waiting_for(facts: ClockFacts) -> frozenset[WaitingFor]:
    """Whose move it is."""
    if _came_back(facts):
        return NOBODY if facts.sent_on else frozenset({WaitingFor.FEDERATION})
    if facts.question_open and facts.state in WITH_THE_OFFICE:
        return WAITS[facts.state] | {WaitingFor.FEDERATION}
    return WAITS.get(facts.state, NOBODY)


def paused_by(state: State) -> WaitingFor | None:
    """The party on whose account the finishing clock stands still; None while it runs."""
    return WaitingFor.FEDERATION if state is State.SUSPENDED else None


def colour(now: datetime, yellow_at: datetime, work_due_at: datetime, *, awaited: bool) -> Colour | None:
    """How near the due moment is; None when nothing is awaited."""
    if not awaited:
        return None
    if now >= work_due_at:
        return Colour.RED
    return Colour.YELLOW if now >= yellow_at else Colour.GREEN


@dataclass(frozen=True)
class Suspended:
    """Time that suspension took from a clock: in working days, and on the wall clock for what runs in hours."""

    days: int = 0
    seconds: int = 0

    def __add__(self, other: "Suspended") -> "Suspended":
        return Suspended(self.days + other.days, self.seconds + other.seconds)


NO_PAUSE = Suspended()


def last_day(due_at: datetime) -> date | None:
    """The day in Shanghai that a due moment at 24:00 closes; None for a moment within a day, of a limit in hours."""
    day = day_ended_by(due_at)
    return day if end_of(day) == due_at else None


def is_provisional(due_at: Iterable[datetime], calendar: Calendar) -> bool:
    """Whether a due moment that closes a day lies in a year whose swapped days are not announced yet: it may still move."""
    days = [day for day in map(last_day, due_at) if day is not None]
    return bool(days) and not calendar.is_announced(max(days))


def moment(at: datetime) -> datetime:
    """The instant as the platform keeps it: in UTC, cut to the millisecond. `at` is aware."""
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def suspension(since: datetime, until: datetime, accepted_on: date | None, calendar: Calendar) -> Suspended:
    """What one suspension took from the finishing clock; with an acceptance only the working days after that day count.

    On resuming it is added to the row. When `accepted_on` is recorded the row's days are the sum over its ended suspensions anew: the clock
    of the clue is over. On reopening both start again from nothing.
    """
    first = day_of(since) if accepted_on is None else max(day_of(since), accepted_on)
    return Suspended(calendar.between(first, day_of(until)), int((until - since).total_seconds()))


def _came_back(facts: ClockFacts) -> bool:
    return facts.state is State.RETURNED or (facts.state is State.CANCELLED and facts.recalled)


@dataclass(frozen=True)
class _Clocks:
    """The clocks of one referral."""

    facts: ClockFacts
    of_type: TypeLimit
    limits: ClockLimits
    calendar: Calendar

    def term(self, start: datetime | date, limit: Limit, pause: Suspended = NO_PAUSE) -> Term:
        """A limit from a start on; hours run on the wall clock, days end at 24:00 and do not count the day of the start."""
        yellow = limit.value * self.limits.yellow_share
        if limit.unit is Unit.HOUR:
            began = start if isinstance(start, datetime) else end_of(start)
            began += timedelta(seconds=pause.seconds)
            return Term(began + timedelta(hours=limit.value), began + timedelta(hours=yellow / 100))
        first = day_of(start) if isinstance(start, datetime) else start
        return Term(*(end_of(self.calendar.add(self._count(first, days, limit.unit), pause.days)) for days in (limit.value, yellow // 100)))

    def _count(self, first: date, days: int, unit: Unit) -> date:
        return self.calendar.add(first, days) if unit is Unit.WORKING_DAY else first + timedelta(days=days)

    def _urgency(self) -> UrgencyLevel:
        """The urgency that the clocks know: NORMAL for a type that urgency does not apply to."""
        return self.facts.urgency_level if self.of_type.urgency_applies else UrgencyLevel.NORMAL

    def answer(self) -> Term:
        """The clock to sign or return."""
        return self.term(self.facts.dispatched_at, self.limits.answer[self._urgency()])

    def finish(self) -> Term:
        """The clock to finish: the type's, or the shorter one that urgency sets."""
        return min([self._finish_by_type(), *self._finish_by_urgency()])

    def _finish_by_type(self) -> Term:
        facts = self.facts
        pause = Suspended(facts.suspended_days, facts.suspended_seconds)
        accepted_on = facts.accepted_on if self.of_type.needs_application else None
        is_clue = self.of_type.needs_application and accepted_on is None
        limit = self.limits.clue if is_clue else self.of_type.finish
        if facts.reopened_at is not None and (accepted_on is None or accepted_on <= day_of(facts.reopened_at)):
            return self.term(facts.reopened_at, limit.share(self.limits.reopened_share), pause)
        return self.term(accepted_on or self._start(), limit, pause)

    def _start(self) -> datetime | date:
        """Signature, or the end of the answer limit (an instant, or the day that it closes) if that is first: not signing wins no time."""
        end = self.answer().due_at
        if self.facts.signed_at is not None and self.facts.signed_at < end:
            return self.facts.signed_at
        last = day_ended_by(end)
        return last if end_of(last) == end else end

    def _finish_by_urgency(self) -> list[Term]:
        """In hours on the wall clock, from dispatch or from reopening."""
        limit = self.limits.finish.get(self._urgency())
        if limit is None:
            return []
        pause = Suspended(seconds=self.facts.suspended_seconds)
        if self.facts.reopened_at is not None:
            return [self.term(self.facts.reopened_at, limit.share(self.limits.reopened_share), pause)]
        return [self.term(self.facts.dispatched_at, limit, pause)]

    def work(self, finish: Term) -> Term:
        """Until when the referral waits for whom it waits for; what waits for nobody keeps its last value."""
        facts = self.facts
        if facts.state is State.DISPATCHED:
            return self.answer()
        if facts.state in WITH_THE_OFFICE:
            return finish
        if facts.state is State.SUSPENDED and facts.suspended_at and facts.suspended_until:
            return self._share_used(facts.suspended_at, end_of(facts.suspended_until))
        if facts.state is State.COMPLETED and facts.completed_at:
            return self.term(max(day_of(facts.completed_at), facts.first_payment_on or date.min), self.limits.follow_up)
        if _came_back(facts) and facts.ended_at:
            return self.term(facts.ended_at, self.limits.dispatch_again)
        return Term(facts.kept_due_at or finish.due_at, facts.kept_yellow_at or finish.yellow_at)

    def _share_used(self, since: datetime, until: datetime) -> Term:
        return Term(until, since + (until - since) * self.limits.yellow_share / 100)
