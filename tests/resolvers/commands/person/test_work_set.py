"""What a person can do and wants at work is told, and reaches those who find posts. Source: docs/domain.md 2 and 7 (WORK)."""

from typing import Any

import pytest

from db.tables.person import Person
from domain.work import Ability, WorkKind, WorkSupport
from resolvers.commands.person.work import WorkProfileInput
from resolvers.commands.person.work_set import PersonWorkSet
from tests.builders.case import Case, a_family
from tests.builders.world import CITY, OTHER_VILLAGE, VILLAGE
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER

WORK = WorkProfileInput(
    education="PRIMARY",
    employment="NOT_EMPLOYED",
    not_employed_reason="NO_SKILLS",
    wish=(WorkKind.ONLINE, WorkKind.CRAFT),
    hours=30,
    distance=0,
    can_do=(Ability.SIT, Ability.READ),
    support=(WorkSupport.STEP_FREE,),
)


async def a_household(stage: Stage) -> Case:
    return await stage.placed(a_family(stage.world, VILLAGE))


async def test_the_profile_stands_on_the_person_with_the_day_it_was_told(stage: Stage) -> None:
    case = await a_household(stage)
    await stage.done(PersonWorkSet, COMMISSIONER, case.head.id, work=WORK)
    person = await stage.again(case.head)
    assert (person.work_told_on, person.work_education, person.work_not_employed_reason) == (stage.now.date(), "PRIMARY", "NO_SKILLS")
    assert (person.work_wish, person.work_can_do, person.work_support) == (["ONLINE", "CRAFT"], ["SIT", "READ"], ["STEP_FREE"])
    assert (person.work_hours, person.work_distance, person.work_registered_unemployed) == (30, 0, None)
    assert (await stage.again(case.family)).version == 2


async def test_a_profile_is_told_as_a_whole(stage: Stage) -> None:
    case = await a_household(stage)
    await stage.done(PersonWorkSet, CADRE, case.head.id, work=WORK)
    await stage.done(PersonWorkSet, CADRE, case.head.id, work=WorkProfileInput(employment="FLEXIBLE"))
    person = await stage.again(case.head)
    assert (person.work_employment, person.work_education, person.work_wish, person.work_hours) == ("FLEXIBLE", None, [], None)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"employment": "FARMING", "livelihood": "FAMILY"}, "NOT_EXPECTED", "livelihood"),
        ({"employment": "FARMING", "not_employed_reason": "OTHER"}, "NOT_EXPECTED", "notEmployedReason"),
        ({"hours": 0}, "NUMBER_RANGE", "hours"),
        ({"distance": -1}, "NUMBER_RANGE", "distance"),
        ({"education": "WISE"}, "UNKNOWN_CODE", "education"),
        ({"can_do": (Ability.SIT, Ability.SIT)}, "REPEATED", "canDo"),
    ],
)
async def test_what_cannot_be_is_refused_where_it_stands(stage: Stage, given: dict[str, Any], code: str, path: str) -> None:
    case = await a_household(stage)
    refused = await stage.refused(PersonWorkSet, CADRE, case.head.id, work=WorkProfileInput(**given))
    assert [(found, at[:2]) for found, at in refused] == [(code, ("work", path))]


@pytest.mark.parametrize(
    ("by", "code"),
    [
        ("operator.federation.330110", "FORBIDDEN"),
        (f"cadre.federation.{CITY}", "FORBIDDEN"),
        ("dispatcher.human-resources.330110", "FORBIDDEN"),
        (f"commissioner.federation.{OTHER_VILLAGE}", "NOT_FOUND"),
        ("cadre.federation.330106", "NOT_FOUND"),
    ],
)
async def test_nobody_tells_it_who_is_not_shown_it(stage: Stage, by: str, code: str) -> None:
    case = await a_household(stage)
    assert [found for found, _ in await stage.refused(PersonWorkSet, by, case.head.id, work=WORK)] == [code]
    assert (await stage.row(Person, Person.id == case.head.id)).work_told_on is None
