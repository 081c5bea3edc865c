"""Has the database carry out what administrators of the demonstration county approved, by its own trigger, as it does for anybody.

Source: docs/decisions/041-two-administrators.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from db.tables.declare import Row
from db.tables.proposal import Proposal
from domain.proposal import ProposalState

DECIDE = "update proposal set state = $2, decided_at = $3, decided_by = $4, version = $5, updated_at = $6 where id = $1"


@dataclass(frozen=True)
class Approval:
    """When and by whom a proposal was approved, and what it said then of its version."""

    proposal: UUID
    at: datetime | None
    by: UUID | None
    version: int
    updated_at: datetime


def held_back(rows: Iterable[Row]) -> list[Approval]:
    """Put approved proposals back to where they were before; return their approvals, in their order."""
    found = list[Approval]()
    for row in rows:
        if isinstance(row, Proposal) and row.state == ProposalState.APPROVED:
            found.append(Approval(row.id, row.decided_at, row.decided_by, row.version, row.updated_at))
            row.state, row.decided_at, row.decided_by = ProposalState.PROPOSED, None, None
            row.version, row.updated_at = 1, row.at
    return found


async def approve(connection: asyncpg.Connection, approvals: Iterable[Approval]) -> None:
    """Approve proposals; one that does not fit the reference data that this database has stays proposed."""
    for each in approvals:
        try:
            async with connection.transaction():
                await connection.execute(DECIDE, each.proposal, ProposalState.APPROVED, each.at, each.by, each.version, each.updated_at)
        except asyncpg.CheckViolationError:
            continue
