"""Lines of requests for funds: granted items that an office must pay.

Source: docs/domain.md 3 (Pooled items); docs/decisions/026-pooled-items.md.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, below_county, identifier, one_of, refers_to
from domain.fund import ASKED, LineState

ASKED_STATES = "state in ({})".format(", ".join(sorted(f"'{state}'" for state in ASKED)))


class ItemLine(InRegion, Row):
    """One granted item in a request for funds. `region_code` is the requesting office's. Sums are in fen."""

    __tablename__ = "item_line"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("state", LineState),
        Index("uq_item_line_asked", "granted_id", "due", unique=True, postgresql_where=text(ASKED_STATES)),
        Index(None, "item_id", "id"),
        Index(None, "owner_office_id", "created_at", "id"),
        *below_county("item_line", "created_at"),
        Index(None, "county_code", "created_at", "id"),
        Index(None, "city_code", "created_at", "id"),
        Index(None, "province_code", "created_at", "id"),
    )

    id: Mapped[UUID] = identifier()
    item_id: Mapped[UUID] = refers_to("assistance_item.id", deferred=True)
    """The request in which it stands; what was left unpaid moves on to the next."""
    referral_id: Mapped[UUID | None] = refers_to("referral.id", index=True, deferred=True)
    """The request's lead referral; null before a dispatch and after a return."""
    owner_office_id: Mapped[UUID] = refers_to("office.id")
    """The office that requests."""
    granted_id: Mapped[UUID] = refers_to("assistance_item.id")
    """The item that it pays, of a family: no finance office sees it."""
    granted_referral_id: Mapped[UUID] = refers_to("referral.id", index=True)
    """The referral by which the requesting office granted it."""
    type_code: Mapped[str] = mapped_column(Code)
    type_version: Mapped[int]
    township_code: Mapped[str] = mapped_column(Code)
    """The township in which the family lives: nothing nearer is told."""
    period: Mapped[date]
    """The first day of the month for which it is asked."""
    due: Mapped[date]
    """The first day of the month in which it fell due."""
    persons: Mapped[int]
    sum: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Code, default=LineState.OPEN)
    failure: Mapped[str | None] = mapped_column(Code)
    created_at: Mapped[datetime]
