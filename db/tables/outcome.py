"""Outcomes of referrals: the decision of an office, and the help it gave.

Source: docs/domain.md 3 (Outcomes), docs/domain-facts.md 4.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, InRegion, Row, Use, identifier, one_of, refers_to
from domain.outcome import BenefitPer, Result


class Outcome(InRegion, Row):
    """One version of a referral's outcome; the highest version is in force. Amounts are in fen."""

    __tablename__ = "outcome"
    use = Use.HISTORY
    __table_args__ = (one_of("result", Result), one_of("benefit_per", BenefitPer), Index(None, "referral_id", "version", unique=True))

    id: Mapped[UUID] = identifier()
    referral_id: Mapped[UUID] = refers_to("referral.id")
    family_id: Mapped[UUID | None] = refers_to("family.id")
    dispatching_office_id: Mapped[UUID] = refers_to("office.id")
    version: Mapped[int]
    at: Mapped[datetime]
    result: Mapped[str] = mapped_column(Code)
    decided_on: Mapped[date]
    note: Mapped[str | None]
    review_on: Mapped[date | None]
    benefit_amount: Mapped[int | None] = mapped_column(BigInteger)
    benefit_per: Mapped[str | None] = mapped_column(Code)
    benefit_from: Mapped[date | None]
    benefit_until: Mapped[date | None]
    benefit_first_payment_on: Mapped[date | None]
    benefit_channel: Mapped[str | None]
    placement_recognition_number: Mapped[str | None]
    placement_employer: Mapped[str | None]
    placement_post: Mapped[str | None]
    placement_region_code: Mapped[str | None] = mapped_column(Code)
    placement_from: Mapped[date | None]
    placement_until: Mapped[date | None]
    placement_hours: Mapped[int | None]
    placement_pay: Mapped[int | None] = mapped_column(BigInteger)
    placement_insured: Mapped[bool | None] = mapped_column(Boolean)
    recognition_status: Mapped[str | None]
    recognition_from: Mapped[date | None]
    recognition_kind: Mapped[str | None] = mapped_column(Code)
    recognition_risk_cause: Mapped[str | None] = mapped_column(Code)
    recognition_measures: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    recognition_helper: Mapped[str | None]
    service_provider: Mapped[str | None]
    service_delivered_on: Mapped[date | None]
    payment_indicator_document: Mapped[str | None]
    payment_source: Mapped[str | None] = mapped_column(Code)
    payment_subject_code: Mapped[str | None] = mapped_column(Code)
    payment_paid_on: Mapped[date | None]
    payment_requested: Mapped[int | None] = mapped_column(BigInteger)
    payment_paid: Mapped[int | None] = mapped_column(BigInteger)
    payment_failed_persons: Mapped[int | None]
    refusal_code: Mapped[str | None] = mapped_column(Code)
    refusal_text: Mapped[str | None]
    refusal_notice_delivered_on: Mapped[date | None]
    refusal_how_to_object: Mapped[str | None]
