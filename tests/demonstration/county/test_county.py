"""The demonstration county is the same whenever it is made, synthetic throughout, and has what its documents promise."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import asyncpg
import pytest

from db.protect.cipher import Secret
from db.server.login import Addresses
from db.tables import Row
from db.tables.person import Person
from demonstration.county.county import County, county
from demonstration.county.load import copy, is_empty
from demonstration.county.size import FAMILIES
from demonstration.county.special import DONGGUAN, SHIHEZI, SpecialFamily
from domain.family import CertificateStatus, ContactBy
from domain.value.citizen import CertificateNumber, DisabilityCategory, IdNumber, belongs_to, category_of, level_of, sex_of
from domain.value.values import Context, PersonName, Phone
from domain.viewer import Kind, RegionLevel, region_level
from tests.builders.county import CIPHER, TODAY, divisions, small_county
from tests.builders.limits import NUMBERS

CONTEXT = Context(datetime(2026, 11, 24, tzinfo=UTC), {}, {}, allow_synthetic=True, limits=NUMBERS)
PROMISED = (
    "cadre.federation.33",
    "cadre.federation.3301",
    "cadre.federation.330110",
    "monitor.federation.3301",
    "leader.federation.330110",
    "operator.federation.330110",
    "commissioner.federation.330110005001",
    "dispatcher.civil-affairs.3301",
    "dispatcher.civil-affairs.330110",
    "dispatcher.civil-affairs.330110005",
    "dispatcher.finance.330110",
    "handler.human-resources.330106",
    "handler.poverty-alleviation.330127",
    "dispatcher.community.330110005001",
    "viewer.government.330110",
    "admin.system",
    "admin.security",
    "admin.audit",
)


@pytest.fixture(scope="module")
def small() -> County:
    return small_county()


def values(row: Row) -> dict[str, object]:
    """What a row holds; what is encrypted differs each time."""
    names = [column.name for column in row.__table__.columns if column.computed is None and not column.name.endswith("_cipher")]
    return {"table": row.__tablename__} | {name: getattr(row, name) for name in names}


def number_of(person: Person) -> str | None:
    """A person's ID number in clear."""
    return None if person.id_number_cipher is None else CIPHER.open(Secret.ID_NUMBER, person.id, person.id_number_cipher)


def certificate_of(person: Person) -> str | None:
    """A person's certificate number in clear."""
    sealed = person.certificate_number_cipher
    return None if sealed is None else CIPHER.open(Secret.CERTIFICATE_NUMBER, person.id, sealed)


def test_the_same_seed_makes_the_same_rows(small: County) -> None:
    assert [values(row) for row in small.rows()] == [values(row) for row in small_county().rows()]


def test_another_seed_makes_other_families(small: County) -> None:
    other = county(divisions(), CIPHER, TODAY, families=0, seed="another")
    assert not {each.family.number for each in other.families} & {each.family.number for each in small.families}


def test_special_families_and_named_accounts_do_not_depend_on_the_size(small: County) -> None:
    smaller = small_county(0)
    for case in SpecialFamily:
        assert values(smaller.special[case].family) == values(small.special[case].family)
    for name in set(PROMISED) & set(smaller.accounts.members):
        assert smaller.accounts[name].membership.id == small.accounts[name].membership.id


def test_there_are_about_two_thousand_families_in_real_villages_of_three_counties() -> None:
    whole = county(divisions(), CIPHER, TODAY)
    villages = {each.family.region_code for each in whole.families}
    assert len(whole.families) == FAMILIES + len(SpecialFamily) == 2_000
    assert {village[:6] for village in villages} == {"330110", "330106", "330127"}
    assert all(region_level(village) is RegionLevel.VILLAGE and village in divisions() for village in villages)
    assert len({number_of(each) for family in whole.families for each in family.persons if each.id_number_cipher}) > 4_000
    assert {each.disability_category for family in whole.families for each in family.persons} >= set(DisabilityCategory)
    assert {each.certificate_status for family in whole.families for each in family.persons} == set(CertificateStatus)


def test_every_number_is_valid_and_nobodys(small: County) -> None:
    numbers = [(person, number_of(person)) for each in small.families for person in each.persons]
    for person, number in numbers:
        if number is None:
            assert person.no_id_reason
            continue
        assert number.startswith("99")
        assert IdNumber().check(number, CONTEXT) == number
        assert (person.sex, person.birth_date) == (sex_of(number), datetime.strptime(number[6:14], "%Y%m%d").date())  # noqa: DTZ007
        assert person.id_number_index == CIPHER.index(Secret.ID_NUMBER, number)
    assert len({number for _, number in numbers if number}) == sum(number is not None for _, number in numbers)


def test_every_certificate_is_its_persons_and_says_category_and_level(small: County) -> None:
    held = [(person, certificate_of(person)) for each in small.families for person in each.persons]
    assert any(certificate for _, certificate in held)
    for person, certificate in held:
        if certificate is None:
            assert person.certificate_status in {CertificateStatus.NONE, CertificateStatus.APPLYING}
            continue
        assert CertificateNumber().check(certificate, CONTEXT) == certificate
        assert belongs_to(certificate, number_of(person) or "")
        assert (category_of(certificate), level_of(certificate)) == (person.disability_category, person.disability_level)


