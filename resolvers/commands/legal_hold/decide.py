"""`legalHoldDecide`: a security administrator approves or declines a hold, or its end, that a system administrator proposes.

Source: docs/lifecycle.md (`legalHoldDecide`); docs/decisions/048-audit-search.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.retention import LegalHold
from domain.legal_hold import AFTER, OVER, HoldState
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class LegalHoldDecideInput(Input):
    """Whether what is proposed of a hold is approved. 是否批准。"""

    id: Annotated[UUID, IdOf("LegalHold"), Says("The hold. 保全。")]
    approved: Annotated[bool, Says("Whether it is approved. 是否批准。")]


class LegalHoldDecide(RowCommand[Aggregate[LegalHold], LegalHoldDecideInput, LegalHold]):
    """Approve or decline a hold, or the end of one, that another administrator proposes. 审批其他管理员提议的保全或解除。"""

    answers = "LegalHold"

    @override
    async def load(self, locks: Locks, found: LegalHold) -> Aggregate[LegalHold]:
        """Return the hold, locked."""
        return Aggregate(answer=await locks.locked(found))

    @override
    def apply(self, hold: Aggregate[LegalHold], input: LegalHoldDecideInput, at: Moment) -> Change:
        """Write what was decided. Raises HOLD_STANDS, OWN_PROPOSAL."""
        row, before = hold.answer, HoldState(hold.answer.state)
        if before not in AFTER:
            raise Refusal("HOLD_STANDS", path=("id",))
        of_end = before is HoldState.END_PROPOSED
        if at.viewer.account == (row.end_proposed_by if of_end else row.proposed_by):
            raise Refusal("OWN_PROPOSAL", path=("id",))
        approved, declined = AFTER[before]
        row.state = approved if input.approved else declined
        if of_end:
            row.end_decided_by = at.viewer.account
        else:
            row.decided_at, row.decided_by = at.now, at.viewer.account
        if row.state in OVER:
            row.ended_at = at.now
        row.changed(at.now)
        return Change(granted=input.approved)
