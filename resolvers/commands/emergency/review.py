"""`emergencyViewReview`: the supervising federation says whether an emergency view was justified.

Source: docs/domain.md 7 (emergency view). What was not justified is closed at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.tables.emergency_view import EmergencyView
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from domain.emergency import ViewDecision
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note, RowCommand


class EmergencyViewReviewInput(Input):
    """What was found out. 核查结果。"""

    id: Annotated[UUID, IdOf("EmergencyView"), Says("The emergency view. 紧急查看。")]
    decision: Annotated[ViewDecision, Says("Whether it was justified. 是否正当。")]
    note: Note = None


@dataclass(kw_only=True)
class Reviewed(Aggregate[EmergencyView]):
    """An emergency view, and what it opened."""

    opened: Sequence[FamilyAccess]


class EmergencyViewReview(RowCommand[Reviewed, EmergencyViewReviewInput, EmergencyView]):
    """Say whether an emergency view was justified; what was not is closed at once. 核查紧急查看是否正当，不正当的立即关闭。"""

    answers = "EmergencyView"

    @override
    async def load(self, locks: Locks, found: EmergencyView) -> Reviewed:
        """Return the row, locked, with what it opened, and the family that the audit names."""
        row = await locks.locked(found)
        family = None if row.family_id is None else await locks.session.get_one(Family, row.family_id)
        opened = select(FamilyAccess).where(FamilyAccess.emergency_view_id == row.id)
        return Reviewed(answer=row, family=family, opened=(await locks.session.scalars(opened)).all())

    @override
    def apply(self, reviewed: Reviewed, input: EmergencyViewReviewInput, at: Moment) -> Change:
        """Write the decision, who made it and when; close what is open still."""
        row = reviewed.answer
        row.changed(at.now)
        row.decision, row.note, row.decided_at, row.decided_by = input.decision, input.note, at.now, at.viewer.account
        if input.decision is ViewDecision.NOT_JUSTIFIED and row.until is not None:
            row.until = min(row.until, at.now)
            for access in reviewed.opened:
                access.until = row.until
        return Change(reasons=("EMERGENCY_DECISION", [input.decision]))
