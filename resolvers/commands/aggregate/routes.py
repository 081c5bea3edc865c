"""Finds the office that an item goes to, and the offices that follow from it.

Source: docs/domain.md 3 (Routing); docs/lifecycle.md (M: the nearest federation whose region strictly contains both offices' regions).
"""

from collections.abc import Collection, Container, Sequence
from uuid import UUID

from sqlalchemy import Select, select

from db.tables.account import Membership
from db.tables.organization import Office
from domain.message.refusal import Refusal
from domain.message.text import Text, listed_names
from domain.routing import assisting, at_level, below, destination, monitored_from
from domain.rules.parties import SIGNERS
from domain.viewer import OrganizationKind, RegionLevel, is_county_or_below, region_level
from resolvers.commands.aggregate.case import Case, ChosenOffice
from resolvers.commands.aggregate.follow import route_of
from resolvers.commands.locks import Locks


async def choose(locks: Locks, case: Case, named: Office | None) -> ChosenOffice:
    """Return the office named if it may have the item, else the first of the item's route that can sign now; decided anew, under lock.

    Raises NO_OFFICE, OFFICE_DOES_NOT_FIT, NOBODY_SIGNS.
    """
    await locks.with_near(case)
    assert case.near is not None
    route = route_of(case.item, case.homes, case.near, case.referrals, locks.at)
    signed_in = await _signed_in(locks, route.fitting)
    if named is None:
        office = await _first(locks, case, route.offices, signed_in)
    elif named.id not in route.fitting:
        raise Refusal("OFFICE_DOES_NOT_FIT", path=("office",), row=("Office", named.id))
    elif named.id not in signed_in:
        raise Refusal("NOBODY_SIGNS", path=("office",), row=("Office", named.id))
    else:
        office = named
    return await _followed(locks, case, office)


async def choose_below(locks: Locks, case: Case, named: Office) -> ChosenOffice:
    """Return the office named if it is one to which the lead's office may delegate. Raises OFFICE_DOES_NOT_FIT, NOBODY_SIGNS."""
    lead = case.judged
    await locks.with_near(case)
    assert case.near is not None
    return await _if_it_fits(locks, case, named, below(case.near, lead.department_code, lead.office_region_code))


async def choose_assisting(locks: Locks, case: Case, named: Office) -> ChosenOffice:
    """Return the office named if it is one that may assist. Raises OFFICE_DOES_NOT_FIT, NOBODY_SIGNS."""
    await locks.with_near(case)
    assert case.near is not None
    return await _if_it_fits(locks, case, named, assisting(case.near))


async def _if_it_fits(locks: Locks, case: Case, named: Office, fitting: Collection[UUID]) -> ChosenOffice:
    if named.id not in fitting:
        raise Refusal("OFFICE_DOES_NOT_FIT", path=("office",), row=("Office", named.id))
    if not await _signed_in(locks, (named.id,)):
        raise Refusal("NOBODY_SIGNS", path=("office",), row=("Office", named.id))
    return await _followed(locks, case, named)


async def _followed(locks: Locks, case: Case, office: Office) -> ChosenOffice:
    """Return an office with those that follow from it."""
    owner = await locks.session.get_one(Office, case.item.owner_office_id)
    return ChosenOffice(office, await counted_under(locks, office), await monitor(locks, office, owner))


async def _first(locks: Locks, case: Case, tried: Sequence[UUID], signed_in: Container[UUID]) -> Office:
    """Return the first office tried in which somebody can sign. Raises NO_OFFICE."""
    for office in tried:
        if office in signed_in:
            return await locks.session.get_one(Office, office)
    facts = locks.at.reference.type_at(case.item.type_code, case.item.type_version)
    goal = destination(facts, *case.homes)
    raise Refusal("NO_OFFICE", path=("office",), offices=await _of_line(locks, facts.lead_department, goal.region))


async def _of_line(locks: Locks, department: str, region: str) -> Text:
    """Return the names of the offices of the line in the same province that can sign: what there is."""
    line = select(Office.name).where(
        Office.department_code == department,
        Office.province_code == at_level(region, RegionLevel.PROVINCE),
        Office.id.in_(_signing(locks)),
    )
    return listed_names(await locks.session.scalars(line.order_by(Office.region_code, Office.id).limit(10)))


async def _signed_in(locks: Locks, offices: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the offices in which a member can sign now."""
    return frozenset(await locks.session.scalars(_signing(locks).where(Membership.office_id.in_(offices))))


def _signing(locks: Locks) -> Select[UUID]:
    """Return the query of the offices that have a running membership whose role may sign."""
    return select(Membership.office_id).where(
        Membership.role.in_([role.value for role in SIGNERS]), Membership.starts_at <= locks.at.now, Membership.ends_at > locks.at.now
    )


async def counted_under(locks: Locks, office: Office) -> UUID:
    """Return the key under which an office is counted: its county's office of the same line if it is below the county, else its own."""
    if region_level(office.region_code) <= RegionLevel.COUNTY or office.county_code is None or not is_county_or_below(office.county_code):
        return office.id
    line = (Office.region_code == office.county_code, Office.department_code == office.department_code, Office.department_code.is_not(None))
    found = await locks.session.scalar(select(Office.id).where(*line, Office.ended_at.is_(None)).limit(1))
    return found or office.id


async def monitor(locks: Locks, office: Office, owner: Office) -> UUID | None:
    """Return the key of the nearest federation whose division contains both offices; None where there is none."""
    above = monitored_from(office.region_code, owner.region_code)
    federal = (Office.kind == OrganizationKind.FEDERATION.value, Office.ended_at.is_(None))
    federations = select(Office).where(*federal, Office.region_code.in_(above))
    found = {each.region_code: each.id for each in await locks.session.scalars(federations)}
    return next((found[code] for code in above if code in found), None)
