"""A key is approved by a second administrator, and what has ended or is revoked stays so, also for whoever has the login alone.

Source: docs/decisions/037-application-login.md, 038-service-clients.md.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from db.server.login import Addresses
from db.tables.client import Client, ClientKey
from db.tables.issuer import Issuer
from tests.builders.world import NOW, World
from tests.db.protect.test_policies import as_stolen

APPROVE = "update client_key set approved_at = $1, approved_by = $2"


@pytest.fixture
async def world(addresses: Addresses) -> World:
    """Three administrators, a client whose key is not approved, an issuer that has ended."""
    world = World()
    guard = world.viewer("admin.security").account
    for name in ("admin.system", "admin.audit"):
        world.viewer(name)
    client, office = world.key(), world.office("health.330110").id
    world.add(Client(id=client, name="x", office_id=office, created_at=NOW, created_by=guard))
    world.add(ClientKey(id=world.key(), client_id=client, office_id=office, kid="k", jwk="{}", created_at=NOW, created_by=guard))
    ended = {"id": world.key(), "address": "https://a.example", "name": "x", "audience": "x", "organization_ids": [], "ends_at": NOW}
    world.add(Issuer(**ended))
    await world.insert(addresses.loader)
    return world


@pytest.fixture
async def stolen(addresses: Addresses, world: World) -> AsyncIterator[asyncpg.Connection]:
    """Whoever has the application's login."""
    async with as_stolen(addresses) as connection:
        await connection.execute("select set_config('app.mode', 'apply', false)")
        yield connection


async def test_a_key_is_approved_by_a_running_system_administrator_who_did_not_add_it(stolen: asyncpg.Connection, world: World) -> None:
    system, guard, auditor = (world.viewer(f"admin.{name}").account for name in ("system", "security", "audit"))
    for by in (guard, auditor):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="approved by a system administrator"):
            await stolen.execute(APPROVE, NOW, by)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="added first"):
        await stolen.execute(
            "insert into client_key (id, client_id, office_id, kid, jwk, created_at, created_by, approved_at, approved_by)"
            " select gen_random_uuid(), client_id, office_id, 'mine', jwk, created_at, created_by, $1, $2 from client_key",
            NOW,
            system,
        )
    await stolen.execute(APPROVE, NOW, system)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="approved stays so"):
        await stolen.execute(APPROVE, NOW + timedelta(days=1), system)


async def test_a_language_is_ones_own_to_set(stolen: asyncpg.Connection, world: World) -> None:
    own = world.viewer("admin.audit").account
    await stolen.execute("select set_config('app.account', $1, false)", str(own))
    await stolen.execute("update account set language = 'en' where id = $1", own)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="own account alone"):
        await stolen.execute("update account set language = 'en'")


async def test_what_is_revoked_or_has_ended_does_not_begin_again(stolen: asyncpg.Connection) -> None:
    for table in ("client", "client_key"):
        await stolen.execute(f"update {table} set revoked_at = $1", NOW)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="revoked stays so"):
            await stolen.execute(f"update {table} set revoked_at = null")
    for again in ("null", "ends_at + interval '1 day'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only brought forward"):
            await stolen.execute(f"update issuer set ends_at = {again}")
    await stolen.execute("update issuer set ends_at = ends_at - interval '1 day'")
