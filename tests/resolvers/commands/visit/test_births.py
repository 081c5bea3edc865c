"""Nobody is met, registered or identified as who was not born yet. Source: docs/domain.md 2 (Visit)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.family import Relation
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.visit.input import GuardianInput, NewPersonInput, VisitedFamilyInput, VisitedPersonInput
from tests.builders.case import a_family
from tests.builders.visit import HOME, a_person, an_id_number, told
from tests.resolvers.commands.visit.conftest import COMMISSIONER, Visitors

BORN = date(2024, 3, 8)
THE_DAY, BEFORE = datetime(2024, 3, 8, 1, 0, tzinfo=UTC), datetime(2024, 3, 7, 15, 59, tzinfo=UTC)
"""09:00 of the day in Shanghai, and a minute before it began."""
GUARDIAN = GuardianInput(name="王芳", phone="16000000009")
TOO_EARLY = [("BEFORE_BIRTH", ("at",))]


def child(born: date = BORN) -> NewPersonInput:
    return a_person(name="王小明", id_number=an_id_number(born), guardian=GUARDIAN, relation=Relation.HEAD)


async def registered(visitors: Visitors) -> dict[str, Any]:
    """A family with somebody whose birth date is known, as a visit names them."""
    case = a_family(visitors.stage.world, HOME, phone="16000000001")
    case.head.birth_date, case.head.birth_year = BORN, BORN.year
    await visitors.stage.placed(case)
    return {"family": VisitedFamilyInput(id=case.family.id), "person": VisitedPersonInput(id=case.head.id)}


async def test_a_visit_lies_not_before_the_birth_that_an_id_number_tells(visitors: Visitors) -> None:
    assert await visitors.refused(told(at=BEFORE, person=VisitedPersonInput(new=child()))) == TOO_EARLY
    await visitors.record(told(at=THE_DAY, person=VisitedPersonInput(new=child())))


async def test_nor_before_the_birth_of_a_member(visitors: Visitors) -> None:
    member = a_person(name="王小红", id_number=an_id_number(BORN), guardian=GUARDIAN, relation=Relation.CHILD)
    assert await visitors.refused(told(at=BEFORE, members=(member,))) == TOO_EARLY
    assert (await visitors.record(told(at=THE_DAY, members=(member,), person=VisitedPersonInput(new=a_person())))).at == THE_DAY


async def test_of_who_has_no_number_the_year_counts(visitors: Visitors) -> None:
    def born_in(year: int) -> VisitedPersonInput:
        return VisitedPersonInput(new=a_person(name="王一川", no_id_reason="NOT_AT_HAND", birth_year=year, guardian=GUARDIAN))

    assert await visitors.refused(told(at=THE_DAY, person=born_in(2025))) == TOO_EARLY
    await visitors.record(told(at=THE_DAY, person=born_in(2024)))


@pytest.mark.parametrize("by", [COMMISSIONER, "cadre.federation.330110"])
async def test_nor_before_the_birth_of_who_is_registered_already(visitors: Visitors, by: str) -> None:
    met = await registered(visitors)
    assert await visitors.refused(told(at=BEFORE, **met), by) == TOO_EARLY
    await visitors.record(told(at=THE_DAY, **met), by)


async def test_an_id_number_tells_no_birth_after_the_first_visit(visitors: Visitors) -> None:
    person = VisitedPersonInput(new=a_person(name="王二川", no_id_reason="NOT_AT_HAND", birth_year=2024, guardian=GUARDIAN))
    visit = await visitors.record(told(at=THE_DAY, person=person))
    assert visit.person_id is not None
    refused = await visitors.stage.refused(PersonIdentify, COMMISSIONER, visit.person_id, id_number=an_id_number(date(2024, 3, 9)))
    assert refused == [("BEFORE_BIRTH", ("idNumber",))]
    late = await visitors.stage.run(PersonIdentify, COMMISSIONER, visit.person_id, id_number=an_id_number(date(2024, 3, 9)))
    assert late.errors[0].row == ("Person", visit.person_id)
    await visitors.stage.done(PersonIdentify, COMMISSIONER, visit.person_id, id_number=an_id_number(BORN))


async def test_who_is_not_shown_the_birth_date_cannot_find_it_out_by_visits(visitors: Visitors) -> None:
    met = await registered(visitors)
    await visitors.record(told(at=BEFORE, **met), "cadre.federation.3301")
