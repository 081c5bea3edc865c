"""Visits, and drafts of visits, which only their author sees.

Source: docs/domain.md 2 (Visit); a draft is counted nowhere (docs/lifecycle.md).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import BESIDE, Code, InRegion, Row, Use, Versioned, identifier, one_of, refers_to
from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode, VisitState

NOT_MET, WITHDRAWN = "contact_result <> 'MET'", "state <> 'RECORDED'"


class Visit(Versioned, InRegion, Row):
    """One contact with a family; the region is the family's residence."""

    __tablename__ = "visit"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (
        one_of("state", VisitState),
        one_of("mode", VisitMode),
        one_of("channel", IntakeChannel),
        one_of("contact_result", ContactResult),
        one_of("notice_basis", NoticeBasis),
        Index(None, "family_id", "at"),
        Index(None, "county_code", "updated_at"),
        Index("ix_visit_changed", "updated_at", info=BESIDE),
        Index("ix_visit_counted", "region_code", "state", info=BESIDE),
        Index(None, "county_code", "at", "id"),
        Index(None, "village_code", "at", "id"),
        Index("ix_visit_of_town", "town_code", "at", "id", info=BESIDE),
        Index(None, "city_code", "at", "id"),
        Index(None, "province_code", "at", "id"),
        Index(None, "hotline_ticket"),
        Index("ix_visit_not_met", "contact_result", "at", "id", postgresql_where=text(NOT_MET), info=BESIDE),
        Index("ix_visit_few_not_met", "contact_result", "region_code", postgresql_where=text(NOT_MET), info=BESIDE),
        Index("ix_visit_withdrawn", "state", "at", "id", postgresql_where=text(WITHDRAWN), info=BESIDE),
        Index("ix_visit_few_withdrawn", "state", "region_code", postgresql_where=text(WITHDRAWN), info=BESIDE),
        Index("ix_visit_of_campaign", "campaign_id", "at", "id", postgresql_where=text("campaign_id is not null"), info=BESIDE),
    )

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    family_id: Mapped[UUID] = refers_to("family.id")
    person_id: Mapped[UUID | None] = refers_to("person.id")
    campaign_id: Mapped[UUID | None] = refers_to("campaign.id")
    visitor_id: Mapped[UUID] = refers_to("account.id")
    office_id: Mapped[UUID] = refers_to("office.id")
    mode: Mapped[str] = mapped_column(Code)
    channel: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    contact_result: Mapped[str] = mapped_column(Code)
    categories: Mapped[list[str]] = mapped_column(default=list)
    """Target categories that tell nothing of health."""
    health_categories: Mapped[list[str]] = mapped_column(default=list)
    category_text: Mapped[str | None]
    """What a category such as OTHER means here."""
    no_difficulty: Mapped[bool] = mapped_column(Boolean, default=False)
    notice_basis: Mapped[str | None] = mapped_column(Code)
    no_home_visit_reason: Mapped[str | None] = mapped_column(Code)
    hotline_ticket: Mapped[str | None]
    callback_due_at: Mapped[datetime | None]
    companions: Mapped[str | None]
    led_by_leading_cadre: Mapped[bool] = mapped_column(Boolean, default=False)
    consolation_kind: Mapped[str | None]
    consolation_value: Mapped[int | None]
    income_per_head: Mapped[int | None]
    suggestions: Mapped[str | None]
    safety_measures: Mapped[str | None]
    dynamic_update_year: Mapped[int | None] = mapped_column(SmallInteger)
    next_contact_on: Mapped[date | None]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Code, default=VisitState.RECORDED)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = refers_to("account.id")
    withdrawal_reason: Mapped[str | None] = mapped_column(Code)
    before_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What the visit told of a registered family, by column of it with what stood there; sealed, gone once it is given back."""


class VisitDraft(Row):
    """The input that its author has filled in so far, as JSON encrypted by `db.protect.cipher`."""

    __tablename__ = "visit_draft"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (Index(None, "author_id", "saved_at"),)

    id: Mapped[UUID] = identifier()
    author_id: Mapped[UUID] = refers_to("account.id")
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]
    body_cipher: Mapped[bytes] = mapped_column(LargeBinary)
