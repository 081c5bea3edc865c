"""The cadres of the county decide on a value that an office proposes or a person asks for.

Source: docs/lifecycle.md (`correctionDecide`). The office is told that alone, with a code that tells nothing of the value.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock
from db.tables.correction import Correction, CorrectionText
from db.tables.person import Person
from domain.correction import CorrectedValue, CorrectionState
from domain.message.refusal import Refusal
from domain.value.values import NotInFuture
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.correction.text import text_of
from resolvers.commands.correction.value import Corrected, Told
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks, of_one_family
from resolvers.commands.target import RowCommand
from resolvers.commands.visit.standing import first_met_on

REASONS = "CORRECTION_REFUSAL_REASON"


class CorrectionDecideInput(Input):
    """Whether the value is corrected as proposed. 是否采纳更正建议。"""

    id: Annotated[UUID, IdOf("Correction"), Says("The proposal. 更正建议。")]
    accepted: Annotated[bool, Says("Whether the value is written as proposed. 是否采纳。")]
    reason: Annotated[str | None, CodeOf(REASONS), Says("Why not; a code, if refused alone. 不予采纳的原因代码，仅不采纳时填写。")] = None
    answered_on: Annotated[
        date | None,
        NotInFuture(),
        Says("When the person who asked was told, with why if it is refused. 答复申请人的日期。"),
    ] = None


@dataclass(kw_only=True)
class Undecided(Aggregate[Correction]):
    """A correction with what it says (None once that is erased), and whose value it is."""

    text: CorrectionText | None
    corrected: Corrected


class CorrectionDecide(RowCommand[Undecided, CorrectionDecideInput, Correction]):
    """Accept or refuse a value that is proposed or asked for; accepted, it is written. 决定是否采纳更正建议或申请，采纳即更正。"""

    answers = "Correction"

    @override
    async def load(self, locks: Locks, found: Correction) -> Undecided:
        """Return the correction, the family and the person, locked."""
        session = locks.session
        family = await locks.family_of(found)
        person = None if found.person_id is None else await locks.locked(await session.get_one(Person, found.person_id))
        met = None if person is None else await first_met_on(locks.session, person.id)
        proposed = await locks.locked(found)
        of_one_family(family, proposed)
        return Undecided(
            answer=proposed,
            family=family,
            text=next(iter(await lock(session, CorrectionText, CorrectionText.correction_id == found.id)), None),
            corrected=Corrected(family, person, met),
        )

    @override
    def apply(self, undecided: Undecided, input: CorrectionDecideInput, at: Moment) -> Change:
        """Write the decision and, if accepted, the value. Raises NO_ASK, REQUIRED, NOT_EXPECTED, and what `Corrected` raises."""
        proposed, text = undecided.answer, undecided.text
        if proposed.state != CorrectionState.OPEN or (text is None and input.accepted):
            raise Refusal("NO_ASK", path=("id",))
        if input.accepted is (input.reason is not None):
            raise Refusal("NOT_EXPECTED" if input.accepted else "REQUIRED", path=("reason",))
        _answer(proposed, input.answered_on)
        if input.accepted and text is not None:
            _write(undecided.corrected, proposed, text, at)
        proposed.state = CorrectionState.ACCEPTED if input.accepted else CorrectionState.REFUSED
        proposed.refusal, proposed.decided_at, proposed.decided_by = input.reason, at.now, at.viewer.account
        proposed.changed(at.now)
        reasons = None if input.reason is None else (REASONS, [input.reason])
        return Change(granted=input.accepted, reasons=reasons, rows=tuple(undecided.corrected.also))


def _answer(proposed: Correction, on: date | None) -> None:
    """Note when a person who asked was told. Raises REQUIRED, TOO_EARLY; NOT_EXPECTED of what an office proposes."""
    if (proposed.received_on is None) is not (on is None):
        raise Refusal("REQUIRED" if on is None else "NOT_EXPECTED", path=("answeredOn",))
    if on is not None and proposed.received_on is not None and on < proposed.received_on:
        raise Refusal("TOO_EARLY", path=("answeredOn",), earliest=proposed.received_on)
    proposed.answered_on = on


def _write(of: Corrected, proposed: Correction, text: CorrectionText, at: Moment) -> None:
    """Put the proposed value in its place, unless it stands there already, or what is to be taken away does not stand there any more."""
    value = CorrectedValue(proposed.value)
    said = Told(value, of.read(value, text.proposed), ("accepted",))
    if of.stands(said):
        text.replaced = text.proposed
        return
    if said.right is None and text_of(of.present(value)) != text.replaced:
        return
    of.check(said, at)
    text.replaced = of.write(said, proposed.reason, at)
