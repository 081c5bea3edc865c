"""Families whom an office hands to the federation, which may not know them; who they are stands apart until that is decided.

Source: docs/domain.md 3 (`familyHandOver`).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import BESIDE, Code, InRegion, Row, Use, Versioned, identifier, one_of, refers_to
from domain.ask import AskState
from domain.visit import NoticeBasis


class FamilyHandOver(Versioned, InRegion, Row):
    """One family that is handed over; the region is the village that the office names. `family_id`: as which it was taken on."""

    __tablename__ = "family_hand_over"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("state", AskState),
        one_of("notice_basis", NoticeBasis),
        Index(None, "county_code", "at", "id"),
        Index("ix_family_hand_over_of_town", "town_code", "at", "id", info=BESIDE),
        Index(None, "village_code", "at", "id"),
        Index(None, "city_code", "at", "id"),
        Index(None, "province_code", "at", "id"),
        Index(None, "office_id", "at", "id"),
        Index(None, "family_id"),
    )

    id: Mapped[UUID] = identifier()
    office_id: Mapped[UUID] = refers_to("office.id")
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    external_reference: Mapped[str | None]
    domain: Mapped[str] = mapped_column(Code)
    notice_basis: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    due_at: Mapped[datetime]
    """By when it is to be decided; it does not lapse."""
    reason: Mapped[str | None] = mapped_column(Code)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    family_id: Mapped[UUID | None] = refers_to("family.id")


class FamilyHandOverText(InRegion, Row):
    """Who is meant, where and how they are reached, what they need: kept until that is decided, and not longer."""

    __tablename__ = "family_hand_over_text"
    use = Use.HISTORY | Use.REMOVED

    hand_over_id: Mapped[UUID] = mapped_column(primary_key=True)
    head_name: Mapped[str]
    phone: Mapped[str | None]
    address: Mapped[str | None]
    request_text: Mapped[str]
