"""How often an account may ask. Source: docs/settings.md (LIANBANG_REQUESTS_PER_MINUTE)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.rate import KEPT, Allowance, Allowances, AtTheDoor, UsedUp
from tests.builders.world import World

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
    for other in range(KEPT - 1):
        minute.allowance.take(other)
    assert not minute.allowance.take(account)
    for other in range(KEPT):
        minute.allowance.take(-other)
    assert minute.allowance.take(account)  # what is kept has an end


def test_how_long_to_wait_is_told_and_is_true() -> None:
    minute, account = Minute(2), uuid4()
    assert [minute.allowance.take(account) for _ in range(3)] == [True, True, False]
    assert minute.allowance.seconds(account) == 30
    minute.now += timedelta(seconds=29)
    assert not minute.allowance.take(account)
    assert minute.allowance.seconds(account) == 1
    minute.now += timedelta(seconds=1)
    assert minute.allowance.take(account)


def test_a_system_has_an_allowance_of_its_own_for_all_the_officials_for_whom_it_acts() -> None:
    accounts, clients, world = Minute(10), Minute(2), World()
    allowances, client = Allowances(accounts.allowance, clients.allowance), uuid4()
    one, other, third = (world.viewer(f"dispatcher.civil-affairs.3301{district}") for district in ("02", "05", "06"))
    by_client = [replace(each, client=client) for each in (one, other, third)]
    assert [allowances.take(each) for each in by_client[:2]] == [1, 0]
    with pytest.raises(UsedUp) as used_up:
        allowances.take(by_client[2])
    assert used_up.value.seconds == 30
    assert [allowances.take(each) for each in (one, other, third)] == [8, 8, 8]  # themselves


def test_a_network_counts_as_one_address() -> None:
    minute = Minute(1)
    door = AtTheDoor(minute.allowance)
    addresses = ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "10.0.0.1", "10.0.0.2")
    assert [door.wait(each) for each in addresses] == [None, 60, None, None, None]
