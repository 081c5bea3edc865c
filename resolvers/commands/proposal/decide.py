"""`proposalDecide`: a security administrator approves what a system administrator proposes, which is carried out at once, or declines.

Source: docs/lifecycle.md (`proposalDecide`); docs/decisions/041-two-administrators.md. The row is written here; the database makes of it
what is proposed.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.proposal import Proposal
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalState
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.judged import Judged, judged
from resolvers.commands.target import RowCommand

REASONS = "PROPOSAL_DECLINE_REASON"


class ProposalDecideInput(Input):
    """Whether what is proposed is carried out. 是否批准。"""

    id: Annotated[UUID, IdOf("Proposal"), Says("What is proposed. 提议。")]
    approved: Annotated[bool, Says("Whether it is carried out. 是否批准。")]
    reason: Annotated[str | None, CodeOf(REASONS), Says("Why not; a code, if declined alone. 不予批准的原因代码，仅不批准时填写。")] = None


@dataclass(kw_only=True)
class Deciding(Aggregate[Proposal]):
    """A proposal with what it is judged by."""

    found: Judged


class ProposalDecide(RowCommand[Deciding, ProposalDecideInput, Proposal]):
    """Approve what another administrator proposes, which is carried out at once, or decline it. 审批其他管理员的提议，批准即生效。"""

    answers = "Proposal"

    @override
    async def load(self, locks: Locks, found: Proposal) -> Deciding:
        """Return the proposal, locked, with what it is judged by now."""
        row = await locks.locked(found)
        return Deciding(answer=row, found=await judged(locks, row))

    @override
    def apply(self, deciding: Deciding, input: ProposalDecideInput, at: Moment) -> Change:
        """Write what was decided.

        Raises PROPOSAL_DECIDED, OWN_PROPOSAL, REQUIRED, NOT_EXPECTED, and what stands against it by now.
        """
        row = deciding.answer
        if row.state != ProposalState.PROPOSED:
            raise Refusal("PROPOSAL_DECIDED", path=("id",))
        if at.viewer.account in (row.proposed_by, row.account_id):
            raise Refusal("OWN_PROPOSAL", path=("id",))
        if input.approved is (input.reason is not None):
            raise Refusal("NOT_EXPECTED" if input.approved else "REQUIRED", path=("reason",))
        if not input.approved:
            row.reason = input.reason
            row.decide(ProposalState.DECLINED, at.viewer.account, at.now)
            return Change(granted=False, reasons=(REASONS, [input.reason or ""]))
        if deciding.found.against:
            raise Refusals(*deciding.found.against)
        deciding.found.route(at)
        row.decide(ProposalState.APPROVED, at.viewer.account, at.now)
        return Change(granted=True)
