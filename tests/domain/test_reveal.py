"""How often numbers may be shown, and to whom at all. Source: docs/domain.md 7 (`reveal`)."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Level
from domain.reveal import Use, exceeds, may_know
from domain.viewer import Kind

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LIMITS = {"reveal_calls_an_hour": 20, "reveal_referrals_a_day": 100}
TICK = timedelta(milliseconds=1)
GIVEN, KEPT = {"AFTER": {"ID_NUMBER": Level.MASKED}}, {"BEFORE": {"ID_NUMBER": Level.MASKED}}


def uses(times: int, before: timedelta, referrals: int = 1) -> list[Use]:
    return [Use(NOW - before, referrals)] * times


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
def test_calls_of_the_last_hour_and_referrals_of_the_last_day_are_counted(past: list[Use], asked: int, over: bool) -> None:
    assert exceeds(past, asked, NOW, LIMITS) is over


def test_an_office_knows_numbers_if_its_contract_gives_them_after_signing() -> None:
    assert may_know(Kind.OFFICE, GIVEN)
    assert not may_know(Kind.OFFICE, KEPT)


def test_nobody_above_the_county_and_nobody_apart_from_cases_knows_them() -> None:
    knowing = {kind for kind in Kind if may_know(kind, GIVEN)}
    assert knowing == {Kind.COMMISSIONER, Kind.OPERATOR, Kind.CADRE, Kind.OFFICE, Kind.SUPERIOR_OFFICE}
