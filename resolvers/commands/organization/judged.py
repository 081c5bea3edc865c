"""What stands against an organisation or an office that is to be, or to end; asked when it is proposed, and again when it is approved.

Source: docs/domain.md 1 (organisations, offices); docs/decisions/047-what-administrators-keep.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, or_, select

from db.tables.account import Membership
from db.tables.declare import Row
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.organization import Office, Organization
from db.tables.proposal import Proposal
from db.tables.referral import Referral
from domain.item import DISPATCHABLE
from domain.message.refusal import Refusal
from domain.need import UNSOLVED
from domain.organization import OF_FEDERATIONS, stands_at, takes_line
from domain.referral import OPEN, State
from domain.viewer import OrganizationKind, lies_in
from resolvers.commands.locks import Locks


@dataclass(frozen=True)
class Site:
    """What a new organisation is judged by: the one above it, and those of its kind in its division."""

    above: Organization | None
    there: Sequence[Organization]


@dataclass(frozen=True)
class House:
    """What a new office is judged by: its organisation, and the offices that this has."""

    organization: Organization
    offices: Sequence[Office]


@dataclass(frozen=True)
class Standing:
    """What is to end, and what still stands on it: how many of each."""

    ended: bool
    members: int = 0
    cases: int = 0
    below: int = 0
    offices: Sequence[Office] = field(default=())


def against_organization(row: Proposal, site: Site) -> Iterator[Refusal]:
    """Yield what stands against an organisation that is to be."""
    assert row.organization_kind is not None
    assert row.region_code is not None
    if not stands_at(OrganizationKind(row.organization_kind), row.region_code):
        yield Refusal("KIND_ELSEWHERE", path=("region",))
    if OF_FEDERATIONS in (row.department_code, *row.lines):
        yield Refusal("LINE_DOES_NOT_FIT", path=("lines",) if row.lines else ("department",))
    if any(each.department_code == row.department_code and each.ended_at is None for each in site.there):
        yield Refusal("ORGANIZATION_THERE", path=("region",))
    if (above := site.above) is not None and above.ended_at is not None:
        yield Refusal("OFFICE_ENDED", path=("parent",))
    elif above is not None and not lies_in(row.region_code, (above.region_code,)):
        yield Refusal("OUTSIDE_ORGANIZATION", path=("parent",))


def against_office(row: Proposal, house: House) -> Iterator[Refusal]:
    """Yield what stands against an office that is to be."""
    organization = house.organization
    if organization.ended_at is not None:
        yield Refusal("OFFICE_ENDED", path=("organization",))
    if not takes_line(OrganizationKind(organization.kind), organization.department_code, row.department_code):
        yield Refusal("LINE_DOES_NOT_FIT", path=("line",))
    if any(each.department_code == row.department_code and each.ended_at is None for each in house.offices):
        yield Refusal("OFFICE_THERE", path=("line",))


def against_end(standing: Standing) -> Iterator[Refusal]:
    """Yield what stands against the end of an organisation or an office."""
    if standing.ended:
        yield Refusal("OFFICE_ENDED", path=("id",))
    if standing.members:
        yield Refusal("OFFICE_HAS_MEMBERS", path=("id",), count=standing.members)
    if standing.cases:
        yield Refusal("OFFICE_HAS_CASES", path=("id",), count=standing.cases)
    if standing.below:
        yield Refusal("OFFICE_HAS_LOWER", path=("id",), count=standing.below)


async def standing_on(locks: Locks, ending: Office | Organization) -> Standing:
    """Return what stands on an office or on an organisation with its offices; of those who see no case, how many cases alone is told."""
    session = locks.session
    if isinstance(ending, Organization):
        of_it = select(Office).where(Office.organization_id == ending.id, Office.ended_at.is_(None)).order_by(Office.id)
        offices = (await session.scalars(of_it)).all()
        lower = select(func.count()).where(Organization.parent_id == ending.id, Organization.ended_at.is_(None))
    else:
        offices = [ending]
        under = select(Organization.id).where(Organization.parent_id == ending.organization_id)
        of_line = Office.department_code.is_not_distinct_from(ending.department_code)
        lower = select(func.count()).where(Office.organization_id.in_(under), of_line, Office.ended_at.is_(None))
    keys = [each.id for each in offices]
    members = await session.scalar(select(func.count()).where(Membership.office_id.in_(keys), Membership.ends_at > locks.at.now))
    cases = [await session.scalar(select(func.count()).select_from(of).where(unfinished)) for of, unfinished in _unfinished(locks, keys)]
    return Standing(ending.ended_at is not None, members or 0, sum(each or 0 for each in cases), await session.scalar(lower) or 0, offices)


def _unfinished(locks: Locks, keys: Sequence[object]) -> Iterator[tuple[type[Row], ColumnElement[bool]]]:
    """Yield of what offices answer for the table and the condition: referrals in which they have a part, items and needs of their own."""
    may_come_back = or_(
        Referral.state.in_([*(state.value for state in OPEN), State.COMPLETED.value]),
        Referral.waits_office,
        (Referral.state == State.CONFIRMED.value) & (Referral.reopen_until > locks.at.now),
    )
    theirs = or_(Referral.office_id.in_(keys), Referral.dispatching_office_id.in_(keys), Referral.delegating_office_id.in_(keys))
    yield Referral, theirs & may_come_back
    to_dispatch = AssistanceItem.state.in_([state.value for state in DISPATCHABLE])
    yield AssistanceItem, AssistanceItem.owner_office_id.in_(keys) & to_dispatch
    yield Need, Need.owner_office_id.in_(keys) & Need.status.in_([status.value for status in UNSOLVED])
