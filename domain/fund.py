"""Requests for funds: what an office owes for a month from help that it granted, and what becomes of each line.

Source: docs/domain.md 3 (Pooled items); docs/decisions/026-pooled-items.md. Sums in fen; a period is the first day of its month.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.message.refusal import Path, Refusal
from domain.outcome import GRANTING, BenefitPer, Result
from domain.text.label import Labelled


class LineState(Labelled):
    """What became of a line of a request for funds. 拨付明细状态。"""

    OPEN = "OPEN", "Asked for, not yet paid. 待拨付。", "待拨付", "To be paid"
    PAID = "PAID", "Paid; of posts: agreed. 已拨付（名额为已同意）。", "已拨付", "Paid"
    FAILED = "FAILED", "The payment failed; to be asked for anew. 拨付失败，待重新申请。", "拨付失败", "Payment failed"
    VOID = "VOID", "No longer asked for. 已作废。", "已作废", "Void"


ASKED = frozenset({LineState.OPEN, LineState.PAID})
"""The states in which granted help stands asked for: it is asked for once for a month."""

ARRANGED = frozenset({"ARRANGED", "PAID"})
"""The stages of a request for which funds are arranged (指标已下达)."""

RESULTS = frozenset({Result.GRANTED, Result.PARTIALLY_GRANTED, Result.NOT_ELIGIBLE, Result.POLICY_GAP, Result.WITHDRAWN})
"""The results that a request for funds can have; the others tell of a family."""


def results_after(before: Result | None) -> frozenset[Result]:
    """Return the results that a request can be completed with, or corrected to after `before`.

    A correction pays no more what was not granted, since that is free to be asked for anew, and what was left for later stays left.
    """
    if before is None:
        return RESULTS
    return RESULTS - (GRANTING - {before})


@dataclass(frozen=True)
class Granted:
    """What an outcome in force gives, as far as it is paid: `amount` in fen each `per`, from a day on, until a day (None: no end known)."""

    amount: int
    per: BenefitPer
    since: date
    until: date | None = None

    def goes_on_after(self, day: date) -> bool:
        """Return whether anything of it is given after a day."""
        if self.per is BenefitPer.ONCE:
            return self.since > day
        return self.until is None or self.until > day

    def cut(self, day: date | None) -> "Granted":
        """Return what of it is given up to a day; all of it for None."""
        if day is None or not self.goes_on_after(day):
            return self
        return replace(self, until=day) if self.since <= day else replace(self, amount=0)


@dataclass(frozen=True)
class Owed:
    """What is owed for one granted item: the month for which it falls due, and the sum in fen."""

    due: date
    sum: int


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def owed(granted: Granted, period: date) -> Owed | None:
    """Return what is owed by a month for granted help; None for nothing.

    What is given each month falls due in each of its months; what is given each year in the month of its first day, once a year; what is
    given once in the month of its day. What fell due once or in a year may be asked for in a later month.
    """
    first = month_of(granted.since)
    if granted.amount <= 0 or period < first:
        return None
    due = first
    if granted.per is BenefitPer.MONTH:
        due = period
    elif granted.per is BenefitPer.YEAR:
        due = first.replace(year=period.year if first.month <= period.month else period.year - 1)
    ended = granted.per is not BenefitPer.ONCE and granted.until is not None and due > granted.until
    return None if ended else Owed(due, granted.amount)


@dataclass(frozen=True)
class Line:
    """A line as a payment looks at it: its state, and its sum in fen."""

    state: LineState
    sum: int


@dataclass(frozen=True)
class Payment:
    """What a payment tells of the lines: the sum paid in fen, the lines whose payment failed, and those left for a later request.

    `corrected`: it takes the place of another, whose lines left for later stand in their own request.
    """

    result: Result
    paid: int
    failed: Collection[UUID] = ()
    unpaid: Collection[UUID] = ()
    corrected: bool = False


def refusals(payment: Payment, lines: Mapping[UUID, Line], at: Path) -> Iterator[Refusal]:
    """Return a refusal for each error in a payment, with its path below `at`. `lines`: all lines of the request.

    A line that is named is open and named once; what is left is named when a request is completed with PARTIALLY_GRANTED, and then alone;
    the sum paid is that of the open lines that are not named.
    """
    for name, named in (("failed", payment.failed), ("unpaid", payment.unpaid)):
        for place, key in enumerate(named):
            if key not in lines or lines[key].state is not LineState.OPEN:
                yield Refusal("NOT_FOUND", path=(*at, name, place))
            elif name == "unpaid" and key in payment.failed:
                yield Refusal("REPEATED", path=(*at, name, place))
    partial = payment.result is Result.PARTIALLY_GRANTED and not payment.corrected
    if partial and not payment.unpaid:
        yield Refusal("REQUIRED", path=(*at, "unpaid"))
    if payment.unpaid and not partial:
        yield Refusal("NOT_EXPECTED", path=(*at, "unpaid"))
    named = {*payment.failed, *payment.unpaid}
    expected = sum(line.sum for key, line in lines.items() if line.state is LineState.OPEN and key not in named)
    if payment.paid != expected:
        yield Refusal("PAID_DIFFERS", path=(*at, "paid"), expected=expected, difference=payment.paid - expected)


@dataclass(frozen=True)
class Sums:
    """The lines of a request together: persons and sum of those that are not void, and what of the sum is paid, open and failed, in fen."""

    persons: int
    sum: int
    paid: int
    outstanding: int
    failed: int


def sums(lines: Iterable[tuple[LineState, int, int]]) -> Sums:
    """Return the sums of lines, each given as its state, its persons and its sum in fen."""
    counted = [line for line in lines if line[0] is not LineState.VOID]
    of = {state: sum(each for stands, _, each in counted if stands is state) for state in LineState}
    return Sums(
        persons=sum(persons for _, persons, _ in counted),
        sum=sum(of.values()),
        paid=of[LineState.PAID],
        outstanding=of[LineState.OPEN],
        failed=of[LineState.FAILED],
    )
