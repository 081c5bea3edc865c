"""The accounts as a table at the terminal. Source: docs/domain.md 1."""

import asyncio
from datetime import timedelta

import pytest

from auth.account import MembershipLine, listed, short, table, width
from db.server.login import Addresses
from tests.builders.world import NOW, World


@pytest.fixture(scope="module")
def url(shared_addresses: Addresses) -> str:
    """A database with three accounts."""
    world = World()
    for account in ("cadre.federation.330110", "dispatcher.civil-affairs.330110", "commissioner.federation.330110005001"):
        world.viewer(account)
    asyncio.run(world.insert(shared_addresses.loader))
    return shared_addresses.app


async def test_every_account_is_listed_with_what_it_may_do(url: str) -> None:
    lines = await listed(url, "", NOW)
    assert [line.account for line in lines] == [
        "cadre.federation.330110",
        "commissioner.federation.330110005001",
        "dispatcher.civil-affairs.330110",
    ]
    assert [(line.role, line.scope) for line in lines][1] == ("COMMISSIONER", "330110005001")
    assert all(line.office != "-" for line in lines)


@pytest.mark.parametrize(
    ("word", "found"), [("civil-affairs", 1), ("CADRE", 1), ("office_dispatcher", 1), ("330110005001", 1), ("330110", 3), ("nobody", 0)]
)
async def test_a_word_finds_it_wherever_it_stands(url: str, word: str, found: int) -> None:
    assert len(await listed(url, word, NOW)) == found


async def test_an_account_whose_membership_has_not_begun_is_listed_without_one(url: str) -> None:
    assert {line.role for line in await listed(url, "", NOW - timedelta(days=36500))} == {"-"}


def test_the_columns_stand_below_each_other_whatever_the_script() -> None:
    lines = [MembershipLine("a", "王小明", "COMMISSIONER", "余杭区残疾人联合会", "330110"), MembershipLine("account", "Li", "-", "-", "-")]
    printed = list(table(lines))
    assert len({width(line.partition("C" if "COMM" in line else "ROLE" if "ROLE" in line else "-")[0]) for line in printed}) == 1


def test_a_name_moves_no_cursor() -> None:
    assert "\x1b" not in "".join(table([MembershipLine("a\x1b[2J", "b\n", "c", "d", "e")]))


@pytest.mark.parametrize(
    ("region", "shown"),
    [
        ("330000000000", "33"),
        ("330100000000", "3301"),
        ("330110000000", "330110"),
        ("330110005000", "330110005"),
        ("330110005001", "330110005001"),
        ("0" * 12, "0" * 12),
    ],
)
def test_a_division_is_named_by_the_digits_that_say_something(region: str, shown: str) -> None:
    assert short(region) == shown
