"""`clientKeyRevoke`: a key of a client signs no more, and tokens that were given for it are refused from then on.

Source: docs/decisions/038-service-clients.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.client import Client
from domain.value.values import ShortText
from resolvers.commands.client.key import Keyed, keyed, standing
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class ClientKeyRevokeInput(Input):
    """Which key is revoked and why. 撤销公钥。"""

    id: Annotated[UUID, IdOf("Client"), Says("The client. 服务客户端。")]
    kid: Annotated[str, ShortText(), Says("Which of its keys. 密钥编号。")]
    reason: Annotated[str, CodeOf("CLIENT_REVOKE_REASON"), Says("Why; a code. 原因代码。")]


class ClientKeyRevoke(RowCommand[Keyed, ClientKeyRevokeInput, Client]):
    """Revoke a key of a client at once, with the tokens given for it. 立即撤销服务客户端的公钥及据其签发的令牌。"""

    answers = "Client"

    @override
    async def load(self, locks: Locks, found: Client) -> Keyed:
        """Return the client, locked, with its keys."""
        return await keyed(locks, found)

    @override
    def apply(self, keyed: Keyed, input: ClientKeyRevokeInput, at: Moment) -> Change:
        """End the key now. Raises CLIENT_REVOKED, NOT_FOUND for a key that it has not, or has no more."""
        client = keyed.answer
        standing(client)
        keyed.in_force(input.kid).revoked_at = at.now
        client.changed(at.now)
        return Change(reasons=("CLIENT_REVOKE_REASON", [input.reason]))
