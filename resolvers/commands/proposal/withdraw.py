"""`proposalWithdraw`: a system administrator takes back what was proposed.

Source: docs/lifecycle.md (`proposalWithdraw`).
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.proposal import Proposal
from domain.message.refusal import Refusal
from domain.proposal import ProposalState
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class ProposalWithdrawInput(Input):
    """What is taken back. 撤回的提议。"""

    id: Annotated[UUID, IdOf("Proposal"), Says("What is proposed. 提议。")]


class ProposalWithdraw(RowCommand[Aggregate[Proposal], ProposalWithdrawInput, Proposal]):
    """Take back what is proposed and not decided yet. 撤回尚未审批的提议。"""

    answers = "Proposal"

    @override
    async def load(self, locks: Locks, found: Proposal) -> Aggregate[Proposal]:
        """Return the proposal, locked."""
        return Aggregate(answer=await locks.locked(found))

    @override
    def apply(self, proposal: Aggregate[Proposal], input: ProposalWithdrawInput, at: Moment) -> Change:
        """Write that it is withdrawn. Raises PROPOSAL_DECIDED."""
        if proposal.answer.state != ProposalState.PROPOSED:
            raise Refusal("PROPOSAL_DECIDED", path=("id",))
        proposal.answer.decide(ProposalState.WITHDRAWN, at.viewer.account, at.now)
        return Change()
