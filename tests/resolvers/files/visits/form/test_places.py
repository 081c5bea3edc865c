"""Villages by code or name, as people write them, within the divisions of the viewer."""

from dataclasses import replace

import pytest

from db.reference.read import Reference
from domain.message.refusal import Refusal
from resolvers.files.visits.form.places import DivisionsByName

COUNTY, VILLAGE = "330110000000", "330110005001"


@pytest.mark.parametrize(
    "said",
    [
        "330110005001",
        "顾家桥社区",
        "顾家桥",
        "五常街道顾家桥社区",
        "余杭区五常街道顾家桥社区",
        "浙江省杭州市余杭区五常街道 顾家桥社区居委会",
    ],
)
def test_a_village_is_known_by_its_code_and_by_its_name_after_any_of_those_above_it(reference: Reference, said: str) -> None:
    assert DivisionsByName(reference.divisions, (COUNTY,)).village(said) == VILLAGE


@pytest.mark.parametrize("said", ["奉口村委会", "奉口村", "奉口", "奉口村村民委员会", "仁和街道奉口村村委会"])
def test_what_its_committee_adds_to_a_name_makes_no_difference(reference: Reference, said: str) -> None:
    assert DivisionsByName(reference.divisions, (COUNTY,)).village(said) == "330110009216"


def test_a_name_that_several_have_is_refused_until_the_township_is_named(reference: Reference) -> None:
    places = DivisionsByName(reference.divisions, ("330100000000",))
    with pytest.raises(Refusal, match="REGION_AMBIGUOUS"):
        places.village("友谊社区")
    assert places.village("五常街道友谊社区") == "330110005006"
    assert DivisionsByName(reference.divisions, (COUNTY,)).village("友谊社区") == "330110005006"


def test_a_name_outside_the_viewers_divisions_is_not_known(reference: Reference) -> None:
    for scope in (("330106000000",), ()):
        with pytest.raises(Refusal, match="UNKNOWN_REGION"):
            DivisionsByName(reference.divisions, scope).village("顾家桥社区")


def test_a_village_and_a_community_of_one_name_are_told_apart(reference: Reference) -> None:
    places = DivisionsByName(reference.divisions, (COUNTY,))
    assert places.village("新桥村") == "330110009202"
    assert places.village("新桥社区") == "330110010002"
    with pytest.raises(Refusal, match="REGION_AMBIGUOUS"):
        places.village("新桥")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("安徽省阜阳市颍上县", "341226000000"),
        ("浙江省杭州市余杭区", "330110000000"),
        ("浙江 杭州 余杭", "330110000000"),
        ("浙江省/杭州市/余杭区", "330110000000"),
        ("浙江余杭", "330110000000"),
        ("余杭区", "330110000000"),
        ("北京市市辖区东城区", "110101000000"),
        ("北京市北京市东城区", "110101000000"),
        ("湖北省省直辖县级行政区划仙桃市", "429004000000"),
        ("四川甘孜康定市", "513301000000"),
        ("新疆维吾尔自治区伊犁哈萨克自治州伊宁县", "654021000000"),
        ("吉林省延边朝鲜族自治州延吉市", "222401000000"),
        ("安徽省阜阳市颍上县慎城镇管仲社区12号", "341226000000"),
        ("顾家桥社区", "330110005001"),
        ("341226", "341226"),
        ("341226000000", "341226000000"),
    ],
)
def test_a_division_is_known_in_any_province(reference: Reference, said: str, code: str) -> None:
    assert DivisionsByName(reference.divisions, (COUNTY,)).division(said) == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("330185", "330112000000"),
        ("浙江省杭州市临安市", "330112000000"),
        ("富阳市", "330111000000"),
        ("上海市闸北区", "310106000000"),
        ("北京崇文区", "110101000000"),
        ("310108", "310106000000"),
        ("浙江省杭州市下城区", "330105000000"),
        ("湖北省襄樊市", "420600000000"),
        ("江西省九江市九江县", "360404000000"),
        ("安徽省阜阳市亳州市", "341600000000"),
        ("富阳市春江街道", "330111000000"),
    ],
)
def test_a_division_that_is_no_more_is_what_took_its_place(reference: Reference, said: str, code: str) -> None:
    assert DivisionsByName(reference.divisions, (COUNTY,)).division(said) == code


@pytest.mark.parametrize("said", ["330104", "330104000000", "330104003001", "江干区", "浙江省杭州市江干区", "杭州江干"])
def test_a_division_that_several_took_the_place_of_asks_for_the_one(reference: Reference, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        DivisionsByName(reference.divisions, (COUNTY,)).division(said)
    assert (refusal.value.code, refusal.value.facts) == ("REGION_ABOLISHED", {"year": 2021})


def test_a_name_that_several_counties_have_asks_for_the_one_above(reference: Reference) -> None:
    places = DivisionsByName(reference.divisions, (COUNTY,))
    with pytest.raises(Refusal, match="REGION_AMBIGUOUS"):
        places.division("西湖区")
    assert places.division("南昌市西湖区") == "360103000000"


@pytest.mark.parametrize("said", ["火星", "江苏省杭州市余杭区", "x", "县", "999999999999"[:1]])
def test_what_names_no_division_is_not_known(reference: Reference, said: str) -> None:
    with pytest.raises(Refusal, match="UNKNOWN_REGION"):
        DivisionsByName(reference.divisions, (COUNTY,)).division(said)


def test_what_divisions_are_called_is_found_out_once_for_each_reading_of_them(reference: Reference) -> None:
    first, second = (DivisionsByName(reference.divisions, scope) for scope in ((COUNTY,), ()))
    assert second._called is first._called
    emptied = DivisionsByName(replace(reference.divisions, in_force={}), (COUNTY,))
    with pytest.raises(Refusal, match="UNKNOWN_REGION"):
        emptied.village("顾家桥社区")


def test_every_successor_is_in_force_and_nothing_in_force_is_former(reference: Reference) -> None:
    for each in reference.former:
        assert each.successor is None or each.successor in reference.regions
        assert each.code not in reference.regions or reference.regions[each.code].name != each.name


def test_every_county_is_known_by_its_full_name(reference: Reference) -> None:
    places = DivisionsByName(reference.divisions, (COUNTY,))
    wrong = [path for code, path in paths(reference) if places.division(path) != code]
    assert wrong == []


def paths(reference: Reference) -> list[tuple[str, str]]:
    """Every city and county with the names of all above it."""
    found = []
    for code, region in reference.regions.items():
        name, step = region.name, region.parent
        while step is not None:
            name, step = reference.regions[step].name + name, reference.regions[step].parent
        if region.level in (2, 3):
            found.append((code, name))
    return found
