"""Corrections of values of families, persons and visits: made by the federation, or proposed by an office or the person and decided.

Source: docs/domain.md 7. What was told stands in a table of its own, so that it can be erased and is seen by the federation alone.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import BESIDE, Code, InRegion, Row, Use, Versioned, identifier, one_of, refers_to
from domain.access_report import AskedBy
from domain.correction import CorrectedValue, CorrectionState

PROPOSED = text("referral_id is not null or received_on is not null")
"""What an office proposes or a person asks for."""


class Correction(Versioned, InRegion, Row):
    """One value that is corrected; the region is the family's residence. `referral_id`: by which an office proposes it.

    `received_on`, `asked_by`, `channel`: when the federation received what a person asks for, who asked, in which way;
    `answered_on`: when they were told.
    """

    __tablename__ = "correction"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("value", CorrectedValue),
        one_of("state", CorrectionState),
        one_of("asked_by", AskedBy),
        CheckConstraint("(received_on is null) = (asked_by is null) and (received_on is null or referral_id is null)", name="asked"),
        CheckConstraint("channel is null or received_on is not null", name="channel"),
        CheckConstraint("answered_on is null or answered_on >= received_on", name="answered"),
        Index(None, "family_id"),
        Index(None, "county_code", "at", "id"),
        Index("ix_correction_of_town", "town_code", "at", "id", info=BESIDE),
        Index(None, "village_code", "at", "id"),
        Index("ix_correction_proposed_city", "city_code", "at", "id", postgresql_where=PROPOSED),
        Index("ix_correction_proposed_province", "province_code", "at", "id", postgresql_where=PROPOSED),
        Index("ix_correction_proposed_office", "office_id", "at", "id", postgresql_where=text("referral_id is not null")),
        Index("ix_correction_due", "county_code", "at", "id", postgresql_where=text("state = 'OPEN'")),
        Index(None, "visit_id", postgresql_where=text("visit_id is not null")),
        Index(None, "referral_id", postgresql_where=text("referral_id is not null")),
    )

    id: Mapped[UUID] = identifier()
    family_id: Mapped[UUID] = refers_to("family.id")
    person_id: Mapped[UUID | None] = refers_to("person.id")
    visit_id: Mapped[UUID | None] = refers_to("visit.id")
    """The visit whose value it is; null for a value of a family or person."""
    referral_id: Mapped[UUID | None] = refers_to("referral.id")
    office_id: Mapped[UUID] = refers_to("office.id")
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    value: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    reason: Mapped[str] = mapped_column(Code)
    due_at: Mapped[datetime | None]
    """By when a proposal is to be decided; it does not lapse."""
    refusal: Mapped[str | None] = mapped_column(Code)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    received_on: Mapped[date | None]
    asked_by: Mapped[str | None] = mapped_column(Code)
    channel: Mapped[str | None] = mapped_column(Code)
    answered_on: Mapped[date | None]


class CorrectionText(InRegion, Row):
    """What a correction says: the right value, the one that it replaced, a note. Numbers of persons are never here."""

    __tablename__ = "correction_text"
    use = Use.HISTORY | Use.CHANGED

    correction_id: Mapped[UUID] = mapped_column(primary_key=True)
    family_id: Mapped[UUID]
    proposed: Mapped[str | None]
    """Null where the value is taken away."""
    replaced: Mapped[str | None]
    """Of a proposal null until it is accepted, but for the value that is to be taken away."""
    note: Mapped[str | None]
