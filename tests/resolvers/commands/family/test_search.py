"""Families are found by what the viewer is shown in full, and by nothing else; a search counts and is audited. Source: docs/domain.md 7."""

from typing import Any

import pytest
from sqlalchemy import text

from db.protect.cipher import Secret, masked_number
from db.tables.audit import AuditRecord
from db.tables.number_test import NumberTest
from domain.message.refusal import Path
from domain.referral import State
from domain.rules.group import Group, Level
from domain.search import SearchedBy
from domain.value.citizen import id_number_of
from resolvers.commands.family.search import FamilySearch, FamilySearchInput, FoundFamilies, SearchedByInput, SearchedNameInput
from tests.builders.case import Case, a_family
from tests.builders.visit import HOME, a_certificate, an_id_number
from tests.builders.world import COUNTY, OTHER_COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, code
from tests.resolvers.commands.conftest import CIPHER, Stage

CADRE, ELSEWHERE, VILLAGER = f"cadre.federation.{COUNTY}", f"cadre.federation.{OTHER_COUNTY}", f"commissioner.federation.{VILLAGE}"
OPERATOR, MONITOR, ABOVE = f"operator.federation.{COUNTY}", f"monitor.federation.{COUNTY}", "cadre.federation.3301"
OFFICE = f"civil-affairs.{COUNTY}"
HANDLER = f"handler.{OFFICE}"
NAMES = iter(f"{family}{given}" for family in "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨" for given in ("秀英", "建国", "桂兰", "志强"))
"""Names that no other test of the module has."""


async def search(stage: Stage, by: str, region: str | None = None, **given: Any) -> FoundFamilies:
    """What a viewer is told."""
    if isinstance(name := given.get("name"), str):
        given["name"] = SearchedNameInput(text=name)
    viewer = await stage.viewer(by)
    searching = FamilySearch(stage.database, lambda: stage.reference, CIPHER, allow_synthetic=True)
    return await searching.search(FamilySearchInput(by=SearchedByInput(**given), region=region), viewer, "trace")


async def found(stage: Stage, by: str, region: str | None = None, **given: Any) -> dict[Any, tuple[Any, ...]]:
    """The members meant, by the families found."""
    answer = await search(stage, by, region, **given)
    assert answer.errors == ()
    return {each.family: each.persons for each in answer.families}


async def refused(stage: Stage, by: str, region: str | None = None, **given: Any) -> list[tuple[str, Path]]:
    """With what a search is refused."""
    answer = await search(stage, by, region, **given)
    assert answer.families == ()
    return [(each.code, each.path) for each in answer.errors]


async def records(stage: Stage, by: str) -> list[AuditRecord]:
    """What the audit says of the account's searches, the newest last."""
    of_account = AuditRecord.account_id == stage.world.viewer(by).account, AuditRecord.action == "familySearch"
    return sorted(await stage.rows(AuditRecord, *of_account), key=lambda each: each.at)


async def weights(stage: Stage, by: str) -> list[int]:
    return [each.weight for each in await stage.rows(NumberTest, NumberTest.account_id == stage.world.viewer(by).account)]


def numbered(case: Case) -> str:
    """The newest member has an ID number and a certificate; the certificate's number."""
    person, number = case.members[-1], an_id_number()
    person.id_number_cipher, person.id_number_index = (
        CIPHER.seal(Secret.ID_NUMBER, person.id, number),
        CIPHER.index(Secret.ID_NUMBER, number),
    )
    person.id_number_masked, person.no_id_reason = masked_number(number), None
    person.certificate_number_index = CIPHER.index(Secret.CERTIFICATE_NUMBER, a_certificate(number))
    return a_certificate(number)


async def referred(stage: Stage, state: State = State.SIGNED, office: str = OFFICE, **columns: Any) -> Case:
    """A family of two, whose help an office works on for the head alone."""
    case = a_family(stage.world, VILLAGE, next(NAMES)).with_member(next(NAMES)).with_need("LIVING_ASSISTANCE").with_draft("A01")
    case.referred_to(office, state, of_type=stage.reference.types["A01"].limit, **columns)
    case.access.person_id = case.head.id
    return await stage.placed(case)


# --- names ----------------------------------------------------------------------------------------------------------------


