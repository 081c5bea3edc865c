"""`proposalDecide`: a security administrator approves what a system administrator proposes, which is carried out at once, or declines.

Source: docs/lifecycle.md (`proposalDecide`); docs/decisions/041-two-administrators.md. The row is written here; the database makes of it
the account or the membership.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.tables.account import Account, Membership
from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalState
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import Around, against
from resolvers.commands.target import RowCommand

REASONS = "PROPOSAL_DECLINE_REASON"


class ProposalDecideInput(Input):
    """Whether what is proposed is carried out. 是否批准。"""

    id: Annotated[UUID, IdOf("Proposal"), Says("What is proposed. 提议。")]
    approved: Annotated[bool, Says("Whether it is carried out. 是否批准。")]
    reason: Annotated[str | None, CodeOf(REASONS), Says("Why not; a code, if declined alone. 不予批准的原因代码，仅不批准时填写。")] = None


@dataclass(kw_only=True)
class Deciding(Aggregate[Proposal]):
    """A proposal with what it is judged by: of a membership what is around it, of an account whether its subject is used."""

    around: Around | None
    used: bool


class ProposalDecide(RowCommand[Deciding, ProposalDecideInput, Proposal]):
    """Approve what another administrator proposes, which is carried out at once, or decline it. 审批其他管理员的提议，批准即生效。"""

    answers = "Proposal"

    @override
    async def load(self, locks: Locks, found: Proposal) -> Deciding:
        """Return the proposal, locked, with what it is judged by now."""
        row, session = await locks.locked(found), locks.session
        subject = row.subject is not None and await session.scalar(select(Account.id).where(Account.subject == row.subject)) is not None
        return Deciding(answer=row, around=await _around(locks, row), used=subject)

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
        codes = ["SUBJECT_USED"] if deciding.used else []
        codes += [] if deciding.around is None else [code for code, _ in against(row, deciding.around, at.now)]
        if codes:
            raise Refusals(*(Refusal(code, path=("id",)) for code in codes))
        row.decide(ProposalState.APPROVED, at.viewer.account, at.now)
        return Change(granted=True)


async def _around(locks: Locks, row: Proposal) -> Around | None:
    """Return what a proposed membership is judged by; None for a proposal of anything else."""
    if row.office_id is None:
        return None
    session, now = locks.session, locks.at.now
    held = await session.scalars(select(Membership).where(Membership.account_id == row.account_id, Membership.ends_at > now))
    absent = None if row.deputy_for_id is None else await session.get_one(Membership, row.deputy_for_id)
    return Around(await session.get_one(Office, row.office_id), held.all(), absent)
