"""What follows from the visits of a family that stand: those that were withdrawn count nowhere.

Source: docs/domain.md 2 (Visit).
"""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.tables.visit import Visit
from domain.time.calendar import day_of
from domain.visit import VisitState

STANDS = Visit.state == VisitState.RECORDED.value


async def first_met_on(session: AsyncSession, person: UUID) -> date | None:
    """Return the day of the first visit that met a person; None if none did."""
    met = await session.scalar(select(func.min(Visit.at)).where(Visit.person_id == person, STANDS))
    return None if met is None else day_of(met)
