"""`clientKeyAdd`: a client gets another key, so that the old one can be revoked once the system signs with the new.

Source: docs/decisions/038-service-clients.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.client import Client
from domain.client import MOST_KEYS, PublicKey
from domain.message.refusal import Refusal
from resolvers.commands.client.key import Keyed, keyed, made, standing
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class ClientKeyAddInput(Input):
    """Another key of a client. 客户端的另一个公钥。"""

    id: Annotated[UUID, IdOf("Client"), Says("The client. 服务客户端。")]
    public_key: Annotated[
        str, PublicKey(), Says("The public key, as a JWK or in PEM: P-256, or RSA of 2048 bits or more. 公钥（JWK 或 PEM）。")
    ]


class ClientKeyAdd(RowCommand[Keyed, ClientKeyAddInput, Client]):
    """Add a key to a client; the others stay in force. 为服务客户端添加公钥，原有公钥仍有效。"""

    answers = "Client"

    @override
    async def load(self, locks: Locks, found: Client) -> Keyed:
        """Return the client, locked, with its keys."""
        return await keyed(locks, found)

    @override
    def apply(self, keyed: Keyed, input: ClientKeyAddInput, at: Moment) -> Change:
        """Make the key. Raises CLIENT_REVOKED, CLIENT_KEY_KNOWN, TOO_MANY."""
        client = keyed.answer
        standing(client)
        key = made(client, input.public_key, at)
        if key.kid in {each.kid for each in keyed.keys}:
            raise Refusal("CLIENT_KEY_KNOWN", path=("publicKey",))
        if sum(each.revoked_at is None for each in keyed.keys) >= MOST_KEYS:
            raise Refusal("TOO_MANY", most=MOST_KEYS)
        client.changed(at.now)
        return Change(rows=(key,))
