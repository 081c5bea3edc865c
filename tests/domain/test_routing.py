"""Where an item goes. Source: docs/domain.md 3 (Routing); docs/domain-facts.md 2.4 and 3.2."""

from dataclasses import replace

import pytest

from domain.catalogue import AppliesBy, Instance, TypeFacts
from domain.outcome import OutcomeKind
from domain.routing import Destination, destination, region_of_application
from domain.time.clock import Limit, TypeLimit, Unit
from domain.viewer import OrganizationKind

ALLOWANCE = TypeFacts(
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
