"""Which offices above others are told groups from sums. Source: docs/decisions/056-sums.md."""

from uuid import uuid4

import pytest

from domain.sums import line_is_summed
from domain.viewer import OrganizationKind, Role, Viewer

PROVINCE, CITY, COUNTY, TOWNSHIP, NATION = "330000000000", "330100000000", "330110000000", "330110109000", "000000000000"


@pytest.mark.parametrize(
    ("department", "region", "scope", "summed"),
    [
        ("CIVIL_AFFAIRS", CITY, (CITY,), True),
        ("CIVIL_AFFAIRS", CITY, (PROVINCE, COUNTY), True),
        ("CIVIL_AFFAIRS", PROVINCE, (CITY,), False),  # what its own office has is counted as well
        ("CIVIL_AFFAIRS", CITY, (CITY, TOWNSHIP), False),
        ("CIVIL_AFFAIRS", CITY, (NATION,), False),
        ("CIVIL_AFFAIRS", CITY, (), False),
        ("CIVIL_AFFAIRS", COUNTY, (COUNTY,), False),  # an office that is above no other
        ("OTHER", CITY, (CITY,), False),  # villages have offices of this line
        (None, CITY, (CITY,), False),
    ],
)
def test_the_sums_of_a_department_tell_all_that_an_office_sees(
    department: str | None, region: str, scope: tuple[str, ...], summed: bool
) -> None:
    viewer = Viewer(uuid4(), uuid4(), Role.OFFICE_DISPATCHER, uuid4(), OrganizationKind.DEPARTMENT, department, region, scope)
    assert line_is_summed(viewer) is summed
