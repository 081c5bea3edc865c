"""`proposalWithdraw`: a system administrator takes back what was proposed.

Source: docs/lifecycle.md (`proposalWithdraw`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.proposal import Proposal
from domain.message.refusal import Refusal
from domain.proposal import ProposalState
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.listed import Named, check_number, locked_with, named
from resolvers.commands.view import View


class ProposalWithdrawInput(Input):
    """What is taken back. 撤回的提议。"""

    id: Annotated[UUID, IdOf("Proposal"), Says("What is proposed. 提议。")]
    of_list: Annotated[
        int | None, Says("Take back the whole list with which it came: how many of it are open. 整份清单一并撤回时，填写其待审批的条数。")
    ] = None


@dataclass(kw_only=True)
class Withdrawing(Aggregate[Proposal]):
    """A proposal with the others of its list."""

    others: Sequence[Proposal]


class ProposalWithdraw(Command[Withdrawing, ProposalWithdrawInput, Named]):
    """Take back what is proposed and not decided yet. 撤回尚未审批的提议。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: ProposalWithdrawInput) -> Named:
        """Return the proposal, and the others of its list where that is taken back. Raises NOT_FOUND, NOT_EXPECTED."""
        return await named(view, input.of_list)

    @override
    async def load(self, locks: Locks, found: Named) -> Withdrawing:
        """Return the proposals, locked."""
        row, others = await locked_with(locks, found)
        return Withdrawing(answer=row, others=others)

    @override
    def apply(self, withdrawing: Withdrawing, input: ProposalWithdrawInput, at: Moment) -> Change:
        """Write that they are withdrawn. Raises PROPOSAL_DECIDED, CONFLICT."""
        if withdrawing.answer.state != ProposalState.PROPOSED:
            raise Refusal("PROPOSAL_DECIDED", path=("id",))
        check_number(input.of_list, withdrawing.others)
        for each in (withdrawing.answer, *withdrawing.others):
            each.decide(ProposalState.WITHDRAWN, at.viewer.account, at.now)
        return Change()
