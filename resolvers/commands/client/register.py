"""`clientRegister`: an office's system gets a client of its own, with its first key.

Source: docs/decisions/038-service-clients.md.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.client import Client
from db.tables.organization import Office
from domain.client import WITH_OFFICIALS, PublicKey
from domain.message.refusal import Refusal
from domain.value.values import ShortText
from domain.viewer import OrganizationKind
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.client.key import made
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class ClientRegisterInput(Input):
    """A system and its first key. 业务系统及其首个公钥。"""

    name: Annotated[str, ShortText(), Says("What the system is called. 系统名称。")]
    office: Annotated[UUID, IdOf("Office"), Says("Whose system it is: an office with officials. 所属办公室，须有承办人员。")]
    public_key: Annotated[
        str, PublicKey(), Says("Its public key, as a JWK or in PEM: P-256, or RSA of 2048 bits or more. 公钥（JWK 或 PEM）。")
    ]


@dataclass(kw_only=True)
class Registered(Aggregate[Client]):
    """The new client, and the office that it is to act for."""

    office: Office


class ClientRegister(Command[Registered, ClientRegisterInput, Office]):
    """Register an office's system, which then acts for the officials of that office. 登记办公室的业务系统，可代该办公室人员办理。"""

    answers = "Client"

    @override
    async def find(self, view: View, input: ClientRegisterInput) -> Office:
        """Return the office. Raises NOT_FOUND."""
        return await view.row(Office, input.office, ("office",))

    @override
    async def load(self, locks: Locks, found: Office) -> Registered:
        """Return a new client of the office."""
        at = locks.at
        client = Client(id=at.fresh.id(), office_id=found.id, created_at=at.now, created_by=at.viewer.account, version=1, updated_at=at.now)
        return Registered(answer=client, office=found)

    @override
    def apply(self, registered: Registered, input: ClientRegisterInput, at: Moment) -> Change:
        """Name the client and make its key. Raises NO_OFFICIALS, OFFICE_ENDED."""
        if OrganizationKind(registered.office.kind) not in WITH_OFFICIALS:
            raise Refusal("NO_OFFICIALS", path=("office",))
        if registered.office.ended_at is not None:
            raise Refusal("OFFICE_ENDED", path=("office",))
        client = registered.answer
        client.name = input.name
        return Change(rows=(client, made(client, input.public_key, at)))
