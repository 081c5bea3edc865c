"""A key of a client serves once another administrator approves it. Source: docs/decisions/038-service-clients.md."""

import pytest
from joserfc.jwk import ECKey

from db.tables.client import ClientKey
from resolvers.commands.client.key_approve import ClientKeyApprove
from resolvers.commands.client.key_revoke import ClientKeyRevoke
from tests.resolvers.commands.client.test_register import ADMIN, jwk, registered
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage

APPROVER = "admin.system"


async def test_a_key_is_approved_once_by_somebody_else(stage: Stage) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    client = await registered(stage, jwk(key))
    (row,) = await stage.rows(ClientKey, ClientKey.client_id == client)
    assert (row.approved_at, row.approved_by, row.created_by) == (None, None, stage.world.viewer(ADMIN).account)
    await stage.done(ClientKeyApprove, APPROVER, client, kid=key.kid)
    (row,) = await stage.rows(ClientKey, ClientKey.client_id == client)
    assert (row.approved_at, row.approved_by) == (stage.now, stage.world.viewer(APPROVER).account)
    assert await stage.refused(ClientKeyApprove, APPROVER, client, kid=key.kid) == [("CLIENT_KEY_APPROVED", ("kid",))]
    assert await stage.refused(ClientKeyApprove, APPROVER, client, kid="another") == [("NOT_FOUND", ("kid",))]


async def test_whoever_added_it_does_not_approve_it_in_another_role(stage: Stage) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    client = await registered(stage, jwk(key))
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql(
            f"update client_key set created_by = '{(await stage.viewer(APPROVER)).account}' where kid = '{key.kid}'"
        )
    assert await stage.refused(ClientKeyApprove, APPROVER, client, kid=key.kid) == [("PROPOSED_BY_YOU", ("kid",))]


async def test_a_revoked_key_is_not_approved(stage: Stage) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    client = await registered(stage, jwk(key))
    await stage.done(ClientKeyRevoke, ADMIN, client, kid=key.kid, reason="REGISTERED_BY_MISTAKE")
    assert await stage.refused(ClientKeyApprove, APPROVER, client, kid=key.kid) == [("NOT_FOUND", ("kid",))]


@pytest.mark.parametrize("by", [ADMIN, "admin.audit", f"dispatcher.{PLAIN_OFFICE}"])
async def test_nobody_else_approves(stage: Stage, by: str) -> None:
    client = await registered(stage)
    assert await stage.refused(ClientKeyApprove, by, client, kid="a") == [("FORBIDDEN", ())]
