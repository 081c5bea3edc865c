"""The federation corrects what is registered of a person. Source: docs/lifecycle.md (`personCorrect`)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from db.protect.cipher import Secret
from db.tables.correction import Correction, CorrectionText
from db.tables.person import CertificateRecord, Person
from domain.correction import RemovedValue
from domain.family import CertificateStatus
from domain.work import Ability
from resolvers.commands.households.merging import ALONG_WITH_NUMBER, CERTIFICATE, NUMBER
from resolvers.commands.person.correct import PersonCorrect, PersonValueInput
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.person.work import WorkProfileInput, WorkValueInput
from resolvers.commands.person.work_set import PersonWorkSet
from tests.builders.case import Case, a_family
from tests.builders.visit import a_certificate, an_id_number
from tests.builders.world import VILLAGE
from tests.resolvers.commands.conftest import CIPHER, Errors, Stage
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


async def certified(stage: Stage) -> tuple[Person, str]:
    """A child whose certificate's number is registered, and that number."""
    case = a_family(stage.world, VILLAGE).with_member("王小红", birth_date=date(1958, 5, 20))
    child, number = case.members[1], a_certificate(an_id_number(), level=2)
    child.certificate_status, child.disability_category, child.disability_level = CertificateStatus.CERTIFIED, "PHYSICAL", 2
    child.certificate_number_cipher = CIPHER.seal(Secret.CERTIFICATE_NUMBER, child.id, number)
    child.certificate_number_index = CIPHER.index(Secret.CERTIFICATE_NUMBER, number)
    await stage.placed(case)
    return child, number


async def test_a_certificates_number_follows_the_level_and_category_that_it_tells(stage: Stage) -> None:
    child, number = await certified(stage)
    await right(stage, child, disability_level=3)
    after = await right(stage, child, disability_category="VISUAL")
    assert after.certificate_number_cipher is not None
    assert CIPHER.open(Secret.CERTIFICATE_NUMBER, child.id, after.certificate_number_cipher) == f"{number[:18]}13"
    assert after.certificate_number_index == CIPHER.index(Secret.CERTIFICATE_NUMBER, f"{number[:18]}13")
    history = await stage.rows(CertificateRecord, CertificateRecord.person_id == child.id)
    assert {(each.disability_category, each.disability_level) for each in history} == {("PHYSICAL", 3), ("VISUAL", 3)}
    texts = await stage.rows(CorrectionText, CorrectionText.family_id == child.family_id)
    assert {(each.proposed, each.replaced) for each in texts} == {("3", "2"), ("VISUAL", "PHYSICAL")}


async def test_a_certificate_expires_and_its_day_is_corrected_and_neither_is_against_its_number(stage: Stage) -> None:
    child, _ = await certified(stage)
    assert (await right(stage, child, certificate_status=CertificateStatus.EXPIRED)).certificate_status == "EXPIRED"
    assert (await right(stage, child, certificate_issued_on=date(2019, 5, 6))).certificate_issued_on == date(2019, 5, 6)
    history = await stage.rows(CertificateRecord, CertificateRecord.person_id == child.id)
    assert {(each.status, each.issued_on) for each in history} == {("EXPIRED", None), ("EXPIRED", date(2019, 5, 6))}
    assert await wrong(stage, child, certificate_issued_on=date(1958, 5, 19)) == [("BEFORE_BIRTH", ("value", "certificateIssuedOn"))]
    assert await wrong(stage, child, certificate_status=CertificateStatus.NONE) == [
        ("CERTIFICATE_BY_NUMBER", ("value", "certificateStatus"))
    ]
    _, other = await a_child(stage)
    assert await wrong(stage, other, certificate_status=CertificateStatus.CERTIFIED) == [
        ("CERTIFICATE_BY_NUMBER", ("value", "certificateStatus"))
    ]
    assert await wrong(stage, other, disability_level=3) == [("NOT_EXPECTED", ("value", "disabilityLevel"))]
    assert await wrong(stage, other, certificate_issued_on=date(2019, 5, 6)) == [("NOT_EXPECTED", ("value", "certificateIssuedOn"))]
    assert (await right(stage, other, disability_category="VISUAL")).certificate_status == "NONE"
    assert await stage.rows(CertificateRecord, CertificateRecord.person_id == other.id) == []


