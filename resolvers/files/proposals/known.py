"""What there is already of what a list names: accounts, memberships, organisations, offices, and what is proposed of them.

Source: docs/decisions/046-a-province-begins.md. It is read as the administrator sees it, once for the file.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, String, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from db.session.transaction import Transaction
from db.tables.account import Account, Membership
from db.tables.organization import Office, Organization
from db.tables.proposal import Proposal
from domain.proposal import ProposalState
from domain.viewer import RegionLevel
from resolvers.files.visits.form.visit_input import Values


@dataclass(frozen=True)
class Known:
    """What there is. `waiting`: what is proposed and not decided; `names`: those of organisations by their keys."""

    accounts: Mapping[str, Account]
    memberships: Sequence[Membership]
    organizations: Sequence[Organization]
    offices: Sequence[Office]
    names: Mapping[UUID, str]
    waiting: list[Proposal]


async def look_up(tx: Transaction, rows: Collection[Values]) -> Known:
    """Return what there is of the subjects and divisions that some rows name."""
    session, now = tx.session, tx.now
    subjects = {each["subject"] for each in rows if "subject" in each}
    places = {code for each in rows for key in ("division", "region") if (code := each.get(key))}
    places |= {code[:level].ljust(int(RegionLevel.VILLAGE), "0") for code in places for level in RegionLevel}
    accounts = (await session.scalars(select(Account).where(_among(Account.subject, subjects)))).all()
    running = select(Membership).where(Membership.account_id.in_([each.id for each in accounts]), Membership.ends_at > now)
    standing = select(Organization).where(_among(Organization.region_code, places), Organization.ended_at.is_(None))
    organizations = (await session.scalars(standing)).all()
    offices = await session.scalars(select(Office).where(_among(Office.region_code, places), Office.ended_at.is_(None)))
    waiting = await session.scalars(select(Proposal).where(Proposal.state == ProposalState.PROPOSED.value))
    return Known(
        {each.subject: each for each in accounts},
        (await session.scalars(running)).all(),
        organizations,
        offices.all(),
        {each.id: each.name for each in organizations},
        list(waiting.all()),
    )


def _among(column: object, texts: Collection[str]) -> ColumnElement[bool]:
    return column == any_(literal(sorted(texts), ARRAY(String)))
