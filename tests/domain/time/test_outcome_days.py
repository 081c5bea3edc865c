"""The days of an outcome follow from each other: below, at and above each limit. Source: docs/domain.md 3 (Outcomes)."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from domain.message.refusal import Path
from domain.time.outcome_days import BEGUN, BENEFIT, DECIDED, DISPATCHED, PLACEMENT, RECOGNITION, WINDOWS, refusals
from tests.builders.limits import NUMBERS

DAY = timedelta(days=1)
SENT, TAKEN, DECISION = date(2026, 11, 2), date(2026, 11, 10), date(2026, 11, 20)
KNOWN: Mapping[Path, date] = {DISPATCHED: SENT, BEGUN: TAKEN, DECIDED: DECISION}
FROM, UNTIL, PAID = (*BENEFIT, "from"), (*BENEFIT, "until"), (*BENEFIT, "firstPaymentOn")
ON_POST, OFF_POST, RECOGNISED = (*PLACEMENT, "from"), (*PLACEMENT, "until"), (*RECOGNITION, "from")
PAID_OUT = ("detail", "payment", "paidOn")
DELIVERED, NOTICE = ("detail", "service", "deliveredOn"), ("refusal", "noticeDeliveredOn")


def days(key: str) -> timedelta:
    return timedelta(days=NUMBERS[key])


LEAST: list[tuple[Path, date, str]] = [
    (DECIDED, TAKEN, "TOO_EARLY"),
    (FROM, DECISION - days("from_back_days"), "TOO_EARLY"),
    (UNTIL, DECISION, "ENDS_BEFORE_START"),
    (PAID, SENT, "TOO_EARLY"),
    (ON_POST, DECISION - days("from_back_days"), "TOO_EARLY"),
    (OFF_POST, DECISION, "ENDS_BEFORE_START"),
    (RECOGNISED, DECISION - days("from_back_days"), "TOO_EARLY"),
    (DELIVERED, SENT, "TOO_EARLY"),
    (PAID_OUT, SENT, "TOO_EARLY"),
    (NOTICE, DECISION, "TOO_EARLY"),
]
MOST: list[tuple[Path, date]] = [
    (FROM, DECISION + days("from_ahead_days")),
    (UNTIL, DECISION + days("until_ahead_days")),
    (PAID, DECISION + days("first_payment_ahead_days")),
    (ON_POST, DECISION + days("from_ahead_days")),
    (OFF_POST, DECISION + days("until_ahead_days")),
    (RECOGNISED, DECISION + days("from_ahead_days")),
]


def told(path: Path, day: date) -> list[tuple[str, Path]]:
    """What is wrong with an outcome that tells this day; where it ends, it starts on the day of the decision."""
    start = {(*path[:-1], "from"): DECISION} if path[-1] == "until" else {}
    return [(each.code, each.path) for each in refusals({**KNOWN, **start, path: day}, NUMBERS, ())]


@pytest.mark.parametrize(("path", "least", "code"), LEAST)
def test_a_day_lies_not_before_the_one_it_follows_from(path: Path, least: date, code: str) -> None:
    assert told(path, least) == told(path, least + DAY) == []
    assert told(path, least - DAY) == [(code, path)]
    assert told(path, date(1999, 1, 1)) == [(code, path)]


@pytest.mark.parametrize(("path", "most"), MOST)
def test_a_day_lies_not_too_long_after_the_one_it_follows_from(path: Path, most: date) -> None:
    assert told(path, most) == told(path, most - DAY) == []
    assert told(path, most + DAY) == [("TOO_LATE", path)]


def test_nothing_is_paid_first_after_it_has_ended() -> None:
    known = {**KNOWN, FROM: DECISION, UNTIL: DECISION + 30 * DAY}
    assert [*refusals({**known, PAID: DECISION + 30 * DAY}, NUMBERS)] == []
    assert [each.path for each in refusals({**known, PAID: DECISION + 31 * DAY}, NUMBERS)] == [("outcome", *PAID)]


def test_what_follows_from_a_day_that_cannot_be_is_not_judged() -> None:
    known = {**KNOWN, DECIDED: date(1999, 1, 1), FROM: DECISION, UNTIL: DECISION, PAID: DECISION}
    assert [each.path for each in refusals(known, NUMBERS, ())] == [DECIDED]


def test_every_window_is_tried() -> None:
    assert {window.path for window in WINDOWS} == {path for path, *_ in (*LEAST, *MOST)}
