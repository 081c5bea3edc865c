"""`personMatchDecide`: records whether a person registered elsewhere is the one known here. Nothing is merged yet.

Source: docs/domain.md 2 (Person). It may be decided again: after LATER, or where a decision was wrong.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.family import Family
from db.tables.person_match import PersonMatch
from domain.family import MatchDecision
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note, RowCommand


class PersonMatchDecideInput(Input):
    """What was found out. 核对结果。"""

    id: Annotated[UUID, IdOf("PersonMatch"), Says("The match. 疑似重复登记。")]
    decision: Annotated[MatchDecision, Says("Whether both are one person. 是否为同一人。")]
    note: Note = None


class PersonMatchDecide(RowCommand[Aggregate[PersonMatch], PersonMatchDecideInput, PersonMatch]):
    """Decide whether two registrations under one number are one person; nothing is merged. 核对两次登记是否为同一人，不作合并。"""

    answers = "PersonMatch"

    @override
    async def load(self, locks: Locks, found: PersonMatch) -> Aggregate[PersonMatch]:
        """Return the match, locked, and the family of the person who was registered."""
        return Aggregate(answer=await locks.locked(found), family=await locks.session.get_one(Family, found.family_id))

    @override
    def apply(self, matched: Aggregate[PersonMatch], input: PersonMatchDecideInput, at: Moment) -> Change:
        """Write the decision, who made it and when."""
        match = matched.answer
        match.changed(at.now)
        match.decision, match.note = input.decision, input.note
        match.decided_at, match.decided_by = at.now, at.viewer.account
        return Change(reasons=("MATCH_DECISION", [input.decision]))
