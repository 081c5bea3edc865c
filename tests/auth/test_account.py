"""Which membership `lianbang token` acts as. Source: docs/domain.md 1."""

from datetime import timedelta

import pytest

from auth.account import AccountError, membership_of
from db.server.login import Addresses
from db.tables.account import Membership
from tests.builders.world import NOW, UNTIL, World


async def test_an_account_with_one_running_membership_acts_as_that(addresses: Addresses) -> None:
    world = World()
    viewer = world.viewer("cadre.federation.330110")
    await world.insert(addresses.loader)
    assert await membership_of(addresses.app, "cadre.federation.330110", NOW) == viewer.membership


async def test_an_unknown_account_is_told_with_those_that_look_like_it(addresses: Addresses) -> None:
    world = World()
    world.viewer("cadre.federation.330110")
    await world.insert(addresses.loader)
    with pytest.raises(AccountError, match=r"no account 'cadre\.federatoin\.330110'.*Similar: cadre\.federation\.330110"):
        await membership_of(addresses.app, "cadre.federatoin.330110", NOW)


async def test_without_any_account_the_commands_that_make_them_are_named(addresses: Addresses) -> None:
    with pytest.raises(AccountError, match="lianbang bootstrap"):
        await membership_of(addresses.app, "cadre.federation.330110", NOW)


async def test_an_account_whose_membership_is_over_cannot_be_acted_as(addresses: Addresses) -> None:
    world = World()
    world.viewer("cadre.federation.330110")
    await world.insert(addresses.loader)
    with pytest.raises(AccountError, match="holds no membership"):
        await membership_of(addresses.app, "cadre.federation.330110", UNTIL)


async def test_of_several_memberships_one_must_be_named(addresses: Addresses) -> None:
    world = World()
    first = world.viewer("cadre.federation.330110")
    second = world.add(
        Membership(
            id=world.key(),
            account_id=first.account,
            office_id=first.office,
            office_region_code=first.region,
            role="FEDERATION_MONITOR",
            scope=["330100000000"],
            starts_at=NOW - timedelta(days=1),
            ends_at=UNTIL,
        )
    )
    await world.insert(addresses.loader)
    with pytest.raises(AccountError, match="FEDERATION_MONITOR"):
        await membership_of(addresses.app, "cadre.federation.330110", NOW)
    assert await membership_of(addresses.app, "cadre.federation.330110", NOW, second.id) == second.id