async def test_a_name_is_found_by_how_it_begins_or_as_a_whole(stage: Stage) -> None:
    here = await stage.placed(a_family(stage.world, VILLAGE, "欧阳秀英").with_member("欧阳秀").with_member("李欧阳"))
    assert await found(stage, CADRE, name="欧阳") == {here.family.id: tuple(sorted(each.id for each in here.members[:2]))}
    assert await found(stage, CADRE, name=SearchedNameInput(text="欧阳秀", whole=True)) == {here.family.id: (here.members[1].id,)}
    assert await found(stage, CADRE, name="欧阳秀英英") == {}
    assert await found(stage, CADRE, name=" 欧 阳 ") == await found(stage, CADRE, name="欧阳")


@pytest.mark.parametrize("pattern", ["欧%", "欧_", "欧\\"])
async def test_a_name_is_no_pattern(stage: Stage, pattern: str) -> None:
    assert await refused(stage, CADRE, name=pattern) == [("NAME_CHARACTERS", ("by", "name", "text"))]


async def test_one_character_is_refused_unless_it_is_the_whole_name(stage: Stage) -> None:
    of_one = await stage.placed(a_family(stage.world, VILLAGE, "羿"))
    await stage.placed(a_family(stage.world, VILLAGE, "羿小明"))
    assert await refused(stage, CADRE, name="羿") == [("NAME_TOO_SHORT", ("by", "name", "text"))]
    assert await found(stage, CADRE, name=SearchedNameInput(text="羿", whole=True)) == {of_one.family.id: (of_one.head.id,)}


async def test_a_family_without_a_head_is_found_by_its_name(stage: Stage) -> None:
    case = a_family(stage.world, VILLAGE, "澹台小红")
    case.family.head_id, case.family.display_name = None, "澹台大川"
    await stage.placed(case)
    assert await found(stage, CADRE, name="澹台大") == {case.family.id: ()}


async def test_whoever_works_in_an_area_finds_families_of_it_alone(stage: Stage) -> None:
    name = next(NAMES)
    here, there = [await stage.placed(a_family(stage.world, village, name)) for village in (VILLAGE, OTHER_VILLAGE)]
    assert await found(stage, VILLAGER, name=name) == {here.family.id: (here.head.id,)}
    assert set(await found(stage, CADRE, name=name)) == {here.family.id, there.family.id}
    assert await found(stage, ELSEWHERE, name=name) == {}
    several = stage.world.over(f"commissioner.federation.{OTHER_TOWN}", code(OTHER_VILLAGE), code(TOWN))
    assert several.scope != ()
    assert set(await found(stage, f"commissioner.federation.{OTHER_TOWN}", name=name)) == {here.family.id, there.family.id}


async def test_an_operator_finds_families_of_its_calls_alone(stage: Stage) -> None:
    called, other = a_family(stage.world, VILLAGE, next(NAMES)), a_family(stage.world, VILLAGE, next(NAMES))
    called.called(OPERATOR).visit.hotline_ticket = "ticket-1"
    other.visited(hotline_ticket="ticket-2")
    await stage.placed(called)
    assert set(await found(stage, OPERATOR, name=called.head.name)) == {called.family.id}
    assert set(await found(stage, OPERATOR, phone=called.family.phone)) == {called.family.id}
    assert set(await found(stage, OPERATOR, hotline_ticket="ticket-1")) == {called.family.id}
    assert await found(stage, OPERATOR, name=other.head.name) == {}
    assert await found(stage, OPERATOR, hotline_ticket="ticket-2") == {}


@pytest.mark.parametrize("by", [MONITOR, ABOVE])
@pytest.mark.parametrize("given", [{"name": "王小"}, {"phone": "16000000001"}, {"id_number": an_id_number()}], ids=str)
async def test_who_is_shown_no_name_in_full_cannot_search_by_one(stage: Stage, by: str, given: dict[str, Any]) -> None:
    assert [code for code, _ in await refused(stage, by, **given)] == ["FORBIDDEN"]
    assert await weights(stage, by) == []


@pytest.mark.parametrize("by", [f"leader.federation.{COUNTY}", f"viewer.government.{COUNTY}", "admin.system", "admin.audit"])
async def test_who_only_counts_or_administers_does_not_search(stage: Stage, by: str) -> None:
    assert await refused(stage, by, number="nonsense") == [("FORBIDDEN", ())]


# --- offices --------------------------------------------------------------------------------------------------------------


