"""Somebody who was registered without an ID number gets one.

Source: docs/domain.md 2 (Person): `personIdentify` adds it later; persons are not merged here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from sqlalchemy import func, select
from typing_extensions import override

from db.session.lock import lock
from db.tables.family import Family
from db.tables.person import Person
from db.tables.visit import Visit
from domain.message.refusal import Refusal
from domain.time.calendar import day_of
from domain.value.citizen import IdNumber, birth_date_of, is_before_birth
from resolvers.commands.aggregate.aggregate import Aggregate, Numbered
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand
from resolvers.commands.visit.person import identify


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


class PersonIdentify(RowCommand[Somebody, PersonIdentifyInput, Person]):
    """Add the ID number of somebody who was registered without one. 为未登记身份证号的成员补录号码。"""

    answers = "Person"
    registers = True

    @override
    async def load(self, locks: Locks, found: Person) -> Somebody:
        """Return the person with their family, locked. Raises ALREADY_IDENTIFIED."""
        (family,) = await lock(locks.session, Family, Family.id == found.family_id)
        (person,) = await lock(locks.session, Person, Person.id == found.id)
        if person.id_number_index is not None:
            raise Refusal("ALREADY_IDENTIFIED", path=("idNumber",))
        visited = await locks.session.scalar(select(func.min(Visit.at)).where(Visit.person_id == person.id))
        return Somebody(judged=None, answer=person, family=family, visited_on=None if visited is None else day_of(visited))

    @override
    def apply(self, somebody: Somebody, input: PersonIdentifyInput, at: Moment) -> Change:
        """Write the number, sealed, and the sex and birth date that it tells. Raises BEFORE_BIRTH."""
        born = birth_date_of(input.id_number)
        if somebody.visited_on is not None and is_before_birth(somebody.visited_on, born):
            raise Refusal("BEFORE_BIRTH", path=("idNumber",), row=("Person", somebody.answer.id), born=born)
        identify(somebody.answer, input.id_number, at)
        somebody.numbered.append(Numbered(("idNumber",), input.id_number, somebody.answer.id))
        somebody.answer.no_id_reason = None
        somebody.family.changed(at.now)
        return Change()
