"""Provinces to villages, with the quirks of their sources. Source: docs/domain-facts.md 2.4 and 2.5."""

import pytest

from db.reference.read import Reference
from domain.viewer import CITIES_WITHOUT_COUNTIES, RegionLevel, region_level

PROVINCE, CITY, COUNTY, TOWNSHIP, VILLAGE = 1, 2, 3, 4, 5
LEVELS = {
    PROVINCE: RegionLevel.PROVINCE,
    CITY: RegionLevel.CITY,
    COUNTY: RegionLevel.COUNTY,
    TOWNSHIP: RegionLevel.TOWNSHIP,
    VILLAGE: RegionLevel.VILLAGE,
}


def test_every_division_has_a_name_and_its_parent_stands_above_it(reference: Reference) -> None:
    for code, region in reference.regions.items():
        assert LEVELS[region.level] is region_level(code)
        assert region.name == region.name.strip() != ""
        assert (region.parent is None) is (region.level == PROVINCE)
        assert region.parent is None or reference.regions[region.parent].level < region.level


def test_all_provinces_cities_and_counties_are_there(reference: Reference) -> None:
    levels = [region.level for region in reference.regions.values()]
    assert (levels.count(PROVINCE), levels.count(CITY), levels.count(COUNTY)) == (34, 333, 2845)


def test_taiwan_has_its_code(reference: Reference) -> None:
    assert reference.regions["710000000000"].name == "台湾省"


@pytest.mark.parametrize(
    ("county", "province"), [("110101000000", "110000000000"), ("429004000000", "420000000000"), ("659001000000", "650000000000")]
)
def test_a_county_that_no_city_administers_hangs_off_its_province(reference: Reference, county: str, province: str) -> None:
    assert reference.regions[county].level == COUNTY
    assert reference.regions[county].parent == province


def test_cities_without_counties_are_cities(reference: Reference) -> None:
    parents = {region.parent for region in reference.regions.values()}
    assert {reference.regions[code].level for code in CITIES_WITHOUT_COUNTIES} == {CITY}
    assert not parents & CITIES_WITHOUT_COUNTIES


@pytest.mark.parametrize(
    ("county", "name", "townships", "villages"),
    [("330106", "西湖区", 12, 222), ("330110", "余杭区", 12, 223), ("330127", "淳安县", 23, 361)],
)
def test_a_demonstration_county_has_its_townships_and_villages(
    reference: Reference, county: str, name: str, townships: int, villages: int
) -> None:
    inside = {code: region for code, region in reference.regions.items() if code.startswith(county)}
    levels = [region.level for region in inside.values()]
    assert inside[county + "000000"].name == name
    assert inside[county + "000000"].parent == "330100000000"
    assert (levels.count(TOWNSHIP), levels.count(VILLAGE)) == (townships, villages)
