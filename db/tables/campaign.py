"""Dated visiting campaigns.

Source: docs/domain.md 2; the notice of 2020-04-22 (docs/domain-facts.md 1.2).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, Versioned, identifier, refers_to


class Campaign(InRegion, Versioned, Row):
    """A visiting campaign of one federation over one division, from a day to a day (both included)."""

    __tablename__ = "campaign"
    use = Use.HISTORY
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="period"),)

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    title: Mapped[str]
    document_number: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    categories: Mapped[list[str]]
    office_id: Mapped[UUID] = refers_to("office.id")
    parent_id: Mapped[UUID | None] = refers_to("campaign.id")
    created_at: Mapped[datetime]
