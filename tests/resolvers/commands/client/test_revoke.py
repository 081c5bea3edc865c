"""A client is revoked for good. Source: docs/decisions/038-service-clients.md."""

from db.tables.client import Client
from resolvers.commands.client.key_add import ClientKeyAdd
from resolvers.commands.client.key_revoke import ClientKeyRevoke
from resolvers.commands.client.revoke import ClientRevoke
from tests.resolvers.commands.client.test_register import ADMIN, jwk, keys, registered
from tests.resolvers.commands.conftest import Stage


async def test_a_revoked_client_stays_so_with_its_keys(stage: Stage) -> None:
    client = await registered(stage)
    await stage.done(ClientRevoke, ADMIN, client, reason="OUT_OF_SERVICE")
    row = await stage.row(Client, Client.id == client)
    assert (row.revoked_at, row.version, set((await keys(stage, client)).values())) == (stage.now, 2, {False})
    revoked = [("CLIENT_REVOKED", ("id",))]
    assert await stage.refused(ClientRevoke, ADMIN, client, reason="MISUSED") == revoked
    assert await stage.refused(ClientKeyAdd, ADMIN, client, public_key=jwk()) == revoked
    assert await stage.refused(ClientKeyRevoke, ADMIN, client, kid="a", reason="MISUSED") == revoked
