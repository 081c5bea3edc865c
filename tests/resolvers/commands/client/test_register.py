"""A system is registered with its first key, by the security administrator alone. Source: docs/decisions/038-service-clients.md."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc.jwk import ECKey

from db.tables.audit import AuditRecord
from db.tables.client import Client, ClientKey
from resolvers.commands.client.key_add import ClientKeyAdd
from resolvers.commands.client.key_revoke import ClientKeyRevoke
from resolvers.commands.client.register import ClientRegister
from resolvers.commands.client.revoke import ClientRevoke
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage

ADMIN = "admin.security"
NOBODY = UUID(int=0)


def jwk(key: ECKey | None = None) -> str:
    return json.dumps((key or ECKey.generate_key("P-256", auto_kid=True)).as_dict(private=False))


async def registered(stage: Stage, key: str | None = None) -> UUID:
    given: dict[str, Any] = {"name": "医保业务系统", "office": stage.world.office(PLAIN_OFFICE).id, "public_key": key or jwk()}
    done = await stage.done(ClientRegister, ADMIN, NOBODY, **given)
    assert done.subject is not None
    return done.subject


async def keys(stage: Stage, client: UUID) -> dict[str, bool]:
    """Its keys, and whether each is in force."""
    return {each.kid: each.revoked_at is None for each in await stage.rows(ClientKey, ClientKey.client_id == client)}


async def test_a_system_is_registered_for_an_office_with_its_first_key(stage: Stage) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    client = await registered(stage, jwk(key))
    row = await stage.row(Client, Client.id == client)
    assert (row.name, row.office_id, row.version, row.revoked_at) == ("医保业务系统", stage.world.office(PLAIN_OFFICE).id, 1, None)
    assert (row.created_by, row.created_at) == (stage.world.viewer(ADMIN).account, stage.now)
    assert await keys(stage, client) == {key.kid: True}
    record = await stage.row(AuditRecord, AuditRecord.target_id == client)
    assert (record.action, record.target_type, record.account_id) == ("clientRegister", "Client", row.created_by)


@pytest.mark.parametrize("office", ["federation.330110", "federation.3301", "government.330110"])
async def test_an_office_without_officials_has_no_client(stage: Stage, office: str) -> None:
    given: dict[str, Any] = {"name": "系统", "office": stage.world.office(office).id, "public_key": jwk()}
    assert await stage.refused(ClientRegister, ADMIN, NOBODY, **given) == [("NO_OFFICIALS", ("office",))]


async def test_bad_input_is_refused_at_its_place(stage: Stage) -> None:
    given: dict[str, Any] = {"name": "系统", "office": stage.world.office(PLAIN_OFFICE).id, "public_key": jwk()}
    private = json.dumps(ECKey.generate_key("P-256").as_dict(private=True))
    assert await stage.refused(ClientRegister, ADMIN, NOBODY, **given | {"public_key": private}) == [("NO_PUBLIC_KEY", ("publicKey",))]
    assert await stage.refused(ClientRegister, ADMIN, NOBODY, **given | {"office": uuid4()}) == [("NOT_FOUND", ("office",))]
    client = await registered(stage)
    assert await stage.refused(ClientRevoke, ADMIN, client, reason="BECAUSE") == [("UNKNOWN_CODE", ("reason",))]
    assert await stage.refused(ClientRevoke, ADMIN, uuid4(), reason="MISUSED") == [("NOT_FOUND", ("id",))]
    assert await stage.refused(ClientRevoke, ADMIN, client, reason="MISUSED", version=9) == [("CONFLICT", ("expectedVersion",))]


@pytest.mark.parametrize("by", ["admin.system", "admin.audit", f"dispatcher.{PLAIN_OFFICE}", "cadre.federation.330110"])
async def test_nobody_else_touches_clients(stage: Stage, by: str) -> None:
    client, forbidden = await registered(stage), [("FORBIDDEN", ())]
    given: dict[str, Any] = {"name": "系统", "office": stage.world.office(PLAIN_OFFICE).id, "public_key": jwk()}
    assert await stage.refused(ClientRegister, by, NOBODY, **given) == forbidden
    assert await stage.refused(ClientKeyAdd, by, client, public_key=jwk()) == forbidden
    assert await stage.refused(ClientKeyRevoke, by, client, kid="a", reason="MISUSED") == forbidden
    assert await stage.refused(ClientRevoke, by, client, reason="MISUSED") == forbidden
