"""Emergency views: an office asked for one family that it is not shown, said why, and was shown it for some hours, or nothing was found.

Source: docs/domain.md 7 (emergency view).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, Versioned, below_county, identifier, one_of, refers_to
from domain.emergency import ViewDecision


class EmergencyView(InRegion, Versioned, Row):
    """One call, whether or not a family was found. `region_code`: the county in which it was looked for."""

    __tablename__ = "emergency_view"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("decision", ViewDecision),
        Index(None, "account_id", "at"),
        Index(None, "office_id", "at", "id"),
        Index(None, "county_code", "at", "id"),
        *below_county("emergency_view", "at"),
        Index(None, "city_code", "at", "id"),
        Index(None, "province_code", "at", "id"),
    )

    id: Mapped[UUID] = identifier()
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    """When the family is shown no more; null where none was found."""
    account_id: Mapped[UUID] = refers_to("account.id")
    office_id: Mapped[UUID] = refers_to("office.id")
    family_id: Mapped[UUID | None] = refers_to("family.id")
    reason: Mapped[str] = mapped_column(Code)
    text: Mapped[str]
    decision: Mapped[str | None] = mapped_column(Code)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    note: Mapped[str | None]
