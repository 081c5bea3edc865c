"""`organizationEnd`: a system administrator proposes that an organisation ends, with its offices.

Source: docs/lifecycle.md (`organizationEnd`); docs/decisions/047-what-administrators-keep.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Organization
from db.tables.proposal import Proposal
from domain.proposal import ProposalKind
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.organization.judged import against_end, standing_on
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.target import RowCommand


class OrganizationEndInput(Input):
    """Which organisation is to end. 拟撤销的机构。"""

    id: Annotated[UUID, IdOf("Organization"), Says("The organisation. 机构。")]


class OrganizationEnd(RowCommand[Aggregate[Proposal], OrganizationEndInput, Organization]):
    """Propose that an organisation ends with its offices; another administrator approves it. 提议撤销机构及其办公室，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def load(self, locks: Locks, found: Organization) -> Aggregate[Proposal]:
        """Return a new proposal about it; note what still stands on it."""
        locks.findings.unfit += against_end(await standing_on(locks, found))
        row = proposed(ProposalKind.ORGANIZATION_END, locks.at)
        row.organization_id = found.id
        return Aggregate(answer=row)

    @override
    def apply(self, ending: Aggregate[Proposal], input: OrganizationEndInput, at: Moment) -> Change:
        """Propose it."""
        return Change(rows=(ending.answer,))
