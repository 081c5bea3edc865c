"""Whose address is whose, whatever is said of it. Source: docs/settings.md (LIANBANG_TRUSTED_PROXIES)."""

from ipaddress import ip_network

import pytest

from api.serving.proxies import MOST_PROXIES, Proxies

PROXIES = Proxies(ip_network(each) for each in ("127.0.0.1", "10.1.0.0/16", "2001:db8:1::/48"))
PERSON = "203.0.113.7"


@pytest.mark.parametrize(
    ("peer", "told", "caller"),
    [
        ("127.0.0.1", [PERSON], PERSON),
        ("127.0.0.1", [f"198.51.100.1, {PERSON}"], PERSON),  # the first one is what the person says
        ("127.0.0.1", [f"198.51.100.1, {PERSON}, 10.1.2.3"], PERSON),  # two proxies in a row
        ("127.0.0.1", ["198.51.100.1", PERSON], PERSON),  # two headers are one list
        ("127.0.0.1", ["10.1.9.9, 10.1.2.3"], "10.1.9.9"),  # one of ours asks itself
        ("::ffff:10.1.2.3", [f"::ffff:{PERSON}"], PERSON),
        ("2001:db8:1::5", ["[2001:db8:9::1]:4711"], "2001:db8:9::1"),
        ("127.0.0.1", [f"{PERSON}:4711"], PERSON),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", [f"{PERSON}, unknown, 10.1.2.3"], "10.1.2.3"),  # as far as it is known
        ("127.0.0.1", ["x" * 1_000_000], "127.0.0.1"),
        ("127.0.0.1", ["10.1.0.1," * 1000], "127.0.0.1"),
        ("127.0.0.1", [PERSON + ", 10.1.0.1" * MOST_PROXIES], "10.1.0.1"),
        (PERSON, ["127.0.0.1"], PERSON),  # a stranger says what they like
        ("2001:db8:2::5", [PERSON], "2001:db8:2::5"),
        ("", [PERSON], ""),
    ],
)
def test_who_asks_is_whom_the_last_trusted_proxy_saw(peer: str, told: list[str], caller: str) -> None:
    assert PROXIES.caller(peer, told) == caller


def test_without_proxies_nothing_is_believed() -> None:
    assert Proxies().caller("127.0.0.1", [PERSON]) == "127.0.0.1"
