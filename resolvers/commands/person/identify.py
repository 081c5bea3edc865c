"""Somebody who was registered without an ID number gets one.

Source: docs/domain.md 2 (Person): `personIdentify` adds it later; persons are not merged here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from sqlalchemy import func, select

from db.session.lock import lock
from db.tables.family import Family
from db.tables.person import Person
from db.tables.visit import Visit
from domain.message.refusal import Refusal
from domain.time.calendar import day_of
from domain.value.citizen import IdNumber, birth_date_of, is_before_birth
from resolvers.commands.aggregate.case import Aggregate, Numbered
from resolvers.commands.command import Command, IdOf, Input, Moment, Says, Told
from resolvers.commands.visit.person import identify
from resolvers.commands.work import Work


class PersonIdentifyInput(Input):
    """Whose ID number is added. 补录身份证号。"""

    id: Annotated[UUID, IdOf("Person"), Says("The person. 成员。")]
    id_number: Annotated[str, IdNumber(), Says("The ID number, 18 characters. 18 位身份证号。")]


@dataclass
class Somebody(Aggregate):
    """A person with the family."""

    answer: Person
    family: Family
    visited_on: date | None = None
    """When the person was met first."""


class PersonIdentify(Command[Somebody, PersonIdentifyInput]):
    """Add the ID number of somebody who was registered without one. 为未登记身份证号的成员补录号码。"""

    answers = "Person"
    registers = True

    async def load(self, work: Work, input: PersonIdentifyInput) -> Somebody:
        """The person as the viewer sees it, who has no number yet."""
        seen = await work.seen(Person)
        (family,) = await lock(work.tx.session, Family, Family.id == seen.family_id)
        (person,) = await lock(work.tx.session, Person, Person.id == seen.id)
        if person.id_number_index is not None:
            raise Refusal("ALREADY_IDENTIFIED", path=("idNumber",))
        visited = await work.tx.session.scalar(select(func.min(Visit.at)).where(Visit.person_id == person.id))
        return Somebody(judged=None, answer=person, family=family, visited_on=None if visited is None else day_of(visited))

    def apply(self, somebody: Somebody, input: PersonIdentifyInput, at: Moment) -> Told:
        """The number, sealed, and what it tells: sex and birth date; there is no reason for its absence any more."""
        born = birth_date_of(input.id_number)
        if somebody.visited_on is not None and is_before_birth(somebody.visited_on, born):
            raise Refusal("BEFORE_BIRTH", path=("idNumber",), row=("Person", somebody.answer.id), born=born)
        identify(somebody.answer, input.id_number, at)
        somebody.numbered.append(Numbered(("idNumber",), input.id_number, somebody.answer.id))
        somebody.answer.no_id_reason = None
        somebody.family.changed(at.now)
        return Told()
