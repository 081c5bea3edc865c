"""`familyMoveWithdraw`: the county that has proposed a family to another one takes that back; the family stays.

Source: docs/lifecycle.md (`familyMoveWithdraw`); docs/decisions/033-moving.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.family import Family
from db.tables.family_move import FamilyMoveProposal
from domain.message.refusal import Refusal
from domain.moving import MoveState
from domain.viewer import lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.settle.history import steps
from resolvers.commands.target import Note, RowCommand


class FamilyMoveWithdrawInput(Input):
    """A proposal that is taken back. 撤回的迁居移交。"""

    id: Annotated[UUID, IdOf("FamilyMoveProposal"), Says("What was proposed. 迁居移交记录。")]
    note: Note = None


class FamilyMoveWithdraw(RowCommand[Aggregate[FamilyMoveProposal], FamilyMoveWithdrawInput, FamilyMoveProposal]):
    """Take back that a family was proposed to another county. 撤回跨县迁居移交。"""

    answers = "FamilyMoveProposal"

    @override
    async def load(self, locks: Locks, found: FamilyMoveProposal) -> Aggregate[FamilyMoveProposal]:
        """Return the family and the proposal, locked."""
        family = await locks.locked(await locks.session.get_one(Family, found.family_id))
        return Aggregate(answer=await locks.locked(found), family=family)

    @override
    def apply(self, proposed: Aggregate[FamilyMoveProposal], input: FamilyMoveWithdrawInput, at: Moment) -> Change:
        """Write that it is withdrawn. Raises FORBIDDEN for the county that decides, NO_TRANSFER."""
        row, family = proposed.answer, proposed.family
        if at.viewer.office != row.office_id and not lies_in(row.from_region_code, at.viewer.scope):
            raise Refusal("FORBIDDEN")
        if row.state != MoveState.OPEN or family is None:
            raise Refusal("NO_TRANSFER", path=("id",))
        row.decide(MoveState.WITHDRAWN, at.viewer.account, at.now)
        return Change(rows=(*steps(self.action, family, None, None, Change(text=input.note), at),))
