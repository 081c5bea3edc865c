"""Persons who are registered with a visit: what their numbers tell, what they must tell, and who is registered already."""

from datetime import date
from typing import Any

import pytest

from db.protect.cipher import Secret
from db.tables.family import Family
from db.tables.person import CertificateRecord, Person
from domain.family import CertificateStatus, Relation, Sex
from domain.message.refusal import Path
from domain.value.citizen import DisabilityCategory
from resolvers.commands.visit.input import GuardianInput, NewPersonInput, VisitedPersonInput
from tests.builders.county import CIPHER
from tests.builders.visit import ELSEWHERE, a_certificate, a_new_family, a_person, an_id_number, told
from tests.builders.world import code
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.visit.conftest import COMMISSIONER, Visitors

NEIGHBOUR = f"commissioner.federation.{ELSEWHERE}"
COUNTY, CITY = "cadre.federation.330110", "cadre.federation.3301"
GUARDIAN = GuardianInput(name="王建国", phone="16000000009")
NO_ID: dict[str, Any] = {"no_id_reason": "NOT_AT_HAND", "birth_year": 1950}


def met(**given: Any) -> VisitedPersonInput:
    """Somebody who is registered."""
    return VisitedPersonInput(new=a_person(**given))


async def registered(visitors: Visitors, told_of: NewPersonInput, by: str = COMMISSIONER, **given: Any) -> Person:
    """The person, registered with a visit."""
    visit = await visitors.record(told(person=VisitedPersonInput(new=told_of), **given), by)
    return await visitors.stage.row(Person, Person.id == visit.person_id)


async def test_an_id_number_tells_sex_and_birthday_and_is_kept_sealed(visitors: Visitors) -> None:
    number = an_id_number(date(1970, 2, 3), Sex.MALE)
    person = await registered(visitors, a_person(id_number=number))
    assert (person.sex, person.birth_date, person.birth_year) == (Sex.MALE, date(1970, 2, 3), 1970)
    assert person.id_number_cipher is not None
    assert CIPHER.open(Secret.ID_NUMBER, person.id, person.id_number_cipher) == number
    assert person.id_number_masked == f"9{'*' * 17}"
    assert number not in repr(vars(person))


async def test_a_certificate_tells_category_and_level_and_begins_its_history(visitors: Visitors, stage: Stage) -> None:
    number = an_id_number()
    certificate = a_certificate(number, DisabilityCategory.VISUAL, 1)
    issued = date(2019, 5, 6)
    person = await registered(visitors, a_person(id_number=number, certificate_number=certificate, certificate_issued_on=issued))
    record = await stage.row(CertificateRecord, CertificateRecord.person_id == person.id)
    assert person.certificate_issued_on == record.issued_on == issued
    assert record.number_cipher == person.certificate_number_cipher
    for row in (person, record):
        assert (row.disability_category, row.disability_level) == (DisabilityCategory.VISUAL, 1)
    assert person.certificate_status == record.status == CertificateStatus.CERTIFIED
    assert person.certificate_number_cipher is not None
    assert CIPHER.open(Secret.CERTIFICATE_NUMBER, person.id, person.certificate_number_cipher) == certificate


async def test_a_certificate_s_number_holds_the_id_number(visitors: Visitors) -> None:
    number = an_id_number()
    person = await registered(visitors, a_person(certificate_number=a_certificate(number)))
    assert person.id_number_index == CIPHER.index(Secret.ID_NUMBER, number)
    assert person.no_id_reason is None


async def test_without_an_id_number_the_reason_and_the_year_of_birth_are_kept(visitors: Visitors) -> None:
    person = await registered(visitors, a_person(**NO_ID))
    assert (person.no_id_reason, person.birth_year, person.birth_date, person.sex) == ("NOT_AT_HAND", 1950, None, None)
    assert (person.id_number_cipher, person.certificate_status) == (None, CertificateStatus.NONE)


