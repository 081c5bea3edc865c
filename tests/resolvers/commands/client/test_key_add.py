"""A client gets another key, a few of them at once. Source: docs/decisions/038-service-clients.md."""

from domain.client import MOST_KEYS
from resolvers.commands.client.key_add import ClientKeyAdd
from tests.resolvers.commands.client.test_register import ADMIN, jwk, registered
from tests.resolvers.commands.conftest import Stage


async def test_a_client_has_a_few_keys_at_once(stage: Stage) -> None:
    client = await registered(stage)
    for _ in range(MOST_KEYS - 1):
        await stage.done(ClientKeyAdd, ADMIN, client, public_key=jwk())
    assert await stage.refused(ClientKeyAdd, ADMIN, client, public_key=jwk()) == [("TOO_MANY", ())]
