"""Families that have moved to another county, each proposed to the federation there, which learns nothing of it before it accepts.

Source: docs/decisions/033-moving.md.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, Versioned, identifier, one_of, refers_to
from domain.moving import MoveState


class FamilyMoveProposal(Versioned, InRegion, Row):
    """One family that is proposed; the region is the village where it would live, `from_region_code` the county that it leaves.

    `told_cipher`: the address there and where the family is registered then, sealed for the row, gone once it is decided.
    """

    __tablename__ = "family_move_proposal"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("state", MoveState),
        Index(None, "county_code", "at", "id"),
        Index(None, "from_region_code", "at", "id"),
        Index(None, "office_id", "at", "id"),
        Index(None, "family_id"),
        Index("uq_family_move_proposal_open", "family_id", unique=True, postgresql_where=text("state = 'OPEN'")),
    )

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    family_id: Mapped[UUID] = refers_to("family.id")
    from_region_code: Mapped[str] = mapped_column(Code)
    office_id: Mapped[UUID] = refers_to("office.id")
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Code)
    due_at: Mapped[datetime]
    """By when it is to be decided; it does not lapse."""
    reason: Mapped[str | None] = mapped_column(Code)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    told_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)

    def decide(self, state: MoveState, by: UUID, now: datetime) -> None:
        """Write what became of it; what was told for the new county is gone with that."""
        self.state, self.decided_by, self.decided_at, self.told_cipher = state, by, now, None
        self.changed(now)
