"""`legalHoldEnd`: a system administrator proposes that a hold ends; it holds until a security administrator has approved that.

Source: docs/lifecycle.md (`legalHoldEnd`); docs/decisions/048-audit-search.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.retention import LegalHold
from domain.legal_hold import HoldState
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class LegalHoldEndInput(Input):
    """Which hold is to end. 拟解除的保全。"""

    id: Annotated[UUID, IdOf("LegalHold"), Says("The hold. 保全。")]


class LegalHoldEnd(RowCommand[Aggregate[LegalHold], LegalHoldEndInput, LegalHold]):
    """Propose that a hold ends; it holds until another administrator has approved that. 提议解除保全，另一管理员批准后解除。"""

    answers = "LegalHold"

    @override
    async def load(self, locks: Locks, found: LegalHold) -> Aggregate[LegalHold]:
        """Return the hold, locked."""
        return Aggregate(answer=await locks.locked(found))

    @override
    def apply(self, hold: Aggregate[LegalHold], input: LegalHoldEndInput, at: Moment) -> Change:
        """Write that its end is proposed. Raises HOLD_STANDS."""
        row = hold.answer
        if row.state != HoldState.IN_FORCE:
            raise Refusal("HOLD_STANDS", path=("id",))
        row.state, row.end_proposed_at, row.end_proposed_by = HoldState.END_PROPOSED, at.now, at.viewer.account
        row.changed(at.now)
        return Change()
