"""Creates the accounts of the three administrators of a new installation, those that do not exist yet.

Source: docs/domain.md 1 (三员: nobody holds two of the roles, none of them reads a case); run by `lianbang bootstrap`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.server.unpooled import engine_of
from db.tables.account import Account, Membership
from db.tables.organization import Office, Organization
from domain.viewer import OrganizationKind, Role

ADMINISTRATORS = {
    "admin.system": (Role.SYSTEM_ADMIN, "系统管理员"),
    "admin.security": (Role.SECURITY_ADMIN, "安全管理员"),
    "admin.audit": (Role.AUDIT_ADMIN, "审计管理员"),
}
NATION = "0" * 12
OFFICE = "平台管理"
TERM = timedelta(days=3653)
"""Length of their memberships; another administrator may end one earlier."""


@dataclass(frozen=True)
class Made:
    """A new administrator: the account's subject and role, and the membership that its tokens name."""

    subject: str
    role: Role
    membership: UUID


async def bootstrap(loader_url: str, now: datetime) -> list[Made]:
    """Create the missing administrators over the loader's login, and return those."""
    engine = engine_of(loader_url)
    try:
        async with AsyncSession(engine) as session, session.begin():
            await session.execute(text("select pg_advisory_xact_lock(hashtext('lianbang bootstrap'))"))
            there = set(await session.scalars(select(Account.subject).where(Account.subject.in_(ADMINISTRATORS))))
            missing = [subject for subject in ADMINISTRATORS if subject not in there]
            if not missing:
                return []
            office = await platform_office(session)
            return [await _make(session, subject, office, now) for subject in missing]
    finally:
        await engine.dispose()


async def platform_office(session: AsyncSession) -> UUID:
    """Return the id of the office of the administrators, which is made if it is missing."""
    found = await session.scalar(select(Office.id).where(Office.name == OFFICE, Office.region_code == NATION))
    if found is not None:
        return found
    organization = Organization(id=uuid4(), kind=OrganizationKind.FEDERATION, name=OFFICE, region_code=NATION)
    office = Office(id=uuid4(), organization_id=organization.id, kind=organization.kind, name=OFFICE, region_code=NATION)
    session.add(organization)
    await session.flush()
    session.add(office)
    await session.flush()
    return office.id


async def _make(session: AsyncSession, subject: str, office: UUID, now: datetime) -> Made:
    role, name = ADMINISTRATORS[subject]
    start = now.astimezone(UTC)
    account = Account(id=uuid4(), subject=subject, name=name)
    session.add(account)
    await session.flush()
    membership = Membership(
        id=uuid4(),
        account_id=account.id,
        office_id=office,
        office_region_code=NATION,
        role=role,
        scope=[NATION],
        starts_at=start,
        ends_at=start + TERM,
    )
    session.add(membership)
    await session.flush()
    return Made(subject, role, membership.id)