async def test_a_certificate_that_is_somebody_elses_is_taken_away_as_a_whole_and_the_id_number_stays(stage: Stage) -> None:
    child, number = await certified(stage)
    await stage.done(PersonIdentify, COMMISSIONER, child.id, id_number=number[:18])
    after = await right(stage, child, removed=RemovedValue.CERTIFICATE)
    assert {getattr(after, column) for column in CERTIFICATE if column != "certificate_status"} == {None}
    assert (after.certificate_status, after.certificate_number_cipher) == ("NONE", None)
    assert after.id_number_index == CIPHER.index(Secret.ID_NUMBER, number[:18])
    (step,) = await stage.rows(CertificateRecord, CertificateRecord.person_id == child.id)
    assert (step.status, step.number_cipher, step.disability_category, step.disability_level) == ("NONE", None, None, None)
    (said,) = await stage.rows(CorrectionText, CorrectionText.family_id == child.family_id)
    assert (said.proposed, said.replaced) == (None, "CERTIFIED, PHYSICAL, 2")
    assert await wrong(stage, child, removed=RemovedValue.CERTIFICATE) == [("VALUE_STANDS", ("value", "removed"))]


async def test_an_id_number_that_is_somebody_elses_takes_along_what_it_tells_and_the_certificate_that_holds_it(stage: Stage) -> None:
    child, number = await certified(stage)
    await stage.done(PersonIdentify, COMMISSIONER, child.id, id_number=number[:18])
    born = (await stage.again(child)).birth_date
    after = await right(stage, child, removed=RemovedValue.ID_NUMBER)
    assert {getattr(after, column) for column in ("id_number_cipher", *NUMBER, *ALONG_WITH_NUMBER)} == {None}
    assert (after.no_id_reason, after.certificate_status, after.certificate_number_index) == ("NOT_AT_HAND", "NONE", None)
    made = {each.id: each.value for each in await stage.rows(Correction, Correction.person_id == child.id)}
    texts = await stage.rows(CorrectionText, CorrectionText.correction_id.in_(made))
    told = {made[each.correction_id]: each.replaced for each in texts}
    assert told["CERTIFICATE"] == "CERTIFIED, PHYSICAL, 2"
    assert str(told["ID_NUMBER"]).startswith(f"{born}, ")
    assert await wrong(stage, child, removed=RemovedValue.ID_NUMBER) == [("VALUE_STANDS", ("value", "removed"))]
    await stage.done(PersonIdentify, COMMISSIONER, child.id, id_number=an_id_number())  # the right one is told anew


async def test_who_works_after_all_has_no_reason_for_not_working_and_each_value_stays_in_the_history(stage: Stage) -> None:
    _, child = await a_child(stage)
    assert await wrong(stage, child, work=WorkValueInput(hours=20)) == [("NOT_EXPECTED", ("value", "work", "hours"))]
    told = WorkProfileInput(employment="NOT_EMPLOYED", not_employed_reason="NO_SKILLS", livelihood="FAMILY", can_do=(Ability.SIT,))
    await stage.done(PersonWorkSet, COMMISSIONER, child.id, work=told)
    after = await right(stage, child, work=WorkValueInput(can_do=(Ability.STAND, Ability.SIT)))
    assert after.work_can_do == ["STAND", "SIT"]
    assert await wrong(stage, child, work=WorkValueInput(can_do=(Ability.SIT, Ability.STAND))) == [
        ("VALUE_STANDS", ("value", "work", "canDo"))
    ]
    after = await right(stage, child, work=WorkValueInput(employment="FLEXIBLE"))
    assert (after.work_employment, after.work_not_employed_reason, after.work_livelihood) == ("FLEXIBLE", None, None)
    made = {each.id: each.value for each in await stage.rows(Correction, Correction.person_id == child.id)}
    texts = await stage.rows(CorrectionText, CorrectionText.correction_id.in_(made))
    assert {(made[each.correction_id], each.proposed, each.replaced) for each in texts} == {
        ("WORK_CAN_DO", "SIT, STAND", "SIT"),
        ("WORK_EMPLOYMENT", "FLEXIBLE", "NOT_EMPLOYED"),
        ("WORK_NOT_EMPLOYED_REASON", None, "NO_SKILLS"),
        ("WORK_LIVELIHOOD", None, "FAMILY"),
    }
    assert await wrong(stage, child, work=WorkValueInput(livelihood="FAMILY")) == [("NOT_EXPECTED", ("value", "work", "livelihood"))]


@pytest.mark.parametrize("level", [0, 5])
async def test_a_level_is_one_of_four(stage: Stage, level: int) -> None:
    child, _ = await certified(stage)
    assert await wrong(stage, child, disability_level=level) == [("NUMBER_RANGE", ("value", "disabilityLevel"))]
