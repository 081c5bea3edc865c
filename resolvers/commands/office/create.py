"""`officeCreate`: a system administrator proposes one more office of an organisation: a township's line, or in an ended one's place.

Source: docs/lifecycle.md (`officeCreate`); docs/decisions/047-what-administrators-keep.md.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Office, Organization
from db.tables.proposal import Proposal
from domain.message.refusal import Refusals
from domain.organization import LINE_OF
from domain.proposal import ProposalKind
from domain.value.values import ShortText
from domain.viewer import OrganizationKind
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.organization.judged import House, against_office
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class OfficeCreateInput(Input):
    """An office that is to be. 拟设立的办公室。"""

    organization: Annotated[UUID, IdOf("Organization"), Says("Whose. 所属机构。")]
    line: Annotated[
        str | None, CodeOf("DEPARTMENT"), Says("Of a township: for which department it acts; a code. 乡镇（街道）承接的部门代码。")
    ] = None
    name: Annotated[str, ShortText(), Says("Its name. 名称。")]


@dataclass(kw_only=True)
class Opening(Aggregate[Proposal]):
    """A new proposal with what it is judged by."""

    house: House


class OfficeCreate(Command[Opening, OfficeCreateInput, House]):
    """Propose another office of an organisation; a security administrator approves it. 提议为机构增设办公室，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: OfficeCreateInput) -> House:
        """Return the organisation with its offices. Raises NOT_FOUND."""
        organization = await view.row(Organization, input.organization, ("organization",))
        return House(organization, await view.rows(Office, Office.organization_id == organization.id))

    @override
    async def load(self, locks: Locks, found: House) -> Opening:
        """Return a new proposal with what was found."""
        return Opening(answer=proposed(ProposalKind.OFFICE, locks.at), house=found)

    @override
    def apply(self, opening: Opening, input: OfficeCreateInput, at: Moment) -> Change:
        """Write what is proposed. Raises what stands against it."""
        row, organization = opening.answer, opening.house.organization
        row.organization_id, row.name = organization.id, input.name
        row.department_code = input.line or LINE_OF.get(OrganizationKind(organization.kind), organization.department_code)
        if unfit := [*against_office(row, opening.house)]:
            raise Refusals(*unfit)
        return Change(rows=(row,))
