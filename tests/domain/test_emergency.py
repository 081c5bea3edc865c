"""How often an account may ask for an emergency view, where it looks, and which offices it is for. Source: docs/domain.md 7."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.emergency import OPENED, exceeds, opens_for
from domain.routing import at_level
from domain.rules.group import Group, Level
from domain.viewer import OrganizationKind, RegionLevel, Role, Viewer
from tests.builders.limits import NUMBERS

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
OFFICIAL = Viewer(
    uuid4(), uuid4(), Role.OFFICE_HANDLER, uuid4(), OrganizationKind.TOWNSHIP, "CIVIL_AFFAIRS", "330110109000", ("330110109000",)
)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([], False),
        ([1, 2], False),
        ([1, 2, 3], True),
        ([1, 2, 24], False),
        ([1, 2, 23.9], True),
        ([30 * n for n in range(1, 10)], False),
        ([30 * n for n in range(1, 11)], True),
    ],
)
def test_three_calls_a_day_and_ten_in_thirty_days(hours: list[float], expected: bool) -> None:
    assert exceeds([NOW - timedelta(hours=each) for each in hours], NOW, NUMBERS) is expected


@pytest.mark.parametrize(
    ("region", "county"),
    [
        ("330110109202", "330110000000"),
        ("330110000000", "330110000000"),
        ("441900003001", "441900000000"),
        ("441900000000", "441900000000"),
    ],
)
def test_it_looks_in_the_county_or_the_city_without_counties(region: str, county: str) -> None:
    assert at_level(region, RegionLevel.COUNTY) == county


@pytest.mark.parametrize(("department", "expected"), [("CIVIL_AFFAIRS", True), ("FINANCE", False), (None, True)])
def test_finance_never_sees_a_family(department: str | None, expected: bool) -> None:
    assert opens_for(replace(OFFICIAL, department=department)) is expected


def test_it_opens_who_where_and_how_to_reach_them_alone() -> None:
    assert {group for group, level in OPENED.items() if level is Level.FULL} == {
        Group.IDENTITY,
        Group.CONTACT,
        Group.CONTACT_WISH,
        Group.ADDRESS,
    }
