"""An official receives what a person, or who speaks for them, asks to have corrected; the county decides on it and answers.

Source: docs/lifecycle.md (`correctionReceive`); docs/domain.md 7 (corrections); PIPL 46, 50; docs/decisions/051-asked-by-the-person.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock
from db.tables.correction import Correction
from db.tables.family import Family
from db.tables.person import Person
from domain.access_report import AskedBy
from domain.correction import CorrectionState
from domain.message.refusal import Refusal
from domain.time.calendar import end_of
from domain.value.values import NotInFuture
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.correction.propose import ProposedValueInput, meant, names_whose
from resolvers.commands.correction.value import REASONS, Corrected, Why, correction, told, wording
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note
from resolvers.commands.view import View


class CorrectionReceiveInput(Input):
    """What a person asks to have corrected, who asked, and when that was received. 本人更正申请的内容、申请人与收到日期。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family. 家庭。")]
    person: Annotated[
        UUID | None, IdOf("Person"), Says("Whose value it is; not of the family's telephone and address. 成员；家庭电话和住址不填。")
    ] = None
    value: Annotated[ProposedValueInput, Says("The value as it should be. 正确内容。")]
    asked_by: Annotated[AskedBy, Says("Who asks for it. 申请人。")]
    received_on: Annotated[date, NotInFuture(), Says("The day on which it came; its time runs from then on. 收到日期，期限自此起算。")]
    channel: Annotated[str | None, CodeOf("CORRECTION_CHANNEL"), Says("In which way it came; a code. 提出方式代码。")] = None
    reason: Why
    note: Note = None


@dataclass(frozen=True)
class Asked:
    """The family, and the person whose value it is."""

    family: Family
    person: Person | None


@dataclass(kw_only=True)
class Request(Aggregate[Correction]):
    """A correction to be received, and whose value it is. `open`: what was asked for before and is not decided yet."""

    corrected: Corrected
    open: Sequence[Correction] = ()

    @property
    @override
    def version(self) -> int:
        """The version of the family: the one that a caller has read."""
        return self.corrected.family.version


class CorrectionReceive(Command[Request, CorrectionReceiveInput, Asked]):
    """Receive a correction that a person asks for; it is decided and answered in time. 受理本人（监护人等）提出的更正申请。"""

    answers = "Correction"

    @override
    async def find(self, view: View, input: CorrectionReceiveInput) -> Asked:
        """Return the family; note NOT_FOUND for a person who is not seen. Raises NOT_FOUND."""
        return Asked(await view.aimed_at(Family), await view.row_if_seen(Person, input.person, ("person",)))

    @override
    async def load(self, locks: Locks, found: Asked) -> Request:
        """Return a new correction, family and person, locked, with what is open. Raises BUSY where they were merged meanwhile."""
        family = await locks.locked(found.family)
        person = None if found.person is None else await locks.locked(found.person)
        if family.merged_into_id is not None or (person is not None and person.merged_into_id is not None):
            raise Refusal("BUSY")
        locks.note_stranger(person, family.id, ("person",))
        undecided = (Correction.family_id == family.id, Correction.state == CorrectionState.OPEN.value, Correction.received_on.is_not(None))
        return Request(
            answer=Correction(id=locks.at.fresh.id()),
            family=family,
            corrected=Corrected(family, person),
            open=await lock(locks.session, Correction, *undecided),
        )

    @override
    def apply(self, request: Request, input: CorrectionReceiveInput, at: Moment) -> Change:
        """Write what is asked for. Raises REQUIRED, NOT_EXPECTED, ASK_OPEN, and what `Corrected.check` raises."""
        said, of = told(input.value), request.corrected
        names_whose(said, of.person)
        of.check(said, at)
        if any((each.value, each.person_id) == (said.value, of.whose) for each in request.open):
            raise Refusal("ASK_OPEN", path=said.path)
        due = end_of(at.reference.calendar.add(input.received_on, at.reference.limits["correction_request"]))
        facts = {"received_on": input.received_on, "asked_by": input.asked_by.value, "channel": input.channel, "due_at": due}
        made = correction(of, said, input.reason, at, id=request.answer.id, state=CorrectionState.OPEN, **facts)
        request.answer = made
        return Change(reasons=(REASONS, [input.reason]), rows=(made, wording(made, said, input.note, meant(of, said))))