async def test_a_category_without_certificate_is_stated(visitors: Visitors, stage: Stage) -> None:
    person = await registered(visitors, a_person(disability_category="HEARING"))
    assert (person.disability_category, person.certificate_status) == ("HEARING", CertificateStatus.NONE)
    assert await stage.rows(CertificateRecord, CertificateRecord.person_id == person.id) == []


async def test_further_members_are_registered_with_their_relations(visitors: Visitors, stage: Stage) -> None:
    child = a_person(name="王小小", id_number=an_id_number(date(2015, 1, 1)), relation=Relation.CHILD, guardian=GUARDIAN)
    visit = await visitors.record(told(person=met(name="李小红"), members=(a_person(), child)))
    members = {each.name: each for each in await stage.rows(Person, Person.family_id == visit.family_id)}
    family = await stage.row(Family, Family.id == visit.family_id)
    assert {name: each.relation for name, each in members.items()} == {
        "李小红": Relation.OTHER,
        "王小明": Relation.HEAD,
        "王小小": Relation.CHILD,
    }
    assert (visit.person_id, family.head_id) == (members["李小红"].id, members["王小明"].id)
    assert (members["王小小"].guardian_name, members["王小小"].guardian_phone) == ("王建国", "16000000009")


NUMBER = an_id_number()
REFUSED: list[tuple[str, dict[str, Any], list[tuple[str, Path]]]] = [
    ("neither number nor reason", {"id_number": None}, [("REQUIRED", ("idNumber",))]),
    ("no year of birth", {"no_id_reason": "NO_HUKOU"}, [("REQUIRED", ("birthYear",))]),
    ("a reason beside a number", {"id_number": NUMBER, "no_id_reason": "REFUSED"}, [("NOT_EXPECTED", ("noIdReason",))]),
    ("a year beside a number", {"birth_year": 1968}, [("NOT_EXPECTED", ("birthYear",))]),
    ("a wrong check digit", {"id_number": NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")}, [("ID_CHECK_DIGIT", ("idNumber",))]),
    (
        "somebody else's certificate",
        {"id_number": NUMBER, "certificate_number": a_certificate(an_id_number())},
        [("CERTIFICATE_OF_ANOTHER", ("certificateNumber",))],
    ),
    ("issued without number", {"certificate_issued_on": date(2019, 5, 6)}, [("NOT_EXPECTED", ("certificateIssuedOn",))]),
    (
        "issued before birth",
        {"certificate_number": a_certificate(NUMBER), "certificate_issued_on": date(1930, 5, 6)},
        [("BEFORE_BIRTH", ("certificateIssuedOn",))],
    ),
    (
        "issued tomorrow",
        {"certificate_number": a_certificate(NUMBER), "certificate_issued_on": date(2999, 5, 6)},
        [("IN_FUTURE", ("certificateIssuedOn",))],
    ),
    ("certified without number", {"certificate_status": CertificateStatus.CERTIFIED}, [("REQUIRED", ("certificateNumber",))]),
    (
        "applying with a number",
        {"certificate_number": a_certificate(NUMBER), "certificate_status": CertificateStatus.APPLYING},
        [("NOT_EXPECTED", ("certificateNumber",))],
    ),
    (
        "a category beside a certificate",
        {"certificate_number": a_certificate(NUMBER), "disability_category": "VISUAL"},
        [("NOT_EXPECTED", ("disabilityCategory",))],
    ),
    ("a child without guardian", {"id_number": an_id_number(date(2012, 11, 25))}, [("REQUIRED", ("guardian",))]),
    ("perhaps a child", NO_ID | {"birth_year": 2012}, [("REQUIRED", ("guardian",))]),
    ("an intellectual disability", {"disability_category": "INTELLECTUAL"}, [("REQUIRED", ("guardian",))]),
    (
        "a psychosocial disability certified",
        {"certificate_number": a_certificate(NUMBER, DisabilityCategory.PSYCHOSOCIAL)},
        [("REQUIRED", ("guardian",))],
    ),
    ("a guardian's wrong phone", {"guardian": GuardianInput(name="王建国", phone="1")}, [("PHONE_SHAPE", ("guardian", "phone"))]),
]


@pytest.mark.parametrize(("given", "refusals"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_a_person_is_refused_with(visitors: Visitors, given: dict[str, Any], refusals: list[tuple[str, Path]]) -> None:
    expected = [(refusal, ("person", "new", *path)) for refusal, path in refusals]
    assert await visitors.refused(told(person=met(**given))) == expected
    as_member = told(members=(a_person(**{"name": "王大明", **given}),))
    assert await visitors.refused(as_member) == [(refusal, ("members", 0, *path)) for refusal, path in refusals]


async def test_nobody_speaks_for_who_is_fourteen_today(visitors: Visitors) -> None:
    person = await registered(visitors, a_person(id_number=an_id_number(date(2012, 11, 24))))
    assert person.guardian_name is None


async def test_who_is_registered_already_is_a_duplicate_and_named_by_id(visitors: Visitors) -> None:
    number = an_id_number()
    person = await registered(visitors, a_person(id_number=number))
    for by in (COMMISSIONER, COUNTY):
        (refusal,) = await visitors.refusals(told(person=met(id_number=number)), by)
        assert (refusal.code, refusal.path) == ("DUPLICATE", ("person", "new", "idNumber"))
        assert refusal.row == ("Person", person.id)


async def test_whoever_is_shown_no_numbers_is_told_of_none(visitors: Visitors) -> None:
    number = an_id_number()
    first = await registered(visitors, a_person(id_number=number))
    second = await registered(visitors, a_person(id_number=number), CITY)
    assert (first.id != second.id, first.id_number_index) == (True, second.id_number_index)


async def test_a_duplicate_is_found_by_the_certificate_and_among_members(visitors: Visitors) -> None:
    number = an_id_number()
    await registered(visitors, a_person(id_number=number))
    certified = told(person=met(certificate_number=a_certificate(number)))
    assert await visitors.refused(certified) == [("DUPLICATE", ("person", "new", "certificateNumber"))]
    member = told(members=(a_person(name="王大明", id_number=number),))
    assert await visitors.refused(member) == [("DUPLICATE", ("members", 0, "idNumber"))]


async def test_numbers_are_not_to_be_guessed_with_a_visit_that_is_refused_anyway(visitors: Visitors) -> None:
    number = an_id_number()
    await registered(visitors, a_person(id_number=number))
    unfit = told(person=met(id_number=number), notice=None)
    assert await visitors.refused(unfit) == [("REQUIRED", ("notice",))]


async def test_who_is_registered_out_of_sight_is_answered_like_somebody_new(visitors: Visitors, stage: Stage) -> None:
    number = an_id_number()
    first = await registered(visitors, a_person(id_number=number))
    elsewhere = a_new_family(village=code(ELSEWHERE))
    second = await registered(visitors, a_person(id_number=number), NEIGHBOUR, family=elsewhere)
    assert first.id != second.id
    assert len(await stage.rows(Person, Person.id_number_index == first.id_number_index)) == 2


async def test_a_person_is_not_registered_twice_in_one_visit(visitors: Visitors) -> None:
    number = an_id_number()
    twice = told(person=met(id_number=number), members=(a_person(name="王大明", certificate_number=a_certificate(number)),))
    assert await visitors.refused(twice) == [("REPEATED", ("members", 0, "certificateNumber"))]


async def test_a_person_without_id_number_has_no_duplicate(visitors: Visitors) -> None:
    first = await registered(visitors, a_person(**NO_ID, name="王大川"))
    second = await registered(visitors, a_person(**NO_ID, name="王大川", other_than=(first.id,)))
    assert first.id != second.id
