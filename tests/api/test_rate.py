"""How often an account may ask. Source: docs/settings.md (LIANBANG_REQUESTS_PER_MINUTE)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from api.rate import KEPT_ACCOUNTS, Allowance

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


class Minute:
    """An allowance whose clock can be turned."""

    def __init__(self, per_minute: int) -> None:
        self.now = NOW
        self.allowance = Allowance(per_minute, lambda: self.now)


def test_a_minutes_worth_may_come_at_once_and_then_no_more() -> None:
    minute, account = Minute(60), uuid4()
    assert [minute.allowance.take(account) for _ in range(61)] == [True] * 60 + [False]


def test_what_was_taken_comes_back_evenly() -> None:
    minute, account = Minute(60), uuid4()
    for _ in range(60):
        minute.allowance.take(account)
    minute.now += timedelta(seconds=2)
    assert [minute.allowance.take(account) for _ in range(3)] == [True, True, False]


def test_one_account_does_not_use_up_anothers_allowance() -> None:
    minute, one, other = Minute(1), uuid4(), uuid4()
    assert [minute.allowance.take(account) for account in (one, one, other)] == [True, False, True]


def test_a_clock_that_goes_back_gives_nothing() -> None:
    minute, account = Minute(1), uuid4()
    minute.allowance.take(account)
    minute.now -= timedelta(hours=1)
    assert not minute.allowance.take(account)


def test_an_empty_allowance_is_not_filled_by_many_others() -> None:
    minute, account = Minute(1), uuid4()
    minute.allowance.take(account)
    for _ in range(KEPT_ACCOUNTS - 1):
        minute.allowance.take(uuid4())
    assert not minute.allowance.take(account)