def test_names_are_names_and_telephones_are_not_assigned(small: County) -> None:
    phones = [each.family.phone for each in small.families] + [person.guardian_phone for each in small.families for person in each.persons]
    for phone in filter(None, phones):
        assert re.fullmatch(r"1600000\d{4}", phone)
        assert Phone().check(phone, CONTEXT) == phone
    for each in small.families:
        assert all(PersonName().check(person.name, CONTEXT) == person.name for person in each.persons)
        assert each.family.display_name == each.head.name


def test_minors_and_whoever_cannot_speak_alone_have_a_guardian(small: County) -> None:
    for person in (person for each in small.families for person in each.persons):
        if (person.birth_year or 0) > TODAY.year - 18 or person.disability_category in {"INTELLECTUAL", "PSYCHOSOCIAL"}:
            assert person.guardian_name
            assert person.guardian_name != person.name


def test_the_special_cases_are_what_they_are_called(small: County) -> None:
    of = small.special
    assert set(of) == set(SpecialFamily)
    assert (certificate_of(of[SpecialFamily.REISSUED_TWICE].head) or "").endswith("B2")
    assert [record.status for record in of[SpecialFamily.REISSUED_TWICE].records] == [CertificateStatus.CERTIFIED] * 3
    assert all(a.at < b.at for a, b in pairwise(of[SpecialFamily.REISSUED_TWICE].records))
    assert sum(person.certificate_status == CertificateStatus.CERTIFIED for person in of[SpecialFamily.TWO_CERTIFICATES].persons) == 2
    assert of[SpecialFamily.MULTIPLE_DISABILITIES].head.disability_category == DisabilityCategory.MULTIPLE
    assert of[SpecialFamily.NO_CERTIFICATE].certified.certificate_status == CertificateStatus.NONE
    assert of[SpecialFamily.MINOR_WITH_GUARDIAN].certified.guardian_name
    assert of[SpecialFamily.NO_ID_NUMBER].certified.no_id_reason == "NO_HUKOU"
    assert (number_of(of[SpecialFamily.ID_ENDING_X].head) or "").endswith("X")
    assert "·" in of[SpecialFamily.NAME_WITH_DOT].head.name
    assert of[SpecialFamily.FROM_CITY_WITHOUT_COUNTIES].family.registration_region_code == DONGGUAN
    assert of[SpecialFamily.FROM_XPCC].family.registration_region_code == SHIHEZI
    assert of[SpecialFamily.MOVED].family.registration_region_code[:2] != "33"
    assert of[SpecialFamily.DO_NOT_CONTACT].family.contact_wish_by == ContactBy.DO_NOT_CONTACT
    assert of[SpecialFamily.WITHOUT_PHONE].family.phone is None


def test_where_families_are_registered_there_is_a_division(small: County) -> None:
    assert all(each.family.registration_region_code in divisions() for each in small.families)


def test_every_promised_account_is_there_with_one_membership(small: County) -> None:
    assert set(PROMISED) <= set(small.accounts.members)
    for name, member in small.accounts.members.items():
        assert member.account.subject == name
        assert member.membership.account_id == member.account.id
        assert all(code in divisions() for code in member.membership.scope) or name.startswith("admin.")
    assert small.accounts["dispatcher.civil-affairs.3301"].viewer.kind is Kind.SUPERIOR_OFFICE
    assert small.accounts["cadre.federation.3301"].viewer.kind is Kind.SUPERIOR_FEDERATION
    assert small.accounts["cadre.federation.330110"].viewer.kind is Kind.CADRE
    assert small.accounts["admin.audit"].viewer.kind is Kind.AUDITOR


def test_every_village_with_families_has_its_commissioner_and_some_serve_three(small: County) -> None:
    for each in small.families:
        name = small.accounts.commissioners[each.family.region_code]
        assert each.family.region_code in small.accounts[name].membership.scope
    assert {len(small.accounts[name].membership.scope) for name in small.accounts.commissioners.values()} == {1, 3}


def test_every_department_has_an_office_in_each_county_and_one_above_it(small: County) -> None:
    offices = small.places.offices
    for department in ("civil-affairs", "finance", "human-resources", "poverty-alleviation", "healthcare-security", "health", "education"):
        assert {f"{department}.{region}" for region in ("3301", "330106", "330110", "330127")} <= set(offices)
    towns = [code[:9] for code in divisions() if code.startswith("330110") and region_level(code) is RegionLevel.TOWNSHIP]
    assert all(f"civil-affairs.{town}" in offices for town in towns)


async def test_the_county_is_copied_into_an_empty_database(addresses: Addresses, small: County) -> None:
    connection = await asyncpg.connect(addresses.loader)
    try:
        assert await is_empty(connection)
        counts = await copy(connection, small.rows())
        assert not await is_empty(connection)
        assert counts["family"] == len(small.families)
        number = small.special[SpecialFamily.COMPOUND_SURNAME].family.number
        asked = "select display_name_masked, county_code, categories, health_categories from family where number = $1"
        row = await connection.fetchrow(asked, number)
        assert row is not None
        assert tuple(row) == ("欧阳**", "330110000000", ["POVERTY_RISK"], ["ILL_AND_DISABLED"])
    finally:
        await connection.close()