async def test_an_office_finds_the_person_whom_it_helps_and_no_other_member(stage: Stage) -> None:
    case = await referred(stage)
    assert await found(stage, HANDLER, name=case.head.name[:2]) == {case.family.id: (case.head.id,)}
    assert await found(stage, HANDLER, name=case.members[1].name) == {}
    assert await found(stage, f"handler.healthcare-security.{COUNTY}", name=case.head.name) == {}


async def test_an_office_finds_every_member_of_a_household_that_it_helps(stage: Stage) -> None:
    case = await referred(stage)
    case.access.person_id = None
    whole = await referred(stage)
    async with stage.loader.begin() as connection:
        await connection.execute(text("update family_access set person_id = null where family_id = :f"), {"f": whole.family.id})
    assert await found(stage, HANDLER, name=whole.members[1].name) == {whole.family.id: (whole.members[1].id,)}


@pytest.mark.parametrize("state", [State.DISPATCHED, State.RETURNED])
async def test_before_it_signs_and_after_it_returned_an_office_finds_nothing_by_name_or_phone(stage: Stage, state: State) -> None:
    case = await referred(stage, state)
    nobody = await search(stage, HANDLER, name="无此姓名")
    assert await search(stage, HANDLER, name=case.head.name) == nobody
    assert await search(stage, HANDLER, phone=case.family.phone) == await search(stage, HANDLER, phone="16899999999") == nobody
    assert set(await found(stage, HANDLER, number=case.referral.number)) == {case.family.id}


async def test_an_office_finds_by_a_telephone_that_its_contract_gives(stage: Stage) -> None:
    case = a_family(stage.world, VILLAGE, next(NAMES)).with_member(next(NAMES), guardian_name="某人", guardian_phone="16700000001")
    sees = {Group.IDENTITY: Level.FULL, Group.CONTACT: Level.MASKED}
    await stage.placed(case.with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.SIGNED, sees=sees))
    assert await found(stage, HANDLER, phone=case.family.phone) == {}
    assert await found(stage, HANDLER, phone="16700000001") == {}
    assert set(await found(stage, HANDLER, name=case.head.name)) == {case.family.id}
    assert await found(stage, CADRE, phone="167-0000-0001") == {case.family.id: (case.members[1].id,)}
    given = await referred(stage)
    assert await found(stage, HANDLER, phone=f"+86 {given.family.phone}") == {given.family.id: ()}


async def test_a_guardian_is_found_by_who_is_given_the_person(stage: Stage) -> None:
    case = a_family(stage.world, VILLAGE, next(NAMES), phone=None)
    case.head.guardian_name, case.head.guardian_phone = "某人", "16700000002"
    case.with_member(next(NAMES), guardian_name="某人", guardian_phone="16700000003").with_need("LIVING_ASSISTANCE").referred_to(OFFICE)
    case.access.person_id = case.head.id
    await stage.placed(case)
    assert await found(stage, HANDLER, phone="16700000002") == {case.family.id: (case.head.id,)}
    assert await found(stage, HANDLER, phone="16700000003") == {}


async def test_an_office_finds_by_no_number_of_persons(stage: Stage) -> None:
    certificate = numbered(case := a_family(stage.world, VILLAGE, next(NAMES)))
    await stage.placed(case.with_need("LIVING_ASSISTANCE").referred_to(OFFICE))
    for number in (id_number_of(certificate), an_id_number()):
        assert await refused(stage, HANDLER, id_number=number) == [("FORBIDDEN", ("by", "idNumber"))]
    assert await refused(stage, HANDLER, certificate_number=certificate) == [("FORBIDDEN", ("by", "certificateNumber"))]
    assert await weights(stage, HANDLER) == []


async def test_an_office_that_does_not_know_the_village_narrows_to_none(stage: Stage) -> None:
    case = a_family(stage.world, HOME, next(NAMES)).with_need("LIVING_ASSISTANCE")
    await stage.placed(case.referred_to(OFFICE, State.SIGNED, sees={Group.IDENTITY: Level.FULL, Group.ADDRESS: Level.COARSE}))
    assert set(await found(stage, HANDLER, name=case.head.name, region=TOWN)) == {case.family.id}
    assert await found(stage, HANDLER, name=case.head.name, region=HOME) == {}
    assert await found(stage, HANDLER, name=case.head.name, region=OTHER_VILLAGE) == {}
    case.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(OFFICE, State.SIGNED, sees={Group.ADDRESS: Level.MASKED})
    await stage.placed(case)
    assert set(await found(stage, HANDLER, name=case.head.name, region=HOME)) == {case.family.id}


