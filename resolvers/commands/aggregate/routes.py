"""Finds the office that an item goes to, and the offices that follow from it.

Source: docs/domain.md 3 (Routing); docs/lifecycle.md (M: the nearest federation whose region strictly contains both offices' regions).
"""

from uuid import UUID

from sqlalchemy import select

from db.tables.organization import Office
from domain.message import Refusal
from domain.routing import at_level, destination, fits, monitored_from
from domain.viewer import OrganizationKind, RegionLevel, is_county_or_below, region_level
from resolvers.commands.aggregate.case import Case, Chosen
from resolvers.commands.work import Work


async def choose(work: Work, case: Case, named: Office | None) -> Chosen:
    """The office named if it may have the item, else the one that the type's routing gives. Raises NO_OFFICE, OFFICE_DOES_NOT_FIT."""
    office = await _routed(work, case) if named is None else named
    if named is not None and not _may_have(work, case, named):
        raise Refusal("OFFICE_DOES_NOT_FIT", path=("office",))
    owner = await work.tx.session.get_one(Office, case.item.owner_office_id)
    return Chosen(office, await counted_under(work, office), await monitor(work, office, owner))


async def _routed(work: Work, case: Case) -> Office:
    facts = work.at.reference.type_at(case.item.type_code, case.item.type_version)
    goal = destination(facts, case.family.registration_region_code, case.family.region_code)
    where = [Office.kind == goal.kind, Office.region_code == goal.region]
    if goal.department is not None:
        where.append(Office.department_code == goal.department)
    found = await work.tx.session.scalar(select(Office).where(*where).order_by(Office.id).limit(1))
    if found is None:
        raise Refusal("NO_OFFICE", path=("office",), offices=", ".join(await _of_line(work, facts.lead_department, goal.region)))
    return found


async def _of_line(work: Work, department: str, region: str) -> list[str]:
    """The offices of the line in the same province: what the dispatcher may name instead."""
    line = select(Office.name).where(Office.department_code == department, Office.province_code == at_level(region, RegionLevel.PROVINCE))
    return list(await work.tx.session.scalars(line.order_by(Office.region_code, Office.id).limit(10)))


def _may_have(work: Work, case: Case, office: Office) -> bool:
    """An office of the type's line that stands over where the family is registered or lives; the own federation always."""
    facts = work.at.reference.type_at(case.item.type_code, case.item.type_version)
    regions = (case.family.registration_region_code, case.family.region_code)
    return office.id == case.item.owner_office_id or fits(
        facts, OrganizationKind(office.kind), office.department_code, office.region_code, regions
    )


async def counted_under(work: Work, office: Office) -> UUID:
    """The county's office of the same line for an office below the county; otherwise the office itself."""
    if region_level(office.region_code) <= RegionLevel.COUNTY or office.county_code is None or not is_county_or_below(office.county_code):
        return office.id
    line = select(Office.id).where(Office.region_code == office.county_code, Office.department_code == office.department_code)
    found = await work.tx.session.scalar(line.where(Office.department_code.is_not(None)).limit(1))
    return found or office.id


async def monitor(work: Work, office: Office, owner: Office) -> UUID | None:
    """The nearest federation above both; None where there is none."""
    above = monitored_from(office.region_code, owner.region_code)
    federations = select(Office).where(Office.kind == OrganizationKind.FEDERATION.value, Office.region_code.in_(above))
    found = {each.region_code: each.id for each in await work.tx.session.scalars(federations)}
    return next((found[code] for code in above if code in found), None)
