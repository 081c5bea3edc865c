"""Places at the door: how many there are, and who gives one up."""

import pytest

from api.serving.crowd import REFUSED_AT_ONCE, Crowd, network_of


class Guest:
    """Somebody at the door."""

    def __init__(self) -> None:
        self.gone = False

    def give_way(self) -> None:
        self.gone = True


def test_one_address_takes_no_more_than_its_places_whatever_is_free() -> None:
    crowd, guests = Crowd(10, 2), [Guest() for _ in range(4)]
    assert all(crowd.enter(guest, "192.0.2.1") for guest in guests)
    assert [guest.gone for guest in guests] == [True, True, False, False]
    assert crowd.enter(Guest(), "192.0.2.2")
    assert len(crowd) == 3


def test_who_is_being_answered_gives_way_to_nobody() -> None:
    crowd, busy, idle = Crowd(2, 2), Guest(), Guest()
    crowd.enter(busy, "192.0.2.1")
    crowd.works(busy)
    crowd.enter(idle, "192.0.2.1")
    assert crowd.enter(Guest(), "192.0.2.1")
    assert (busy.gone, idle.gone) == (False, True)


def test_who_was_answered_waits_from_then_on() -> None:
    crowd, first, second = Crowd(2, 2), Guest(), Guest()
    crowd.enter(first, "192.0.2.1")
    crowd.works(first)
    crowd.enter(second, "192.0.2.1")
    crowd.waits(first)
    assert crowd.enter(Guest(), "192.0.2.3")
    assert (first.gone, second.gone) == (False, True)


def test_a_place_that_was_left_is_free() -> None:
    crowd, guest, refused = Crowd(1, 1), Guest(), Guest()
    assert crowd.enter(guest, "192.0.2.1")
    crowd.works(guest)
    assert not crowd.enter(refused, "192.0.2.1")
    crowd.leave(refused)
    crowd.leave(guest)
    assert crowd.enter(Guest(), "192.0.2.1")
    assert len(crowd) == 1


def test_not_even_those_who_are_told_that_there_is_no_room_are_without_number() -> None:
    crowd, busy = Crowd(1, 1), Guest()
    crowd.enter(busy, "192.0.2.1")
    crowd.works(busy)
    refused = [Guest() for _ in range(REFUSED_AT_ONCE + 5)]
    assert not any(crowd.enter(guest, "192.0.2.1") for guest in refused)
    assert [guest.gone for guest in refused] == [False] * REFUSED_AT_ONCE + [True] * 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("", "", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_the_addresses_of_one_network_are_one(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_a_proxy_may_have_all_places_and_nobody_more() -> None:
    crowd, guests = Crowd(3, 1, lambda address: address == "192.0.2.9"), [Guest() for _ in range(3)]
    assert all(crowd.enter(guest, "192.0.2.9") for guest in guests)
    assert crowd.enter(Guest(), "192.0.2.1")
    assert [guest.gone for guest in guests] == [True, False, False]
