"""`proposalDecide`: a security administrator approves what a system administrator proposes, which is carried out at once, or declines.

Source: docs/lifecycle.md (`proposalDecide`); docs/decisions/041-two-administrators.md. The row is written here; the database makes of it
what is proposed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.proposal import Proposal
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalState
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.judged import Judged, judged, together
from resolvers.commands.proposal.listed import Named, check_number, locked_with, named
from resolvers.commands.view import View

REASONS = "PROPOSAL_DECLINE_REASON"
REFUSALS_TOLD = 100
"""Refusals of a list that one answer tells."""


class ProposalDecideInput(Input):
    """Whether what is proposed is carried out. 是否批准。"""

    id: Annotated[UUID, IdOf("Proposal"), Says("What is proposed. 提议。")]
    approved: Annotated[bool, Says("Whether it is carried out. 是否批准。")]
    reason: Annotated[str | None, CodeOf(REASONS), Says("Why not; a code, if declined alone. 不予批准的原因代码，仅不批准时填写。")] = None
    of_list: Annotated[
        int | None,
        Says("Decide the whole list with which it came: how many of it are open. 整份清单一并审批时，填写其待审批的条数。"),
    ] = None


@dataclass(kw_only=True)
class Deciding(Aggregate[Proposal]):
    """A proposal with the others of its list, and what they are judged by."""

    others: Sequence[Proposal]
    found: Judged


class ProposalDecide(Command[Deciding, ProposalDecideInput, Named]):
    """Approve what another administrator proposes, which is carried out at once, or decline it. 审批其他管理员的提议，批准即生效。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: ProposalDecideInput) -> Named:
        """Return the proposal, and the others of its list where that is decided. Raises NOT_FOUND, NOT_EXPECTED."""
        return await named(view, input.of_list)

    @override
    async def load(self, locks: Locks, found: Named) -> Deciding:
        """Return the proposals, locked, with what they are judged by now; of a list each refusal names its proposal."""
        row, others = await locked_with(locks, found)
        one = await judged(locks, row)
        if not others:
            return Deciding(answer=row, others=(), found=one)
        several = [one, *[await judged(locks, each) for each in others]]
        pairs = zip((row, *others), several, strict=True)
        blamed = [each.about(("Proposal", of.id)) for of, of_it in pairs for each in of_it.against]
        return Deciding(answer=row, others=others, found=replace(together(several), against=blamed[:REFUSALS_TOLD]))

    @override
    def apply(self, deciding: Deciding, input: ProposalDecideInput, at: Moment) -> Change:
        """Write what was decided.

        Raises PROPOSAL_DECIDED, OWN_PROPOSAL, CONFLICT, REQUIRED, NOT_EXPECTED, and what stands against it by now.
        """
        row, rows = deciding.answer, [deciding.answer, *deciding.others]
        if row.state != ProposalState.PROPOSED:
            raise Refusal("PROPOSAL_DECIDED", path=("id",))
        if any(at.viewer.account in (each.proposed_by, each.account_id) for each in rows):
            raise Refusal("OWN_PROPOSAL", path=("id",))
        check_number(input.of_list, deciding.others)
        if input.approved is (input.reason is not None):
            raise Refusal("NOT_EXPECTED" if input.approved else "REQUIRED", path=("reason",))
        if not input.approved:
            for each in rows:
                each.reason = input.reason
                each.decide(ProposalState.DECLINED, at.viewer.account, at.now)
            return Change(granted=False, reasons=(REASONS, [input.reason or ""]))
        if deciding.found.against:
            raise Refusals(*deciding.found.against)
        deciding.found.route(at)
        for each in rows:
            each.decide(ProposalState.APPROVED, at.viewer.account, at.now)
        return Change(granted=True)
