"""Whoever registers somebody is asked about namesakes of the village of nearly the same age, where numbers do not tell them apart.

Source: docs/domain.md 2 (Person: likely doubles).
"""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from db.tables.person import Person
from domain.message.refusal import Path
from resolvers.commands.visit.input import VisitedFamilyInput, VisitedPersonInput, VisitRecordInput
from tests.builders.case import Case, a_family
from tests.builders.visit import HOME, a_certificate, a_new_family, a_person, an_id_number, told
from tests.builders.world import COUNTY, OTHER_VILLAGE, code
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.visit.conftest import Visitors

CADRE, OPERATOR, ABOVE = f"cadre.federation.{COUNTY}", f"operator.federation.{COUNTY}", "cadre.federation.3301"
NAMES = iter(f"{family}秀兰" for family in "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜")
"""Names that no other test of the module has."""


async def known(stage: Stage, name: str, village: str = HOME, **columns: Any) -> Case:
    """A family whose head was born in 1968."""
    case = a_family(stage.world, village, name)
    for column, value in columns.items():
        setattr(case.head, column, value)
    return await stage.placed(case)


def visit_to(
    name: str, year: int = 1968, village: str = HOME, other_than: tuple[UUID, ...] | None = None, **given: Any
) -> VisitRecordInput:
    """A visit that registers somebody of this name without a number, in a new family."""
    new = a_person(name=name, no_id_reason="NOT_AT_HAND", birth_year=year, other_than=other_than)
    return told(**{"family": a_new_family(village=code(village), head_name=name), "person": VisitedPersonInput(new=new), **given})


async def asked(visitors: Visitors, told_of: VisitRecordInput, by: str = CADRE) -> list[tuple[str, Path, Any]]:
    """With what the visit is refused, and about whom."""
    return [(each.code, each.path, each.row) for each in await visitors.refusals(told_of, by)]


def about(case: Case, *path: str | int) -> tuple[str, Path, Any]:
    return "LIKELY_DOUBLE", path or ("person", "new", "name"), ("Person", case.head.id)


@pytest.mark.parametrize("year", [1966, 1968, 1970])
async def test_a_namesake_of_the_village_of_nearly_the_same_age_is_asked_about(visitors: Visitors, year: int) -> None:
    case = await known(visitors.stage, name := next(NAMES))
    assert await asked(visitors, visit_to(name, year)) == [about(case)]
    assert await asked(visitors, visit_to(name, year), f"commissioner.federation.{HOME}") == [about(case)]


async def test_whoever_looked_and_found_somebody_else_registers(visitors: Visitors) -> None:
    one, two = [await known(visitors.stage, name) for name in [next(NAMES)] * 2]
    name = one.head.name
    assert sorted(await asked(visitors, visit_to(name)), key=str) == sorted([about(one), about(two)], key=str)
    assert await asked(visitors, visit_to(name, other_than=(one.head.id,))) == [about(two)]
    await visitors.record(visit_to(name, other_than=(two.head.id, one.head.id)), CADRE)
    assert len(await visitors.stage.rows(Person, Person.name == name)) == 3


async def test_the_same_visit_sent_twice_asks_about_the_first(visitors: Visitors) -> None:
    name = next(NAMES)
    visit = await visitors.record(visit_to(name), CADRE)
    assert await asked(visitors, visit_to(name)) == [("LIKELY_DOUBLE", ("person", "new", "name"), ("Person", visit.person_id))]


@pytest.mark.parametrize(
    "other",
    [{"year": 1965}, {"year": 1971}, {"village": OTHER_VILLAGE}, {"name": "欧阳秀兰"}],
    ids=["older", "younger", "another village", "another name"],
)
async def test_others_are_not_asked_about(visitors: Visitors, other: dict[str, Any]) -> None:
    await known(visitors.stage, name := next(NAMES))
    await visitors.record(visit_to(**{"name": name, **other}), CADRE)


async def test_who_gives_a_number_is_asked_about_namesakes_without_one_and_no_number_is_tested(visitors: Visitors) -> None:
    case = await known(visitors.stage, name := next(NAMES))
    number = an_id_number(date(1969, 5, 20))
    assert await asked(visitors, visit_to(name, person=VisitedPersonInput(new=a_person(name=name, id_number=number)))) == [about(case)]
    certified = a_person(name=name, certificate_number=a_certificate(number))
    assert await asked(visitors, visit_to(name, person=VisitedPersonInput(new=certified))) == [about(case)]
    other = a_person(name=name, id_number=number, other_than=(case.head.id,))
    await visitors.record(visit_to(name, person=VisitedPersonInput(new=other)), CADRE)


async def test_two_numbers_are_two_persons(visitors: Visitors) -> None:
    one, two = [VisitedPersonInput(new=a_person(name="欧阳大川", id_number=an_id_number())) for _ in range(2)]
    for person in (one, two):
        await visitors.record(visit_to("欧阳大川", person=person), CADRE)
    new = a_person(name="欧阳大川", no_id_reason="NOT_AT_HAND", birth_year=1958)
    assert len(await asked(visitors, visit_to("欧阳大川", person=VisitedPersonInput(new=new)))) == 2


async def test_a_member_is_asked_about_too_also_of_the_own_family(visitors: Visitors) -> None:
    case = await known(visitors.stage, name := next(NAMES))
    member = a_person(name=name, no_id_reason="NOT_AT_HAND", birth_year=1969)
    given = {"family": VisitedFamilyInput(id=case.family.id), "person": VisitedPersonInput(id=case.head.id)}
    assert await asked(visitors, told(**given, members=(a_person(name=next(NAMES)), member))) == [about(case, "members", 1, "name")]


async def test_it_is_told_with_whatever_else_is_wrong_and_tests_no_number(visitors: Visitors) -> None:
    case = await known(visitors.stage, name := next(NAMES))
    wrong = visit_to(name, notice=None, members=(a_person(name=next(NAMES)),))
    assert await asked(visitors, wrong) == [("REQUIRED", ("notice",), None), about(case)]


async def test_who_does_not_see_them_in_full_is_not_told(visitors: Visitors) -> None:
    name = next(NAMES)
    await known(visitors.stage, name)
    ticket: dict[str, Any] = {"channel": "HOTLINE_12385", "hotline_ticket": "1", "mode": "PHONE"}
    await visitors.record(visit_to(name, **ticket), OPERATOR)
    await visitors.record(visit_to(name), ABOVE)
    elsewhere = await known(visitors.stage, other := next(NAMES), OTHER_VILLAGE)
    assert elsewhere.head.name == other
    await visitors.record(visit_to(other), f"commissioner.federation.{HOME}")


async def test_an_id_of_nobody_in_sight_changes_nothing(visitors: Visitors) -> None:
    case, hidden = await known(visitors.stage, name := next(NAMES)), await known(visitors.stage, next(NAMES), "330106002051")
    assert await asked(visitors, visit_to(name, other_than=(hidden.head.id, UUID(int=0)))) == [about(case)]
