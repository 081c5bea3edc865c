"""Follow-ups: the federation asks the family about the help, which confirms or reopens the referral.

Source: docs/domain.md 5.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.follow_up import FollowUpResult, Satisfaction


class FollowUp(InRegion, Row):
    """One contact with the family after completion, and its answer."""

    __tablename__ = "follow_up"
    use = Use.HISTORY
    __table_args__ = (one_of("result", FollowUpResult), one_of("satisfaction", Satisfaction), Index(None, "referral_id", "at"))

    id: Mapped[UUID] = identifier()
    referral_id: Mapped[UUID] = refers_to("referral.id")
    family_id: Mapped[UUID] = refers_to("family.id")
    dispatching_office_id: Mapped[UUID] = refers_to("office.id")
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    result: Mapped[str] = mapped_column(Code)
    satisfaction: Mapped[str] = mapped_column(Code)
    note: Mapped[str | None]
