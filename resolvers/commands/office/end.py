"""`officeEnd`: a system administrator proposes that an office ends.

Source: docs/lifecycle.md (`officeEnd`); docs/decisions/047-what-administrators-keep.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Office
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


class OfficeEndInput(Input):
    """Which office is to end. 拟撤销的办公室。"""

    id: Annotated[UUID, IdOf("Office"), Says("The office. 办公室。")]


class OfficeEnd(RowCommand[Aggregate[Proposal], OfficeEndInput, Office]):
    """Propose that an office ends; a security administrator approves it. 提议撤销办公室，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def load(self, locks: Locks, found: Office) -> Aggregate[Proposal]:
        """Return a new proposal about it; note what still stands on it."""
        locks.findings.unfit += against_end(await standing_on(locks, found))
        row = proposed(ProposalKind.OFFICE_END, locks.at)
        row.office_id = found.id
        return Aggregate(answer=row)

    @override
    def apply(self, ending: Aggregate[Proposal], input: OfficeEndInput, at: Moment) -> Change:
        """Propose it."""
        return Change(rows=(ending.answer,))
