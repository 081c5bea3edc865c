"""`clientKeyApprove`: a second administrator lets a key of a client be used.

Source: docs/decisions/038-service-clients.md. Whoever registers a key could otherwise act for every official of an office.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.client import Client
from domain.message.refusal import Refusal
from domain.value.values import ShortText
from resolvers.commands.client.key import Keyed, keyed, standing
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class ClientKeyApproveInput(Input):
    """Which key is approved. 核准公钥。"""

    id: Annotated[UUID, IdOf("Client"), Says("The client. 服务客户端。")]
    kid: Annotated[str, ShortText(), Says("Which of its keys; compare it with what the office tells. 密钥编号，须与该办公室核对。")]


class ClientKeyApprove(RowCommand[Keyed, ClientKeyApproveInput, Client]):
    """Approve a key of a client, which is in force from then on. 核准服务客户端的公钥，自此生效。"""

    answers = "Client"

    @override
    async def load(self, locks: Locks, found: Client) -> Keyed:
        """Return the client, locked, with its keys."""
        return await keyed(locks, found)

    @override
    def apply(self, keyed: Keyed, input: ClientKeyApproveInput, at: Moment) -> Change:
        """Approve the key. Raises CLIENT_REVOKED, NOT_FOUND, CLIENT_KEY_APPROVED, PROPOSED_BY_YOU."""
        client = keyed.answer
        standing(client)
        key = keyed.in_force(input.kid)
        if key.approved_at is not None:
            raise Refusal("CLIENT_KEY_APPROVED", path=("kid",))
        if key.created_by == at.viewer.account:
            raise Refusal("PROPOSED_BY_YOU", path=("kid",))
        key.approved_at, key.approved_by = at.now, at.viewer.account
        client.changed(at.now)
        return Change()
