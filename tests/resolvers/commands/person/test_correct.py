"""The federation corrects what is registered of a person. Source: docs/lifecycle.md (`personCorrect`)."""

from datetime import UTC, datetime
from typing import Any

from db.tables.correction import Correction, CorrectionText
from db.tables.person import Person
from domain.correction import RemovedValue
from resolvers.commands.person.correct import PersonCorrect, PersonValueInput
from tests.builders.case import Case, a_family
from tests.builders.world import VILLAGE
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.samples import COMMISSIONER


async def a_child(stage: Stage, **columns: Any) -> tuple[Case, Person]:
    """A member without an ID number."""
    case = a_family(stage.world, VILLAGE).with_member("王小红", **({"birth_date": None} | columns))
    await stage.placed(case)
    return case, case.members[1]


async def wrong(stage: Stage, person: Person, **value: Any) -> Errors:
    """With what a correction is refused."""
    return await stage.refused(PersonCorrect, COMMISSIONER, person.id, value=PersonValueInput(**value), reason="MISTYPED")


async def right(stage: Stage, person: Person, **value: Any) -> Person:
    """The person with a value that is corrected."""
    await stage.done(PersonCorrect, COMMISSIONER, person.id, value=PersonValueInput(**value), reason="MISTYPED")
    return await stage.again(person)


async def test_the_name_of_the_head_is_the_familys_too(stage: Stage) -> None:
    case, child = await a_child(stage)
    head = case.head
    assert (await right(stage, head, name="王大明")).name == (await stage.again(case.family)).display_name == "王大明"
    assert (await right(stage, child, name="王晓红")).name == "王晓红"
    family = await stage.again(case.family)
    assert (family.display_name, family.version) == ("王大明", 3)
    made = await stage.row(Correction, Correction.person_id == child.id)
    assert (await stage.row(CorrectionText, CorrectionText.correction_id == made.id)).replaced == "王小红"


async def test_a_birth_year_is_corrected_of_whom_no_number_tells_it(stage: Stage) -> None:
    case, child = await a_child(stage)
    assert (await right(stage, child, birth_year=1970)).birth_year == 1970
    _, numbered = await a_child(stage, birth_date=case.at.date())
    assert await wrong(stage, numbered, birth_year=1970) == [("BIRTH_BY_NUMBER", ("value", "birthYear"))]


async def test_nobody_is_born_after_a_visit_met_them(stage: Stage) -> None:
    case = a_family(stage.world, VILLAGE).with_need("LIVING_ASSISTANCE")
    case.head.birth_date, case.visit.person_id, case.visit.at = None, case.head.id, datetime(2020, 3, 1, 1, tzinfo=UTC)
    await stage.placed(case)
    assert await wrong(stage, case.head, birth_year=2021) == [("BEFORE_BIRTH", ("value", "birthYear"))]
    assert (await right(stage, case.head, birth_year=2020)).birth_year == 2020


async def test_a_guardian_is_corrected_where_one_is_named(stage: Stage) -> None:
    _, child = await a_child(stage, guardian_name="王大", guardian_phone="16000000001")
    assert (await right(stage, child, guardian_phone="16000000002")).guardian_phone == "16000000002"
    assert (await right(stage, child, guardian_name="王二")).guardian_name == "王二"
    assert (await right(stage, child, removed=RemovedValue.GUARDIAN_PHONE)).guardian_phone is None
    assert await wrong(stage, child, removed=RemovedValue.GUARDIAN_PHONE) == [("VALUE_STANDS", ("value", "removed"))]
    assert await wrong(stage, child, removed=RemovedValue.PHONE) == [("NOT_EXPECTED", ("value", "removed"))]
    _, alone = await a_child(stage)
    assert await wrong(stage, alone, guardian_phone="16000000002") == [("NOT_EXPECTED", ("value", "guardianPhone"))]
