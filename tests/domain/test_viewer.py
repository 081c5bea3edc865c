"""What kind of viewer a membership makes. Source: docs/domain.md 1 and 7."""

from uuid import uuid4

import pytest

from domain.viewer import Kind, OrganizationKind, RegionLevel, Role, Viewer, is_county_or_below, last_in, lies_in, region_level

COUNTY, CITY, PROVINCE, NATION = "330110000000", "330100000000", "330000000000", "000000000000"
WITHOUT_COUNTIES = "441900000000"
DIRECT_COUNTY = "419001000000"  # hangs off its province, and is a county all the same

ANYWHERE = {
    Role.COMMISSIONER: Kind.COMMISSIONER,
    Role.HOTLINE_OPERATOR: Kind.OPERATOR,
    Role.FEDERATION_MONITOR: Kind.MONITOR,
    Role.FEDERATION_LEADER: Kind.COUNTER,
    Role.GOVERNMENT_VIEWER: Kind.COUNTER,
    Role.SYSTEM_ADMIN: Kind.ADMINISTRATOR,
    Role.SECURITY_ADMIN: Kind.SECURITY,
    Role.AUDIT_ADMIN: Kind.AUDITOR,
}
BY_LEVEL = {
    Role.FEDERATION_CADRE: (Kind.CADRE, Kind.SUPERIOR_FEDERATION),
    Role.OFFICE_DISPATCHER: (Kind.OFFICE, Kind.SUPERIOR_OFFICE),
    Role.OFFICE_HANDLER: (Kind.OFFICE, Kind.SUPERIOR_OFFICE),
}


def viewer(role: Role, *scope: str) -> Viewer:
    return Viewer(uuid4(), uuid4(), role, uuid4(), OrganizationKind.FEDERATION, None, COUNTY, scope)


def kind(role: Role, *scope: str) -> Kind:
    return viewer(role, *scope).kind


def test_every_role_is_spoken_of() -> None:
    assert set(ANYWHERE) | set(BY_LEVEL) == set(Role)


@pytest.mark.parametrize("role", ANYWHERE)
@pytest.mark.parametrize("scope", [COUNTY, CITY, PROVINCE])
def test_most_roles_make_the_same_viewer_at_every_level(role: Role, scope: str) -> None:
    assert kind(role, scope) is ANYWHERE[role]


@pytest.mark.parametrize("role", BY_LEVEL)
@pytest.mark.parametrize("scope", [COUNTY, "330110109000", "330110109200", WITHOUT_COUNTIES, "441900003000", DIRECT_COUNTY])
def test_up_to_the_county_and_in_a_city_without_counties_data_are_in_clear(role: Role, scope: str) -> None:
    assert kind(role, scope) is BY_LEVEL[role][0]


@pytest.mark.parametrize("role", BY_LEVEL)
@pytest.mark.parametrize("scope", [(CITY,), (PROVINCE,), (NATION,), (COUNTY, CITY), (WITHOUT_COUNTIES, PROVINCE), ()])
def test_above_the_county_in_any_part_of_its_scope_a_viewer_is_the_superior(role: Role, scope: tuple[str, ...]) -> None:
    assert kind(role, *scope) is BY_LEVEL[role][1]


@pytest.mark.parametrize(
    ("code", "level"),
    [
        (NATION, RegionLevel.NATION),
        (PROVINCE, RegionLevel.PROVINCE),
        (CITY, RegionLevel.CITY),
        (COUNTY, RegionLevel.COUNTY),
        (DIRECT_COUNTY, RegionLevel.COUNTY),
        ("330110109000", RegionLevel.TOWNSHIP),
        ("330110100000", RegionLevel.TOWNSHIP),
        ("441900003000", RegionLevel.TOWNSHIP),
        ("330110109200", RegionLevel.VILLAGE),
        ("441900003001", RegionLevel.VILLAGE),
    ],
)
def test_a_codes_level_is_its_last_part_that_is_not_zero(code: str, level: RegionLevel) -> None:
    assert region_level(code) is level


def test_a_city_is_a_county_only_where_it_has_none() -> None:
    assert is_county_or_below(WITHOUT_COUNTIES)
    assert not is_county_or_below(CITY)


@pytest.mark.parametrize(
    ("code", "divisions", "lies"),
    [
        ("330110109200", (COUNTY,), True),
        ("330110109200", ("330110109200",), True),
        (COUNTY, (PROVINCE,), True),
        (COUNTY, (NATION,), True),
        (COUNTY, ("330110109000",), False),
        ("330106003001", (COUNTY, "330106000000"), True),
        ("330106003001", (COUNTY,), False),
        (COUNTY, (), False),
    ],
)
def test_a_division_lies_in_what_its_code_begins_with(code: str, divisions: tuple[str, ...], lies: bool) -> None:
    assert lies_in(code, divisions) is lies
    assert any(each <= code <= last_in(each) for each in divisions) is lies


@pytest.mark.parametrize(
    ("scope", "digits"), [((NATION, PROVINCE), ("33",)), ((NATION,), ()), ((CITY, COUNTY), ("3301", "330110")), ((), ())]
)
def test_a_scope_is_told_in_the_digits_of_its_divisions(scope: tuple[str, ...], digits: tuple[str, ...]) -> None:
    """The nation in none: with no digits the code of every division would begin."""
    assert viewer(Role.FEDERATION_CADRE, *scope).scope_digits == digits
