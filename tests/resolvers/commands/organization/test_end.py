"""An organisation ends with its offices, and not while others stand below it. Source: docs/lifecycle.md (`organizationEnd`)."""

from uuid import uuid4

from db.tables.organization import Office, Organization
from resolvers.commands.organization.create import OrganizationCreate
from resolvers.commands.organization.end import OrganizationEnd
from tests.builders.world import CITY, COUNTY, code
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.organization.test_create import ADMIN, HOUSING, approved


async def test_it_ends_with_its_offices_once_nothing_stands_below_it(stage: Stage) -> None:
    above = await approved(stage, **{**HOUSING, "region": code(CITY)})
    below = await approved(stage, **HOUSING, parent=above.becomes_id)
    assert await stage.refused(OrganizationEnd, ADMIN, above.becomes_id) == [("OFFICE_HAS_LOWER", ("id",))]
    await approved(stage, OrganizationEnd, id=below.becomes_id)
    await approved(stage, OrganizationEnd, id=above.becomes_id)
    keys = [above.becomes_id, below.becomes_id]
    ended = await stage.rows(Organization, Organization.id.in_(keys))
    offices = await stage.rows(Office, Office.organization_id.in_(keys))
    assert [each.ended_at for each in ended] == [each.ended_at for each in offices] == [stage.now] * 2
    assert await stage.refused(OrganizationEnd, ADMIN, below.becomes_id) == [("OFFICE_ENDED", ("id",))]
    anew = {**HOUSING, "parent": above.becomes_id}
    assert await stage.refused(OrganizationCreate, ADMIN, uuid4(), **anew) == [("OFFICE_ENDED", ("parent",))]
    await approved(stage, **HOUSING)


async def test_who_works_in_its_offices_stands_against_it(stage: Stage) -> None:
    office = stage.world.office(f"government.{COUNTY}")
    stage.world.viewer(f"viewer.government.{COUNTY}")
    assert await stage.refused(OrganizationEnd, ADMIN, office.organization_id) == [("OFFICE_HAS_MEMBERS", ("id",))]
