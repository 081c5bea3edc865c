"""How long each kind of rows is kept, and what is held back from removal.

Source: docs/domain.md 7 (retention); docs/decisions/048-audit-search.md. `db/protect/trail/past_time.py` removes by both.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, Versioned, identifier, one_of, refers_to
from domain.legal_hold import HoldState
from domain.retention import RetentionKind


class LegalHold(Versioned, Row):
    """What is not removed though its time is past: of a family, of an account, of both together; of neither: everything."""

    __tablename__ = "legal_hold"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("state", HoldState),
        CheckConstraint("(ended_at is null) = (state not in ('DECLINED', 'ENDED'))", name="ends"),
        CheckConstraint("decided_by <> proposed_by", name="two_people"),
        CheckConstraint("state <> 'ENDED' or end_decided_by <> end_proposed_by", name="two_people_end"),
        Index(None, "at", "id"),
    )

    id: Mapped[UUID] = identifier()
    state: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    proposed_by: Mapped[UUID] = refers_to("account.id")
    reason: Mapped[str] = mapped_column(Code)
    family_id: Mapped[UUID | None]
    """No foreign key: what an import registered can still be taken back."""
    account_id: Mapped[UUID | None] = refers_to("account.id")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    end_proposed_at: Mapped[datetime | None]
    end_proposed_by: Mapped[UUID | None] = refers_to("account.id")
    end_decided_by: Mapped[UUID | None] = refers_to("account.id")
    ended_at: Mapped[datetime | None]
    """Since when it holds nothing; null while it holds."""


class RetentionRule(Row):
    """One version of how many years a kind is kept; `since`: the column of the moment from which they count; `basis`: in law."""

    __tablename__ = "retention_rule"
    use = Use.READ
    __table_args__ = (one_of("kind", RetentionKind), CheckConstraint("years > 0", name="years"))

    kind: Mapped[str] = mapped_column(Code, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    years: Mapped[int] = mapped_column(SmallInteger)
    since: Mapped[str] = mapped_column(Code)
    basis: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    origin: Mapped[str] = mapped_column(Code, default="FILE")
