"""A key of a client is rotated: another one is added, the old one revoked. Source: docs/decisions/038-service-clients.md."""

from datetime import timedelta

from joserfc.jwk import ECKey

from db.tables.audit import AuditRecord
from resolvers.commands.client.key_add import ClientKeyAdd
from resolvers.commands.client.key_revoke import ClientKeyRevoke
from tests.resolvers.commands.client.test_register import ADMIN, jwk, keys, registered
from tests.resolvers.commands.conftest import Stage


async def test_a_key_is_rotated_and_every_step_says_why(stage: Stage) -> None:
    old, new = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))
    client = await registered(stage, jwk(old))
    await stage.done(ClientKeyAdd, ADMIN, client, public_key=jwk(new))
    assert await keys(stage, client) == {old.kid: True, new.kid: True}
    stage.now += timedelta(days=1)
    done = await stage.done(ClientKeyRevoke, ADMIN, client, kid=old.kid, reason="REPLACED", version=2)
    assert (done.version, await keys(stage, client)) == (3, {old.kid: False, new.kid: True})
    record = await stage.row(AuditRecord, AuditRecord.target_id == client, AuditRecord.action == "clientKeyRevoke")
    assert record.reason == "REPLACED"
    for kid in (old.kid, "another"):
        assert await stage.refused(ClientKeyRevoke, ADMIN, client, kid=kid, reason="REPLACED") == [("NOT_FOUND", ("kid",))]
    assert await stage.refused(ClientKeyAdd, ADMIN, client, public_key=jwk(old)) == [("CLIENT_KEY_KNOWN", ("publicKey",))]
