"""Finds the office that an item goes to, and the offices that follow from it.

Source: docs/domain.md 3 (Routing); docs/lifecycle.md (M: the nearest federation whose region strictly contains both offices' regions).
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from db.tables.account import Membership
from db.tables.organization import Office
from domain.catalogue import TypeFacts
from domain.message.refusal import Refusal
from domain.message.text import Text, listed_names
from domain.referral import DESIGNATABLE
from domain.routing import at_level, destination, divisions_over, fits, monitored_from, rank
from domain.rules.actions import SIGNERS
from domain.viewer import OrganizationKind, RegionLevel, is_county_or_below, region_level
from resolvers.commands.aggregate.case import Case, Chosen
from resolvers.commands.locks import Locks


async def choose(locks: Locks, case: Case, named: Office | None) -> Chosen:
    """The office named if it may have the item, else the one that routing gives. Raises NO_OFFICE, OFFICE_DOES_NOT_FIT, NOBODY_SIGNS."""
    office = await _routed(locks, case) if named is None else named
    if named is not None and not _may_have(locks, case, named):
        raise Refusal("OFFICE_DOES_NOT_FIT", path=("office",), row=("Office", named.id))
    if named is not None and not await _signed_in(locks, [named.id]):
        raise Refusal("NOBODY_SIGNS", path=("office",), row=("Office", named.id))
    owner = await locks.session.get_one(Office, case.item.owner_office_id)
    return Chosen(office, await counted_under(locks, office), await monitor(locks, office, owner))


async def _routed(locks: Locks, case: Case) -> Office:
    """The office suggested by the one that returned it, else the first that may have it: none that refused this help, or cannot sign."""
    facts, homes = _facts(locks, case), _homes(case)
    near = await locks.session.scalars(select(Office).where(Office.region_code.in_(divisions_over(homes))))
    refused = {each.office_id for each in case.referrals if each.return_reason in DESIGNATABLE and each.type_code == case.item.type_code}
    fitting = [each for each in near if each.id not in refused and _fits(facts, each, homes)]
    signed_in = await _signed_in(locks, [each.id for each in fitting])

    def order(office: Office) -> tuple[object, ...]:
        by_rule = rank(facts, OrganizationKind(office.kind), office.department_code, office.region_code, homes)
        return office.id != case.item.suggested_office_id, by_rule, office.id

    found = min((each for each in fitting if each.id in signed_in), key=order, default=None)
    if found is None:
        goal = destination(facts, *homes)
        raise Refusal("NO_OFFICE", path=("office",), offices=await _of_line(locks, facts.lead_department, goal.region))
    return found


async def _of_line(locks: Locks, department: str, region: str) -> Text:
    """The names of the offices of the line in the same province that can sign: what there is."""
    line = select(Office.name).where(
        Office.department_code == department,
        Office.province_code == at_level(region, RegionLevel.PROVINCE),
        Office.id.in_(_signing(locks)),
    )
    return listed_names(await locks.session.scalars(line.order_by(Office.region_code, Office.id).limit(10)))


async def _signed_in(locks: Locks, offices: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the offices in which somebody can sign now."""
    return frozenset(await locks.session.scalars(_signing(locks).where(Membership.office_id.in_(offices))))


def _signing(locks: Locks) -> Select[UUID]:
    """The offices in which a membership runs whose role may sign."""
    return select(Membership.office_id).where(
        Membership.role.in_([role.value for role in SIGNERS]), Membership.starts_at <= locks.at.now, Membership.ends_at > locks.at.now
    )


def _may_have(locks: Locks, case: Case, office: Office) -> bool:
    """An office of the type's line that stands over where the family is registered or lives; the own federation always."""
    return office.id == case.item.owner_office_id or _fits(_facts(locks, case), office, _homes(case))


def _fits(facts: TypeFacts, office: Office, homes: tuple[str, str]) -> bool:
    return fits(facts, OrganizationKind(office.kind), office.department_code, office.region_code, homes)


def _facts(locks: Locks, case: Case) -> TypeFacts:
    return locks.at.reference.type_at(case.item.type_code, case.item.type_version)


def _homes(case: Case) -> tuple[str, str]:
    return case.family.registration_region_code, case.family.region_code


async def counted_under(locks: Locks, office: Office) -> UUID:
    """The county's office of the same line for an office below the county; otherwise the office itself."""
    if region_level(office.region_code) <= RegionLevel.COUNTY or office.county_code is None or not is_county_or_below(office.county_code):
        return office.id
    line = select(Office.id).where(Office.region_code == office.county_code, Office.department_code == office.department_code)
    found = await locks.session.scalar(line.where(Office.department_code.is_not(None)).limit(1))
    return found or office.id


async def monitor(locks: Locks, office: Office, owner: Office) -> UUID | None:
    """The nearest federation above both; None where there is none."""
    above = monitored_from(office.region_code, owner.region_code)
    federations = select(Office).where(Office.kind == OrganizationKind.FEDERATION.value, Office.region_code.in_(above))
    found = {each.region_code: each.id for each in await locks.session.scalars(federations)}
    return next((found[code] for code in above if code in found), None)
