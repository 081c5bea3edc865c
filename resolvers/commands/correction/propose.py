"""An office proposes another value for one that it is shown in full by the referrals that it has of the family.

Source: docs/lifecycle.md (`correctionPropose`); docs/domain.md 7. Whatever it is not shown in full, the answer is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock, share
from db.tables.correction import Correction
from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.person import Person
from db.tables.referral import Referral
from domain.correction import GROUP_OF, OF_FAMILY, CorrectedValue, CorrectionState
from domain.message.refusal import Refusal
from domain.rules.group import Level
from domain.time.calendar import end_of
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.correction.text import text_of
from resolvers.commands.correction.value import (
    REASONS,
    Corrected,
    Removed,
    RightAddress,
    RightBirthYear,
    RightCategory,
    RightGuardianName,
    RightGuardianPhone,
    RightIssuedOn,
    RightLevel,
    RightName,
    RightPhone,
    RightStatus,
    RightWork,
    Told,
    Why,
    correction,
    told,
    wording,
)
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks, of_one_family
from resolvers.commands.target import Note, OnReferral
from resolvers.commands.view import View


class ProposedValueInput(Input, one_of=True):
    """The value as the office knows it: of the family, or of one member. 办理单位掌握的内容：家庭的，或某一成员的。"""

    phone: RightPhone = None
    address: RightAddress = None
    name: RightName = None
    birth_year: RightBirthYear = None
    guardian_name: RightGuardianName = None
    guardian_phone: RightGuardianPhone = None
    certificate_status: RightStatus = None
    certificate_issued_on: RightIssuedOn = None
    disability_category: RightCategory = None
    disability_level: RightLevel = None
    work: RightWork = None
    removed: Removed = None


class CorrectionProposeInput(OnReferral):
    """Which value should be corrected, and why. 建议更正的内容及原因。"""

    person: Annotated[
        UUID | None, IdOf("Person"), Says("Whose value it is; not of the family's telephone and address. 成员；家庭电话和住址不填。")
    ] = None
    value: Annotated[ProposedValueInput, Says("The value as it should be. 正确内容。")]
    reason: Why
    note: Note = None


@dataclass(frozen=True)
class Proposed:
    """The referral by which the office proposes, the person whose value it is, and what the office is given of the family."""

    referral: Referral
    person: Person | None
    given: Sequence[FamilyAccess]


@dataclass(kw_only=True)
class Proposal(Aggregate[Correction]):
    """A correction to be proposed; the referral is judged. `open`: what of the same referral is not decided yet."""

    person: Person | None
    given: Sequence[FamilyAccess]
    open: Sequence[Correction] = ()

    def is_given(self, value: CorrectedValue) -> bool:
        """Return whether the office is shown the value in full: a person's by what names that person or the household as it knows it."""
        column = LEVEL_OF_GROUP[GROUP_OF[value]]
        return any(getattr(each, column) >= Level.FULL for each in self.given if self._tells_of_person(each))

    def _tells_of_person(self, access: FamilyAccess) -> bool:
        of = None if self.person is None else self.person.id
        return of is None or (access.person_id in (None, of) and (access.members is None or of in access.members))


class CorrectionPropose(Command[Proposal, CorrectionProposeInput, Proposed]):
    """Propose to correct a value that one is shown in full; whoever owns it decides. 对可完整查看的信息提出更正建议，由残联决定。"""

    answers = "Correction"

    @override
    async def find(self, view: View, input: CorrectionProposeInput) -> Proposed:
        """Return what the input names; note NOT_FOUND for a person who is not seen. Raises NOT_FOUND for the referral."""
        referral = await view.aimed_at(Referral)
        person = await view.row_if_seen(Person, input.person, ("person",))
        mine = (FamilyAccess.office_id == view.at.viewer.office, FamilyAccess.referral_id.is_not(None))  # an emergency is for reading alone
        in_force = (FamilyAccess.family_id == referral.family_id, FamilyAccess.until > view.at.now)
        return Proposed(referral, person, await view.rows(FamilyAccess, *mine, *in_force))

    @override
    async def load(self, locks: Locks, found: Proposed) -> Proposal:
        """Return a new correction, the referral and the person, locked, and what is proposed already."""
        of = found.referral.family_id
        family = next(iter(await share(locks.session, Family, Family.id == of)), None)
        referral = await locks.locked(found.referral)
        if family is not None:
            of_one_family(family, referral)
        locks.note_stranger(found.person, of, ("person",))
        undecided = (Correction.referral_id == referral.id, Correction.state == CorrectionState.OPEN.value)
        return Proposal(
            answer=Correction(id=locks.at.fresh.id()),
            judged=referral,
            family=family,
            person=found.person,
            given=found.given,
            open=await lock(locks.session, Correction, *undecided),
        )

    @override
    def apply(self, proposal: Proposal, input: CorrectionProposeInput, at: Moment) -> Change:
        """Write the proposal. Raises REQUIRED, NOT_EXPECTED, NOT_SHOWN_IN_FULL, ASK_OPEN, and what `Corrected.check` raises."""
        said = told(input.value)
        names_whose(said, proposal.person)
        if not proposal.is_given(said.value):
            raise Refusal("NOT_SHOWN_IN_FULL", path=said.path)
        assert proposal.family is not None
        of = Corrected(proposal.family, proposal.person)
        of.check(said, at)
        if any((each.value, each.person_id) == (said.value, of.whose) for each in proposal.open):
            raise Refusal("ASK_OPEN", path=said.path)
        due = end_of(at.reference.calendar.add(at.today, at.reference.limits["correction_decide"]))
        made = correction(
            of, said, input.reason, at, id=proposal.answer.id, state=CorrectionState.OPEN, referral_id=proposal.judged.id, due_at=due
        )
        proposal.answer = made
        return Change(reasons=(REASONS, [input.reason]), rows=(made, wording(made, said, input.note, meant(of, said))))


def meant(of: Corrected, said: Told) -> str | None:
    """Return the value that is to be taken away: another that has taken its place by then is not meant."""
    return text_of(of.present(said.value)) if said.right is None else None


def names_whose(said: Told, person: Person | None) -> None:
    """Raise REQUIRED for a member's value of nobody, NOT_EXPECTED for the household's value of a member."""
    if (person is None) is not (said.value in OF_FAMILY):
        raise Refusal("NOT_EXPECTED" if person is not None else "REQUIRED", path=("person",))
