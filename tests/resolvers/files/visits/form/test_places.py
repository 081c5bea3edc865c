"""Villages by code or name, as people write them, within the divisions of the viewer."""

import pytest

from db.reference.read import Reference
from domain.message import Refusal
from resolvers.files.visits.form.places import Places

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
    assert Places(reference.regions, (COUNTY,)).village(said) == VILLAGE


@pytest.mark.parametrize("said", ["奉口村委会", "奉口村", "奉口", "奉口村村民委员会", "仁和街道奉口村村委会"])
def test_what_its_committee_adds_to_a_name_makes_no_difference(reference: Reference, said: str) -> None:
    assert Places(reference.regions, (COUNTY,)).village(said) == "330110009216"


def test_a_name_that_several_have_is_refused_until_the_township_is_named(reference: Reference) -> None:
    places = Places(reference.regions, ("330100000000",))
    with pytest.raises(Refusal, match="REGION_AMBIGUOUS"):
        places.village("友谊社区")
    assert places.village("五常街道友谊社区") == "330110005006"
    assert Places(reference.regions, (COUNTY,)).village("友谊社区") == "330110005006"


def test_a_name_outside_the_viewers_divisions_is_not_known(reference: Reference) -> None:
    for scope in (("330106000000",), ()):
        with pytest.raises(Refusal, match="UNKNOWN_REGION"):
            Places(reference.regions, scope).village("顾家桥社区")


def test_a_village_and_a_community_of_one_name_are_told_apart(reference: Reference) -> None:
    places = Places(reference.regions, (COUNTY,))
    assert places.village("新桥村") == "330110009202"
    assert places.village("新桥社区") == "330110010002"
    with pytest.raises(Refusal, match="REGION_AMBIGUOUS"):
        places.village("新桥")
