"""`clientRevoke`: a client acts for nobody any more, from the next request on.

Source: docs/decisions/038-service-clients.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.client import Client
from resolvers.commands.client.key import Keyed, keyed, standing
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class ClientRevokeInput(Input):
    """Which client is revoked and why. 撤销服务客户端。"""

    id: Annotated[UUID, IdOf("Client"), Says("The client. 服务客户端。")]
    reason: Annotated[str, CodeOf("CLIENT_REVOKE_REASON"), Says("Why; a code. 原因代码。")]


class ClientRevoke(RowCommand[Keyed, ClientRevokeInput, Client]):
    """Revoke a client for good, with its keys and tokens. 永久撤销服务客户端及其公钥、令牌。"""

    answers = "Client"

    @override
    async def load(self, locks: Locks, found: Client) -> Keyed:
        """Return the client, locked, with its keys."""
        return await keyed(locks, found)

    @override
    def apply(self, keyed: Keyed, input: ClientRevokeInput, at: Moment) -> Change:
        """End the client and its keys now. Raises CLIENT_REVOKED."""
        client = keyed.answer
        standing(client)
        client.revoked_at = at.now
        for key in keyed.keys:
            key.revoked_at = key.revoked_at or at.now
        client.changed(at.now)
        return Change(reasons=("CLIENT_REVOKE_REASON", [input.reason]))
