"""`personIdentify`: adds the ID number of a person who was registered without one.

Source: docs/domain.md 2 (Person): persons are not merged here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.family import Family
from db.tables.person import Person
from domain.message.refusal import Refusal
from domain.value.citizen import IdNumber, birth_date_of, is_before_birth
from resolvers.commands.aggregate.aggregate import Aggregate, Numbered
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand
from resolvers.commands.visit.person import identify
from resolvers.commands.visit.standing import first_met_on


class PersonIdentifyInput(Input):
    """Whose ID number is added. 补录身份证号。"""

    id: Annotated[UUID, IdOf("Person"), Says("The person. 成员。")]
    id_number: Annotated[str, IdNumber(), Says("The ID number, 18 characters. 18 位身份证号。")]


@dataclass(kw_only=True)
class Numberless(Aggregate[Person]):
    """A person without an ID number, and the family."""

    family: Family
    visited_on: date | None
    """The day of the first visit that met the person."""


class PersonIdentify(RowCommand[Numberless, PersonIdentifyInput, Person]):
    """Add the ID number of somebody who was registered without one. 为未登记身份证号的成员补录号码。"""

    answers = "Person"
    registers = True

    @override
    async def load(self, locks: Locks, found: Person) -> Numberless:
        """Return the person and the family, locked. Raises ALREADY_IDENTIFIED."""
        family = await locks.family_of(found)
        person = await locks.locked(found)
        if person.id_number_index is not None:
            raise Refusal("ALREADY_IDENTIFIED", path=("idNumber",))
        return Numberless(answer=person, family=family, visited_on=await first_met_on(locks.session, person.id))

    @override
    def apply(self, numberless: Numberless, input: PersonIdentifyInput, at: Moment) -> Change:
        """Write the number, encrypted, with the sex and birth date that it tells. Raises BEFORE_BIRTH."""
        born = birth_date_of(input.id_number)
        if numberless.visited_on is not None and is_before_birth(numberless.visited_on, born):
            raise Refusal("BEFORE_BIRTH", path=("idNumber",), row=("Person", numberless.answer.id), born=born)
        identify(numberless.answer, input.id_number, at)
        numberless.numbered.append(Numbered(("idNumber",), input.id_number, numberless.answer.id))
        numberless.answer.no_id_reason = None
        numberless.family.changed(at.now)
        return Change()
