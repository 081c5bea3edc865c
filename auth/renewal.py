"""Gives an administrator's role, which nobody holds any more, to an account: the way out where no proposal can be made or approved.

Source: docs/decisions/047-what-administrators-keep.md (The way out); run by `lianbang renew-administrator`.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from auth.bootstrap import NATION, Made, platform_office
from db.server.unpooled import engine_of
from db.tables.account import Account, Membership
from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from domain.terminal_error import TerminalError
from domain.viewer import Role

TERM = timedelta(days=30)
"""How long it runs: time enough to propose and approve what goes on."""
ACTION = "bootstrapRenew"
"""What the audit trail calls it."""


class RenewalError(TerminalError):
    """The role is not given; the text says why."""


async def renew(loader_url: str, role: Role, subject: str, now: datetime) -> Made:
    """Give a role to an account for a month, over the loader's login, with a record in the audit trail. Raises RenewalError."""
    engine = engine_of(loader_url)
    try:
        async with AsyncSession(engine) as session, session.begin():
            await session.execute(text("select pg_advisory_xact_lock(hashtext('lianbang bootstrap'))"))
            account = await session.scalar(select(Account).where(Account.subject == subject).with_for_update())
            if account is None:
                raise RenewalError(f"There is no account {subject!r}.")
            to_end = Membership.ends_at > now
            if await session.scalar(select(Membership.id).where(to_end, Membership.role == role.value).limit(1)) is not None:
                raise RenewalError(f"Somebody holds {role} or is to: whoever follows is proposed and approved by the administrators.")
            if await session.scalar(select(Membership.id).where(to_end, Membership.account_id == account.id).limit(1)) is not None:
                raise RenewalError(f"{subject} holds another role or is to: an administrator holds no other.")
            return await _give(session, role, account, now.astimezone(UTC))
    finally:
        await engine.dispose()


async def _give(session: AsyncSession, role: Role, account: Account, now: datetime) -> Made:
    office = await platform_office(session)
    place = {"office_id": office, "office_region_code": NATION, "scope": [NATION]}
    membership = Membership(id=uuid4(), account_id=account.id, role=role, starts_at=now, ends_at=now + TERM, **place)
    session.add(membership)
    await session.flush()
    told = {"target_type": "Membership", "target_id": membership.id, "reason": role.value}
    session.add(AuditRecord(id=uuid4(), at=now, kind=AuditKind.COMMAND, action=ACTION, trace="terminal", **told))
    await session.flush()
    return Made(account.subject, role, membership.id)
