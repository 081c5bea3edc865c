"""Matches: a person was registered again under a known ID number, by somebody who cannot see the known person.

Source: docs/domain.md 2 (Person). There are no foreign keys: by their locks and refusals the registering account could notice the match.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, Versioned, below_county, identifier, one_of, refers_to
from domain.family import MatchDecision


class PersonMatch(InRegion, Versioned, Row):
    """A known person, and one registered later under the same number.

    `family_id`: the known person's; `region_code`: the county, or the city without counties, in which they live.
    """

    __tablename__ = "person_match"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (
        one_of("decision", MatchDecision),
        Index(None, "county_code", "created_at", "id"),
        Index(None, "city_code"),
        *below_county("person_match", "created_at"),
    )

    id: Mapped[UUID] = identifier()
    known_id: Mapped[UUID]
    family_id: Mapped[UUID]
    registered_id: Mapped[UUID]
    created_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(Code)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    note: Mapped[str | None]
