"""Where an item goes. Source: docs/domain.md 3 (Routing); docs/domain-facts.md 2.4 and 3.2."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID, uuid5

import pytest

from domain.catalogue import AppliesBy, Instance, TypeFacts
from domain.outcome import OutcomeKind
from domain.routing import (
    Destination,
    Located,
    Route,
    as_handed_down,
    at_level,
    destination,
    divisions_over,
    region_of_application,
    route,
)
from domain.time.limit import Limit, TypeLimit, Unit
from domain.viewer import OrganizationKind, RegionLevel

ALLOWANCE = TypeFacts(
    extension_max=None,
    code="A01",
    version=1,
    lead_department="CIVIL_AFFAIRS",
    applies_by=AppliesBy.REGISTRATION,
    accepted_at=Instance.TOWNSHIP,
    decided_at=Instance.COUNTY,
    needs_application=True,
    urgency_applies=False,
    needs_certificate=False,
    pooled=False,
    monitors=False,
    reveal_foreseen=True,
    outcome_kind=OutcomeKind.BENEFIT,
    stages=(),
    limit=TypeLimit(Limit(30, Unit.WORKING_DAY), needs_application=True, urgency_applies=False),
    domains=frozenset({"LIVING_ASSISTANCE"}),
)
REGISTERED, LIVES = "330127108205", "330110012007"


def sent(decided_at: Instance, applies_by: AppliesBy | None = AppliesBy.RESIDENCE, residence: str = LIVES) -> Destination:
    return destination(replace(ALLOWANCE, decided_at=decided_at, applies_by=applies_by), REGISTERED, residence)


def test_what_the_county_decides_goes_to_the_countys_office_of_the_leading_department() -> None:
    assert sent(Instance.COUNTY) == Destination(OrganizationKind.DEPARTMENT, "330110000000", "CIVIL_AFFAIRS")


def test_an_application_by_registration_goes_to_where_the_family_is_registered() -> None:
    assert sent(Instance.COUNTY, AppliesBy.REGISTRATION).region == "330127000000"
    assert region_of_application(ALLOWANCE, REGISTERED, LIVES) == REGISTERED


def test_a_pooled_type_goes_by_residence() -> None:
    assert sent(Instance.COUNTY, None).region == "330110000000"


def test_what_the_township_decides_goes_to_its_line_of_the_department() -> None:
    assert sent(Instance.TOWNSHIP) == Destination(OrganizationKind.TOWNSHIP, "330110012000", "CIVIL_AFFAIRS")


def test_what_the_federation_does_itself_goes_to_the_countys_federation_whatever_its_line() -> None:
    assert sent(Instance.FEDERATION) == Destination(OrganizationKind.FEDERATION, "330110000000", None)


def test_care_by_the_community_goes_to_the_village() -> None:
    assert sent(Instance.COMMUNITY) == Destination(OrganizationKind.COMMUNITY, LIVES, None)


@pytest.mark.parametrize(("village", "city"), [("441900003001", "441900000000"), ("460400100001", "460400000000")])
def test_in_a_city_without_counties_the_city_stands_in_the_countys_place(village: str, city: str) -> None:
    assert sent(Instance.COUNTY, residence=village).region == city
    assert sent(Instance.FEDERATION, residence=village).region == city


OWNER = Located(uuid5(UUID(int=0), "owner"), "FEDERATION", "FEDERATION", "330110000000")


def office(region: str, department: str | None = "CIVIL_AFFAIRS", kind: str = "DEPARTMENT") -> Located:
    return Located(uuid5(UUID(int=0), f"{kind} {department} {region}"), kind, department, region.ljust(12, "0"))


COUNTY, HOME_COUNTY = office("330110"), office("330127")
TOWN, HOME_TOWN = office("330110012", kind="TOWNSHIP"), office("330127108", kind="TOWNSHIP")
CITY, PROVINCE = office("3301"), office("33")
EVERY = (OWNER, PROVINCE, CITY, TOWN, HOME_TOWN, COUNTY, HOME_COUNTY)


def decided(
    of_type: TypeFacts, offices: Sequence[Located] = EVERY, refused: Collection[Located] = (), suggested: Located | None = None
) -> list[Located]:
    """The offices that are tried, in their order."""
    found = route(
        of_type,
        (REGISTERED, LIVES),
        offices,
        refused={each.id for each in refused},
        suggested=None if suggested is None else suggested.id,
        owner=OWNER.id,
    )
    by_id = {each.id: each for each in offices}
    return [by_id[each] for each in found.offices]


def nameable(of_type: TypeFacts, *offices: Located, refused: Collection[UUID] = ()) -> set[UUID]:
    return {*route(of_type, (REGISTERED, LIVES), offices, refused=refused, suggested=None, owner=OWNER.id).fitting}


AT_HOME = replace(ALLOWANCE, applies_by=AppliesBy.RESIDENCE)


def test_after_the_office_of_the_rule_come_the_county_and_below_where_one_applies_then_elsewhere_then_those_above() -> None:
    assert decided(AT_HOME) == [COUNTY, TOWN, HOME_COUNTY, HOME_TOWN, CITY, PROVINCE]
    assert decided(ALLOWANCE) == [HOME_COUNTY, HOME_TOWN, COUNTY, TOWN, CITY, PROVINCE]


def test_what_the_township_decides_is_tried_there_first() -> None:
    assert decided(replace(AT_HOME, decided_at=Instance.TOWNSHIP))[:2] == [TOWN, COUNTY]


def test_what_the_county_has_handed_down_is_tried_in_the_township_first() -> None:
    handing = COUNTY._replace(authorities={ALLOWANCE.code: "TOWNSHIP"})
    assert decided(AT_HOME, (TOWN, handing, CITY)) == [TOWN, handing, CITY]


def test_what_the_county_has_drawn_up_is_tried_there_first() -> None:
    drawing = COUNTY._replace(authorities={ALLOWANCE.code: "COUNTY"})
    assert decided(replace(AT_HOME, decided_at=Instance.TOWNSHIP), (TOWN, drawing)) == [drawing, TOWN]


@pytest.mark.parametrize(
    "office",
    [
        HOME_COUNTY._replace(authorities={"A01": "TOWNSHIP"}),
        CITY._replace(authorities={"A01": "TOWNSHIP"}),
        TOWN._replace(authorities={"A01": "TOWNSHIP"}),
        COUNTY._replace(authorities={"A02": "TOWNSHIP"}),
        COUNTY._replace(department="FINANCE", authorities={"A01": "TOWNSHIP"}),
    ],
    ids=["the county of registration", "the city", "the township", "another type", "another line"],
)
def test_only_the_county_where_the_family_applies_hands_down_its_own_types(office: Located) -> None:
    offices = [each for each in EVERY if each.region != office.region or each.kind != office.kind]
    plain = office if office.department != "FINANCE" else COUNTY
    assert decided(AT_HOME, (*offices, office, *((plain,) if plain is not office else ())))[0].region == COUNTY.region


@pytest.mark.parametrize("level", [Instance.FEDERATION, Instance.COMMUNITY])
def test_what_no_department_decides_over_is_not_handed_down(level: Instance) -> None:
    of_type = replace(AT_HOME, decided_at=level)
    handing = COUNTY._replace(authorities={ALLOWANCE.code: "TOWNSHIP"})
    assert as_handed_down(of_type, (REGISTERED, LIVES), (handing,)) is of_type


def test_of_two_offices_alike_the_lowest_id_is_tried_first() -> None:
    twins = sorted((COUNTY, COUNTY._replace(id=UUID(int=7))))
    assert decided(AT_HOME, twins) == decided(AT_HOME, twins[::-1]) == twins


def test_who_refused_is_not_tried_and_may_be_named() -> None:
    assert decided(AT_HOME, refused=(COUNTY,))[0] == TOWN
    assert COUNTY.id in nameable(AT_HOME, *EVERY, refused=[COUNTY.id])


def test_the_office_suggested_is_tried_first_where_it_fits() -> None:
    assert decided(AT_HOME, suggested=CITY) == [CITY, COUNTY, TOWN, HOME_COUNTY, HOME_TOWN, PROVINCE]
    assert decided(AT_HOME, suggested=office("330106")) == decided(AT_HOME)


def test_the_owner_may_be_named_and_is_not_tried() -> None:
    assert OWNER not in decided(AT_HOME)
    assert nameable(AT_HOME) == {OWNER.id}


@pytest.mark.parametrize(
    "elsewhere", [office("330106"), office("330110009", kind="TOWNSHIP"), office("31"), office("330110", "FINANCE"), office("330110", None)]
)
def test_an_office_of_another_place_or_line_may_not_be_named(elsewhere: Located) -> None:
    assert nameable(AT_HOME, elsewhere, COUNTY) == {COUNTY.id, OWNER.id}


@pytest.mark.parametrize(
    ("decided_at", "kind", "region"), [(Instance.FEDERATION, "FEDERATION", "330110"), (Instance.COMMUNITY, "COMMUNITY", LIVES)]
)
def test_what_the_federation_or_the_community_does_goes_to_none_of_a_department(decided_at: Instance, kind: str, region: str) -> None:
    own = office(region, None, kind)
    assert decided(replace(AT_HOME, decided_at=decided_at), (*EVERY[1:], own)) == [own]


def test_where_no_office_fits_there_is_none_to_try() -> None:
    assert route(AT_HOME, (REGISTERED, LIVES), (), refused=(), suggested=None, owner=OWNER.id) == Route([], [OWNER.id])


def test_an_office_fits_only_in_a_division_over_the_family() -> None:
    over = divisions_over((REGISTERED, LIVES))
    assert {at_level(LIVES, RegionLevel.COUNTY), at_level(REGISTERED, RegionLevel.TOWNSHIP), "33".ljust(12, "0"), "0" * 12, LIVES} <= over
    assert {each.id for each in EVERY if each.region in over} == {each.id for each in EVERY}
