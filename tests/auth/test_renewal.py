"""A role that nobody holds any more is given on the machine. Source: docs/decisions/047-what-administrators-keep.md."""

from datetime import timedelta

import asyncpg
import pytest

from auth.bootstrap import bootstrap
from auth.renewal import TERM, RenewalError, renew
from db.server.login import Addresses
from domain.viewer import Role
from tests.builders.account import nobody_yet
from tests.builders.world import NOW, World


async def test_a_role_without_a_holder_is_given_for_a_month_and_the_trail_says_so(addresses: Addresses) -> None:
    world = World()
    new = nobody_yet(world)
    await world.insert(addresses.loader)
    await bootstrap(addresses.loader, NOW)

    async def refused(role: Role, subject: str) -> str:
        with pytest.raises(RenewalError) as raised:
            await renew(addresses.loader, role, subject, NOW)
        return str(raised.value)

    assert "Somebody holds SECURITY_ADMIN" in await refused(Role.SECURITY_ADMIN, new.subject)
    assert "no account" in await refused(Role.SECURITY_ADMIN, "nobody")
    connection = await asyncpg.connect(addresses.loader)
    await connection.execute("update membership set ends_at = $1 where role = 'SECURITY_ADMIN'", NOW)
    assert "holds another role" in await refused(Role.SECURITY_ADMIN, "admin.system")
    made = await renew(addresses.loader, Role.SECURITY_ADMIN, new.subject, NOW)
    row = await connection.fetchrow("select account_id, role, starts_at, ends_at from membership where id = $1", made.membership)
    assert row is not None
    assert tuple(row) == (new.id, "SECURITY_ADMIN", NOW, NOW + TERM)
    told = await connection.fetchrow("select action, reason, account_id, at from audit_record where target_id = $1", made.membership)
    assert told is not None
    assert tuple(told) == ("bootstrapRenew", "SECURITY_ADMIN", None, NOW)
    assert timedelta(days=7) < TERM < timedelta(days=90)
    await connection.close()
