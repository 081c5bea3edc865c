"""Calls to people who were placed on a post: whether they are on it still.

Source: docs/domain.md 5.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.placement import CallResult


class PlacementCall(InRegion, Row):
    """One call after a placement was confirmed, and its answer."""

    __tablename__ = "placement_call"
    use = Use.HISTORY
    __table_args__ = (one_of("result", CallResult), Index(None, "referral_id", "at"))

    id: Mapped[UUID] = identifier()
    referral_id: Mapped[UUID] = refers_to("referral.id")
    family_id: Mapped[UUID] = refers_to("family.id")
    dispatching_office_id: Mapped[UUID] = refers_to("office.id")
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    result: Mapped[str] = mapped_column(Code)
    left_on: Mapped[date | None]
    left_reason: Mapped[str | None] = mapped_column(Code)
    wants_another: Mapped[bool | None] = mapped_column(Boolean)
    note: Mapped[str | None]
