"""Somebody who was registered under the ID number of a person whom the one who registered does not see: for the cadres of that county.

Source: docs/domain.md 2 (Person). A row names persons and family without foreign keys: a key would wait for locks on the known rows, and
forbid to take back what was registered; whoever registers must notice neither.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, Versioned, identifier, one_of, refers_to
from domain.family import MatchDecision


class PersonMatch(InRegion, Versioned, Row):
    """A known person and one registered later under the same number; `region_code` is the county (or city without counties) where the known
    one lives, `family_id` is that one's."""

    __tablename__ = "person_match"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (one_of("decision", MatchDecision), Index(None, "county_code", "created_at", "id"), Index(None, "city_code"))

    id: Mapped[UUID] = identifier()
    known_id: Mapped[UUID]
    family_id: Mapped[UUID]
    registered_id: Mapped[UUID]
    created_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(Code)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    note: Mapped[str | None]
