"""A township gets one more line, and an organisation one of its lines alone. Source: docs/lifecycle.md (`officeCreate`)."""

from uuid import uuid4

from db.tables.organization import Office
from resolvers.commands.office.create import OfficeCreate
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved

TOWN_OFFICE, OF_DEPARTMENT = "justice.330110109", "health.330110"


async def test_a_township_acts_for_one_more_department(stage: Stage) -> None:
    seat = stage.world.office(TOWN_OFFICE)
    made = await approved(stage, OfficeCreate, organization=seat.organization_id, line="EDUCATION", name="径山镇教育办")
    office = await stage.row(Office, Office.id == made.becomes_id)
    assert (office.kind, office.department_code, office.region_code, office.name) == (
        "TOWNSHIP",
        "EDUCATION",
        seat.region_code,
        "径山镇教育办",
    )
    again = {"organization": seat.organization_id, "line": "EDUCATION", "name": "又一个"}
    assert await stage.refused(OfficeCreate, ADMIN, uuid4(), **again) == [("OFFICE_THERE", ("line",))]


async def test_what_does_not_fit_is_refused_and_others_propose_none(stage: Stage) -> None:
    seat, bureau = (stage.world.office(name).organization_id for name in (TOWN_OFFICE, OF_DEPARTMENT))
    for organization, line in ((seat, None), (seat, "FEDERATION"), (bureau, "EDUCATION")):
        given = {"organization": organization, "line": line, "name": "某办公室"}
        assert await stage.refused(OfficeCreate, ADMIN, uuid4(), **given) == [("LINE_DOES_NOT_FIT", ("line",))]
    given = {"organization": bureau, "name": "卫健局"}
    assert await stage.refused(OfficeCreate, ADMIN, uuid4(), **given) == [("OFFICE_THERE", ("line",))]
    for by in (SECURITY, "admin.audit"):
        assert await stage.refused(OfficeCreate, by, uuid4(), **given) == [("FORBIDDEN", ())]
    assert await stage.refused(OfficeCreate, ADMIN, uuid4(), **(given | {"organization": uuid4()})) == [("NOT_FOUND", ("organization",))]
