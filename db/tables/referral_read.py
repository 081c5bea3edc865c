"""What accounts have read of referrals.

Source: docs/domain.md 3. Beside the referral, so that reading counts no version and leaves no event.
"""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, Use


class ReferralRead(Row):
    """That an account has read a referral, up to and with the step of its history in `event_id`."""

    __tablename__ = "referral_read"
    use = Use.HISTORY | Use.CHANGED

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    event_id: Mapped[UUID | None]
    """By its identity, not by a moment: a step that was begun before the reading and committed after it is not yet read."""
