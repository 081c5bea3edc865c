"""The federation corrects a person's name, the birth year of somebody without an ID number, guardian, certificate or work profile.

Source: docs/lifecycle.md (`personCorrect`); docs/domain.md 7: the value that stood before stays in the corrections.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.person import Person
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.correction.value import (
    Corrected,
    Removed,
    RightBirthYear,
    RightCategory,
    RightGuardianName,
    RightGuardianPhone,
    RightIssuedOn,
    RightLevel,
    RightName,
    RightStatus,
    RightWork,
    Why,
    put_right,
    told,
)
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note, RowCommand
from resolvers.commands.visit.standing import first_met_on


class PersonValueInput(Input, one_of=True):
    """The right value; a guardian and a work profile must be registered already. 正确内容；更正监护人、就业情况须已登记。"""

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


class PersonCorrectInput(Input):
    """Which value of a person was wrong, and why. 更正成员信息。"""

    id: Annotated[UUID, IdOf("Person"), Says("The person. 成员。")]
    value: Annotated[PersonValueInput, Says("The value as it should be. 正确内容。")]
    reason: Why
    note: Note = None


@dataclass(kw_only=True)
class Member(Aggregate[Person]):
    """A person with the family."""

    corrected: Corrected


class PersonCorrect(RowCommand[Member, PersonCorrectInput, Person]):
    """Correct a value of a person, work or certificate; the one before stays. 更正成员基本情况、持证或就业情况，原内容保留。"""

    answers = "Person"

    @override
    async def load(self, locks: Locks, found: Person) -> Member:
        """Return the person with their family, locked."""
        family = await locks.family_of(found)
        person = await locks.locked(found)
        corrected = Corrected(family, person, await first_met_on(locks.session, person.id))
        return Member(answer=person, family=family, corrected=corrected)

    @override
    def apply(self, member: Member, input: PersonCorrectInput, at: Moment) -> Change:
        """Write the right value. Raises VALUE_STANDS, NOT_EXPECTED, BIRTH_BY_NUMBER, CERTIFICATE_BY_NUMBER, BEFORE_BIRTH."""
        return put_right(member.corrected, told(input.value), input.reason, input.note, at)
