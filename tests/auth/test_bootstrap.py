"""The three administrators of a new installation. Source: docs/domain.md 1 (三员)."""

import asyncpg

from auth.bootstrap import bootstrap
from db.server.login import Addresses
from db.session.engine import Database
from db.session.read import find_viewer
from domain.viewer import Kind, Role
from tests.builders.world import NOW


async def test_three_accounts_are_made_that_hold_one_administrators_role_each(addresses: Addresses) -> None:
    made = await bootstrap(addresses.loader, NOW)
    assert {each.subject: each.role for each in made} == {
        "admin.system": Role.SYSTEM_ADMIN,
        "admin.security": Role.SECURITY_ADMIN,
        "admin.audit": Role.AUDIT_ADMIN,
    }
    database = Database(addresses.app, lambda: NOW)
    await database.open()
    viewers = [await find_viewer(database, each.membership, NOW) for each in made]
    await database.close()
    assert [viewer.kind for viewer in viewers if viewer] == [Kind.ADMINISTRATOR, Kind.SECURITY, Kind.AUDITOR]
    assert len({viewer.account for viewer in viewers if viewer}) == 3


async def test_a_second_time_nothing_is_made(addresses: Addresses) -> None:
    await bootstrap(addresses.loader, NOW)
    assert await bootstrap(addresses.loader, NOW) == []
    connection = await asyncpg.connect(addresses.loader)
    assert await connection.fetchval("select count(*) from membership") == 3
    await connection.close()
