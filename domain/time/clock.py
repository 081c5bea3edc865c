"""The due moments of a referral, and when it turns yellow, as pure functions of its row.

Source: docs/domain.md 4; docs/lifecycle.md ("Whom a referral waits for, and until when"). Limits are passed in, from the reference data.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from domain.ask import EXTENSION
from domain.referral import OPEN, Colour, Part, State, UrgencyLevel, WaitingFor
from domain.time.calendar import Calendar, day_ended_by, day_of, end_of, start_of
from domain.time.clock_facts import ClockFacts
from domain.time.limit import ClockLimits, Limit, TypeLimit, Unit
from domain.time.waiting import WITH_THE_OFFICE, asked_until, came_back, is_to_be_reviewed, is_unpaid, waiting_for, waits_from


@dataclass(frozen=True)
class Dues:
    """The columns of a referral that the clocks compute. Every moment is an exclusive end in UTC."""

    answer_due_at: datetime
    return_due_at: datetime
    finish_due_at: datetime
    work_due_at: datetime
    yellow_at: datetime
    waiting_for: frozenset[WaitingFor]
    waits_from: datetime | None
    federation_until: datetime | None
    monitor_until: datetime | None
    extension_until: datetime | None
    """When an open ask for an extension lapses; None where none is open."""
    calendar_version: int


@dataclass(frozen=True, order=True)
class Term:
    """A due moment, and the moment from which the referral is yellow."""

    due_at: datetime
    yellow_at: datetime


def dues(facts: ClockFacts, of_type: TypeLimit, limits: ClockLimits, calendar: Calendar) -> Dues:
    """Return the due moments of a referral by the calendar in force, and whom it waits for."""
    clocks = _Clocks(facts, of_type, limits.of(facts), calendar)
    finish = clocks.finish()
    work = clocks.work(finish)
    until = moment(finish.due_at)
    facts = replace(facts, asked=tuple(replace(each, until=until) if each.ask.until_due else each for each in facts.asked))
    return Dues(
        answer_due_at=moment(clocks.answer().due_at),
        return_due_at=moment(clocks.term(facts.dispatched_at, clocks.limits.return_).due_at),
        finish_due_at=moment(finish.due_at),
        work_due_at=moment(work.due_at),
        yellow_at=moment(work.yellow_at),
        waiting_for=waiting_for(facts),
        waits_from=waits_from(facts),
        federation_until=asked_until(facts, WaitingFor.FEDERATION),
        monitor_until=asked_until(facts, WaitingFor.MONITOR),
        extension_until=next((each.until for each in facts.asked if each.ask is EXTENSION), None),
        calendar_version=calendar.version,
    )


def delegated(
    facts: ClockFacts, lead: ClockFacts, kept: datetime | None, of_type: TypeLimit, limits: ClockLimits, calendar: Calendar
) -> Dues:
    """Return the due moments of a delegated referral: it is answered by its own clock, and finished by that of its lead.

    `kept`: its finishing due moment so far, which stays where it has ended.
    """
    own, of_lead = (dues(each, of_type, limits, calendar) for each in (facts, replace(lead, state=State.IN_PROGRESS)))
    if facts.state not in OPEN:
        return own if kept is None else replace(own, finish_due_at=kept)
    if facts.state is State.DISPATCHED:
        return replace(own, finish_due_at=of_lead.finish_due_at)
    return replace(own, finish_due_at=of_lead.finish_due_at, work_due_at=of_lead.work_due_at, yellow_at=of_lead.yellow_at)


def colour(now: datetime, yellow_at: datetime, work_due_at: datetime, *, awaited: bool) -> Colour | None:
    """Return the colour of a due moment at `now`; None if nothing is awaited."""
    if not awaited:
        return None
    if now >= work_due_at:
        return Colour.RED
    return Colour.YELLOW if now >= yellow_at else Colour.GREEN


@dataclass(frozen=True)
class Suspended:
    """The length of suspensions: working days for limits in days, seconds of the wall clock for limits in hours."""

    days: int = 0
    seconds: int = 0

    def __add__(self, other: "Suspended") -> "Suspended":
        return Suspended(self.days + other.days, self.seconds + other.seconds)


NO_PAUSE = Suspended()


def last_day(due_at: datetime) -> date | None:
    """Return the day in Shanghai that ends at a due moment; None for a moment within a day, from a limit in hours."""
    day = day_ended_by(due_at)
    return day if end_of(day) == due_at else None


def is_provisional(due_at: Iterable[datetime], calendar: Calendar) -> bool:
    """Return whether a due moment at the end of a day lies in a year whose holidays are not announced, so that it may still move."""
    days = [day for day in map(last_day, due_at) if day is not None]
    return bool(days) and not calendar.is_announced(max(days))


def moment(at: datetime) -> datetime:
    """Return an aware moment as it is stored: in UTC, truncated to the millisecond."""
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def suspension(since: datetime, until: datetime, accepted_on: date | None, calendar: Calendar) -> Suspended:
    """Return how long one suspension stopped the finishing clock; working days up to the acceptance do not count.

    Resuming adds it to the row. Recording the acceptance sums the ended suspensions anew, since another clock runs from then on. Reopening
    starts from zero.
    """
    first = day_of(since) if accepted_on is None else max(day_of(since), accepted_on)
    return Suspended(calendar.between(first, day_of(until)), int((until - since).total_seconds()))


@dataclass(frozen=True)
class _Clocks:
    """Computes the clocks of one referral."""

    facts: ClockFacts
    of_type: TypeLimit
    limits: ClockLimits
    calendar: Calendar

    def term(self, start: datetime | date, limit: Limit, pause: Suspended = NO_PAUSE) -> Term:
        """Return the term of a limit from a start on. Hours run on the wall clock; days end at 24:00, and the first day does not count."""
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
        """Return the urgency that counts: NORMAL for a type that urgency does not apply to."""
        return self.facts.urgency_level if self.of_type.urgency_applies else UrgencyLevel.NORMAL

    def answer(self) -> Term:
        """Return the term for signing or returning."""
        return self.term(self.facts.dispatched_at, self.limits.answer[self._urgency()])

    def finish(self) -> Term:
        """Return the term for finishing: the earlier of the type's and that of the urgency, moved by the working days granted."""
        term, days = min([self._finish_by_type(), *self._finish_by_urgency()]), self.facts.extension_granted_days
        return Term(self.calendar.later(term.due_at, days), self.calendar.later(term.yellow_at, days))

    def _finish_by_type(self) -> Term:
        facts = self.facts
        pause = Suspended(facts.suspended_days, facts.suspended_seconds)
        accepted_on = facts.accepted_on if self.of_type.needs_application else None
        if facts.carried_due_at is not None and facts.reopened_at is None:
            return self._carried(facts.dispatched_at, facts.carried_due_at, pause)
        is_clue = self.of_type.needs_application and accepted_on is None
        limit = self.limits.clue if is_clue else self.of_type.finish
        if facts.reopened_at is not None and (accepted_on is None or accepted_on <= day_of(facts.reopened_at)):
            return self.term(facts.reopened_at, limit.share(self.limits.reopened_share), pause)
        return self.term(accepted_on or self._start(), limit, pause)

    def _carried(self, since: datetime, due_at: datetime, pause: Suspended) -> Term:
        """Return the term that another office had, moved by what was suspended since: by working days where it ends with a day."""
        if last_day(due_at) is None:
            return self._share_used(since, due_at + timedelta(seconds=pause.seconds))
        return self._share_used(since, self.calendar.later(due_at, pause.days))

    def _start(self) -> datetime | date:
        """Return the signature or, if earlier, the end of the answer limit (a moment or a day), so that late signing wins no time."""
        end = self.answer().due_at
        if self.facts.signed_at is not None and self.facts.signed_at < end:
            return self.facts.signed_at
        last = day_ended_by(end)
        return last if end_of(last) == end else end

    def _finish_by_urgency(self) -> list[Term]:
        """Return the term that the urgency sets, from dispatch or reopening; none if it sets no limit."""
        limit = self.limits.finish.get(self._urgency())
        if limit is None:
            return []
        pause = Suspended(seconds=self.facts.suspended_seconds)
        if self.facts.reopened_at is not None:
            return [self.term(self.facts.reopened_at, limit.share(self.limits.reopened_share), pause)]
        return [self.term(self.facts.dispatched_at, limit, pause)]

    def work(self, finish: Term) -> Term:
        """Return the term of whom the referral waits for; one that waits for nobody keeps its last values."""
        facts = self.facts
        if facts.state is State.DISPATCHED:
            return self.answer()
        if facts.state in WITH_THE_OFFICE:
            return finish
        if facts.state is State.SUSPENDED and facts.suspended_at and facts.suspended_until:
            return self._share_used(facts.suspended_at, end_of(facts.suspended_until))
        if is_to_be_reviewed(facts) and facts.review_on:
            return Term(end_of(self.calendar.on_or_after(facts.review_on)), start_of(facts.review_on))
        if is_unpaid(facts) and facts.payment_failed_on:
            return self.term(facts.payment_failed_on, self.limits.payment_again)
        if facts.state is State.COMPLETED and facts.completed_at and facts.part is Part.LEAD:
            return self.term(max(day_of(facts.completed_at), facts.first_payment_on or date.min), self.limits.follow_up)
        if facts.state is State.CONFIRMED and facts.call_on:
            return self.term(facts.call_on, self.limits.follow_up)
        if came_back(facts) and facts.ended_at:
            return self.term(facts.ended_at, self.limits.dispatch_again)
        return Term(facts.kept_due_at or finish.due_at, facts.kept_yellow_at or finish.yellow_at)

    def _share_used(self, since: datetime, until: datetime) -> Term:
        return Term(until, since + (until - since) * self.limits.yellow_share / 100)
