"""An organisation stands with its offices once another administrator approves it. Source: docs/lifecycle.md (`organizationCreate`)."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from db.tables.organization import Office, Organization
from db.tables.proposal import Proposal
from domain.viewer import OrganizationKind, RegionLevel, region_level
from resolvers.commands.command import AnyCommand
from resolvers.commands.organization.create import OrganizationCreate
from resolvers.commands.proposal.decide import ProposalDecide
from terminal.database import rerouted
from tests.builders.world import CITY, COUNTY, OTHER_COUNTY, TOWN, code
from tests.resolvers.commands.conftest import Stage

ADMIN, SECURITY = "admin.system", "admin.security"
HOUSING: Mapping[str, Any] = {"kind": OrganizationKind.DEPARTMENT, "name": "余杭区住建局", "region": code(COUNTY), "department": "HOUSING"}
SEAT: Mapping[str, Any] = {"kind": OrganizationKind.TOWNSHIP, "name": "径山镇人民政府", "region": code(TOWN)}


async def approved(stage: Stage, command: type[AnyCommand] = OrganizationCreate, **given: Any) -> Proposal:
    """What a system administrator proposes and a security administrator approves."""
    target = given.pop("id", uuid4())
    done = await stage.done(command, ADMIN, target, **given)
    assert done.subject is not None
    await stage.done(ProposalDecide, SECURITY, done.subject, approved=True)
    return await stage.row(Proposal, Proposal.id == done.subject)


async def test_a_department_stands_with_its_office_and_what_waits_may_go_there(stage: Stage) -> None:
    help_type = next(each.code for each in stage.reference.types.values() if each.lead_department == "HOUSING" and not each.pooled)
    case = await stage.drafted(help_type)
    await rerouted(stage.addresses.loader)
    done = await stage.done(OrganizationCreate, ADMIN, uuid4(), **HOUSING)
    assert await stage.rows(Organization, Organization.department_code == "HOUSING") == []
    assert done.subject is not None
    await stage.done(ProposalDecide, SECURITY, done.subject, approved=True)
    made = await stage.row(Organization, Organization.department_code == "HOUSING")
    office = await stage.row(Office, Office.organization_id == made.id)
    assert (made.name, made.kind, made.region_code, made.ended_at) == (HOUSING["name"], "DEPARTMENT", code(COUNTY), None)
    assert (office.name, office.kind, office.department_code, office.region_code) == (made.name, made.kind, "HOUSING", made.region_code)
    assert office.id in (await stage.again(case.item)).fitting_offices
    assert await rerouted(stage.addresses.loader) == 0
    assert await stage.refused(OrganizationCreate, ADMIN, uuid4(), **HOUSING) == [("ORGANIZATION_THERE", ("region",))]


async def test_a_township_has_an_office_for_each_line_and_any_other_has_its_own(stage: Stage) -> None:
    seat = await approved(stage, **SEAT, lines=("JUSTICE", "HEALTH"))
    offices = await stage.rows(Office, Office.organization_id == seat.becomes_id)
    assert {each.department_code: each.name for each in offices} == {
        "JUSTICE": "径山镇人民政府（司法行政）",
        "HEALTH": "径山镇人民政府（卫生健康）",
    }
    village = next(each for each in sorted(stage.reference.regions) if region_level(each) is RegionLevel.VILLAGE)
    lines = {OrganizationKind.FEDERATION: (OTHER_COUNTY, "FEDERATION"), OrganizationKind.GOVERNMENT: (OTHER_COUNTY, None)}
    for kind, (region, line) in (lines | {OrganizationKind.COMMUNITY: (village, "OTHER")}).items():
        made = await approved(stage, kind=kind, name="某机构", region=code(region))
        assert (await stage.row(Office, Office.organization_id == made.becomes_id)).department_code == line


async def test_of_two_that_are_proposed_at_once_one_stands(stage: Stage) -> None:
    school = {**HOUSING, "department": "EDUCATION"}
    first, second = [(await stage.done(OrganizationCreate, ADMIN, uuid4(), **school)).subject for _ in range(2)]
    assert first is not None
    assert second is not None
    await stage.done(ProposalDecide, SECURITY, first, approved=True)
    assert await stage.refused(ProposalDecide, SECURITY, second, approved=True) == [("ORGANIZATION_THERE", ("id",))]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({**SEAT, "region": code(COUNTY)}, ("KIND_ELSEWHERE", ("region",))),
        ({**HOUSING, "region": code(TOWN)}, ("KIND_ELSEWHERE", ("region",))),
        ({**HOUSING, "department": None}, ("REQUIRED", ("department",))),
        ({**SEAT, "department": "HEALTH"}, ("NOT_EXPECTED", ("department",))),
        ({**HOUSING, "lines": ("HEALTH",)}, ("NOT_EXPECTED", ("lines",))),
        ({**HOUSING, "department": "FEDERATION"}, ("LINE_DOES_NOT_FIT", ("department",))),
        ({**HOUSING, "department": "NOBODY"}, ("UNKNOWN_CODE", ("department",))),
        ({**HOUSING, "parent": uuid4()}, ("NOT_FOUND", ("parent",))),
    ],
)
async def test_what_does_not_fit_is_refused(stage: Stage, given: dict[str, Any], refused: Any) -> None:
    assert await stage.refused(OrganizationCreate, ADMIN, uuid4(), **given) == [refused]


async def test_it_stands_below_one_that_is_over_its_division_and_others_propose_none(stage: Stage) -> None:
    above, beside = (stage.world.office(f"health.{region}").organization_id for region in (CITY, OTHER_COUNTY))
    health = {**HOUSING, "department": "HEALTH"}
    outside = [("OUTSIDE_ORGANIZATION", ("parent",))]
    assert await stage.refused(OrganizationCreate, ADMIN, uuid4(), **health, parent=beside) == outside
    made = await approved(stage, **health, parent=above)
    assert (await stage.row(Organization, Organization.id == made.becomes_id)).parent_id == above
    for by in (SECURITY, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(OrganizationCreate, by, uuid4(), **SEAT) == [("FORBIDDEN", ())]
