"""Somebody who was registered without an ID number gets one: found from then on, and never twice."""

import pytest

from db.protect.cipher import Secret
from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from resolvers.commands.family.contact_wish_set import FamilyContactWishSet
from resolvers.commands.person.identify import PersonIdentify
from tests.builders.case import Case, a_family
from tests.builders.visit import an_id_number
from tests.builders.world import OTHER_COUNTY, VILLAGE
from tests.resolvers.commands.conftest import CIPHER, Stage

COMMISSIONER = f"commissioner.federation.{VILLAGE}"
MAN, GIRL = "990001196805200011", "990002201509010029"
OTHER_VILLAGE_OF_COUNTY = f"{OTHER_COUNTY}001001"
ONE, OTHER, SHARED, TOLD = "990002197001010037", "990002197001010045", "990003197001010033", "990003197001010041"


async def a_person(stage: Stage, in_: str = VILLAGE) -> Case:
    return await stage.placed(a_family(stage.world, in_))


async def test_a_number_is_sealed_found_and_tells_sex_and_birth(stage: Stage) -> None:
    case = await a_person(stage)
    done = await stage.done(PersonIdentify, COMMISSIONER, case.head.id, id_number=GIRL)
    person = await stage.again(case.head)
    assert done.subject == person.id
    assert person.id_number_index == CIPHER.index(Secret.ID_NUMBER, GIRL)
    assert person.id_number_cipher is not None
    assert CIPHER.open(Secret.ID_NUMBER, person.id, person.id_number_cipher) == GIRL
    assert (person.sex, str(person.birth_date), person.birth_year, person.no_id_reason) == ("FEMALE", "2015-09-01", 2015, None)
    assert (await stage.again(case.family)).version == 2
    record = await stage.row(AuditRecord, AuditRecord.target_id == person.id, AuditRecord.kind == AuditKind.COMMAND)
    assert (record.action, record.target_type, record.family_ids) == ("personIdentify", "Person", [case.family.id])


async def test_who_has_a_number_gets_no_other(stage: Stage) -> None:
    case = await a_person(stage)
    await stage.done(PersonIdentify, COMMISSIONER, case.head.id, id_number=ONE)
    refused = await stage.refused(PersonIdentify, COMMISSIONER, case.head.id, id_number=OTHER)
    assert refused == [("ALREADY_IDENTIFIED", ("idNumber",))]


async def test_the_number_of_somebody_whom_one_sees_is_a_duplicate_and_of_another_is_not(stage: Stage) -> None:
    first, second, elsewhere = await a_person(stage), await a_person(stage), await a_person(stage, OTHER_VILLAGE_OF_COUNTY)
    await stage.done(PersonIdentify, COMMISSIONER, first.head.id, id_number=SHARED)
    refused = await stage.run(PersonIdentify, COMMISSIONER, second.head.id, id_number=SHARED)
    assert [(error.code, error.path) for error in refused.errors] == [("DUPLICATE", ("idNumber",))]
    assert (await stage.again(second.head)).id_number_index is None
    await stage.done(PersonIdentify, f"cadre.federation.{OTHER_COUNTY}", elsewhere.head.id, id_number=SHARED)


async def test_the_person_who_is_a_duplicate_is_named(stage: Stage) -> None:
    first, second = await a_person(stage), await a_person(stage)
    await stage.done(PersonIdentify, COMMISSIONER, first.head.id, id_number=OTHER)
    done = await stage.run(PersonIdentify, COMMISSIONER, second.head.id, id_number=OTHER)
    assert done.errors[0].row == ("Person", first.head.id)


async def test_who_is_told_that_a_number_is_somebody_s_has_been_shown_it(stage: Stage) -> None:
    first, second = await a_person(stage), await a_person(stage)
    await stage.done(PersonIdentify, COMMISSIONER, first.head.id, id_number=TOLD)
    await stage.run(PersonIdentify, COMMISSIONER, second.head.id, id_number=TOLD)
    record = await stage.row(AuditRecord, AuditRecord.kind == AuditKind.REVEAL, AuditRecord.family_ids == [first.family.id])
    assert (record.action, record.person_ids, record.groups, record.reason) == (
        "personIdentify",
        [first.head.id],
        ["ID_NUMBER"],
        "DUPLICATE",
    )
    assert record.account_id == stage.world.viewer(COMMISSIONER).account


async def test_a_wrong_number_and_a_person_out_of_sight_are_refused(stage: Stage) -> None:
    key = (await a_person(stage)).head.id
    assert await stage.refused(PersonIdentify, COMMISSIONER, key, id_number=f"{MAN[:-1]}2") == [("ID_CHECK_DIGIT", ("idNumber",))]
    assert await stage.refused(PersonIdentify, f"cadre.federation.{OTHER_COUNTY}", key, id_number=MAN) == [("NOT_FOUND", ("id",))]
    assert await stage.refused(PersonIdentify, "dispatcher.civil-affairs.330110", key, id_number=MAN) == [("FORBIDDEN", ())]


@pytest.mark.parametrize("above", ["3301", "33"])
async def test_numbers_and_contact_wishes_are_not_given_by_federations_above_the_county(stage: Stage, above: str) -> None:
    case, by = await a_person(stage), f"cadre.federation.{above}"
    assert await stage.refused(PersonIdentify, by, case.head.id, id_number=an_id_number()) == [("FORBIDDEN", ())]
    assert await stage.refused(FamilyContactWishSet, by, case.family.id, when="上午") == [("FORBIDDEN", ())]