async def test_a_number_of_its_own_is_found_by_the_office_that_gave_it(stage: Stage) -> None:
    mine, theirs = await referred(stage, external_reference="民字1"), await referred(stage, office=PLAIN, external_reference="民字1")
    assert set(await found(stage, HANDLER, external_reference="民字1")) == {mine.family.id}
    assert set(await found(stage, f"handler.{PLAIN}", external_reference="民字1")) == {theirs.family.id}
    assert await found(stage, CADRE, external_reference="民字1") == {}


PLAIN = f"healthcare-security.{COUNTY}"


# --- numbers of rows ------------------------------------------------------------------------------------------------------


async def test_a_family_is_found_by_the_number_of_whatever_the_viewer_sees_of_it(stage: Stage) -> None:
    case = await referred(stage)
    numbers = [row.number for row in (case.family, case.visit, case.need, case.item, case.referral)]
    for number in numbers:
        assert set(await found(stage, CADRE, number=f" {number.lower()} ")) == {case.family.id}
        assert await found(stage, ELSEWHERE, number=number) == {}
    assert [set(await found(stage, MONITOR, number=number)) for number in numbers] == [{case.family.id}] * 5
    by_office = [set(await found(stage, HANDLER, number=number)) for number in numbers]
    assert by_office == [{case.family.id}, set(), set(), set(), {case.family.id}]


@pytest.mark.parametrize("number", ["R2026-48210937-4", "C2026-48210937-5", "R2026", "", "R" * 500])
async def test_what_is_no_number_of_such_a_row_is_told(stage: Stage, number: str) -> None:
    assert await refused(stage, CADRE, number=number) == [("ROW_NUMBER", ("by", "number"))]


# --- how much is told, and what is kept -----------------------------------------------------------------------------------


async def test_too_wide_a_search_lists_nothing_and_can_be_narrowed(stage: Stage) -> None:
    most = stage.reference.limits["search_found_most"]
    crowd = [a_family(stage.world, VILLAGE, "司徒小明") for _ in range(most)]
    last = await stage.placed(a_family(stage.world, OTHER_VILLAGE, "司徒小明"))
    assert await refused(stage, CADRE, name="司徒") == [("TOO_WIDE", ("by", "name"))]
    (noted,) = [each for each in await records(stage, CADRE) if each.reason == "TOO_WIDE"]
    assert noted.family_ids is None
    assert set(await found(stage, CADRE, name="司徒", region=OTHER_VILLAGE)) == {last.family.id}
    assert set(await found(stage, VILLAGER, name="司徒")) == {each.family.id for each in crowd}


async def test_a_search_is_audited_by_its_kind_and_what_it_found_without_its_text(stage: Stage) -> None:
    by = f"commissioner.federation.{OTHER_VILLAGE}"
    case = await stage.placed(a_family(stage.world, OTHER_VILLAGE, next(NAMES)))
    await found(stage, by, name=case.head.name)
    await found(stage, by, phone=case.family.phone)
    await found(stage, by, number=case.family.number)
    one, two, three = sorted(await records(stage, by), key=lambda each: str(each.reason), reverse=True)
    assert [(each.kind, each.reason, each.groups) for each in (one, two, three)] == [
        ("READ", "PHONE", ["CONTACT"]),
        ("READ", "NUMBER", ["STATUS"]),
        ("READ", "NAME", ["IDENTITY"]),
    ]
    assert [(each.family_ids, each.person_ids, each.trace) for each in (three, one)] == [
        ([case.family.id], [case.head.id], "trace"),
        ([case.family.id], None, "trace"),
    ]
    assert not {case.head.name, str(case.family.phone), case.family.number} & {
        str(each) for row in (one, two, three) for each in vars(row).values()
    }


@pytest.mark.parametrize("given", [{}, {"name": "王小", "phone": "16000000001"}], ids=["none", "two"])
async def test_a_search_is_by_one_thing(stage: Stage, given: dict[str, Any]) -> None:
    assert await refused(stage, CADRE, **given) == [("EXACTLY_ONE", ("by",))]


def test_every_way_to_search_is_one_of_the_input() -> None:
    assert {each.value for each in SearchedBy} == {
        "name",
        "phone",
        "idNumber",
        "certificateNumber",
        "number",
        "hotlineTicket",
        "externalReference",
    }
