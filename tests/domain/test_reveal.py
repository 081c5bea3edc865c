"""How often numbers may be shown. Source: docs/domain.md 7 (`reveal`)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.reveal import RevealCall, exceeds

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LIMITS = {"reveal_calls_an_hour": 20, "reveal_referrals_a_day": 100}
TICK = timedelta(milliseconds=1)


def uses(times: int, before: timedelta, referrals: int = 1) -> list[RevealCall]:
    return [RevealCall(NOW - before, referrals)] * times


@pytest.mark.parametrize(
    ("past", "asked", "over"),
    [
        ([], 100, False),
        (uses(19, timedelta(hours=1) - TICK), 1, False),
        (uses(20, timedelta(hours=1) - TICK), 1, True),
        (uses(20, timedelta(hours=1)), 1, False),
        (uses(1, timedelta(days=1) - TICK, referrals=60), 40, False),
        (uses(1, timedelta(days=1) - TICK, referrals=60), 41, True),
        (uses(1, timedelta(days=1), referrals=60), 41, False),
    ],
)
def test_calls_of_the_last_hour_and_referrals_of_the_last_day_are_counted(past: list[RevealCall], asked: int, over: bool) -> None:
    assert exceeds(past, asked, NOW, LIMITS) is over
