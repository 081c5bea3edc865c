"""Dated visiting campaigns, and the families on their lists.

Source: docs/domain.md 2; the notice of 2020-04-22 (docs/domain-facts.md 1.2).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import BESIDE, Code, InRegion, Row, Use, Versioned, identifier, one_of, refers_to
from domain.campaign import ListingState
from domain.visit import ContactResult


class Campaign(InRegion, Versioned, Row):
    """A visiting campaign of one federation over one division, from a day to a day (both included)."""

    __tablename__ = "campaign"
    use = Use.HISTORY
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="period"),
        Index(None, "created_at", "id", info=BESIDE),
        Index(None, "parent_id", info=BESIDE),
    )

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    title: Mapped[str]
    document_number: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    categories: Mapped[list[str]]
    office_id: Mapped[UUID] = refers_to("office.id")
    parent_id: Mapped[UUID | None] = refers_to("campaign.id")
    counts_told: Mapped[bool] = mapped_column(default=False)
    """Whether who only counts is told how far its list came (`domain.campaign.counts_are_told`)."""
    created_at: Mapped[datetime]


class CampaignListing(InRegion, Versioned, Row):
    """A family on a campaign's list; the region is the family's residence."""

    __tablename__ = "campaign_listing"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        UniqueConstraint("campaign_id", "family_id"),
        one_of("state", ListingState),
        one_of("contact_result", ContactResult),
        Index(None, "family_id"),
        Index(None, "county_code", "listed_at", "id"),
        Index(None, "village_code", "listed_at", "id"),
        Index("ix_campaign_listing_of_town", "town_code", "listed_at", "id", info=BESIDE),
        Index("ix_campaign_listing_changed", "county_code", "updated_at", info=BESIDE),
        Index(None, "visitor_id", "state"),
        Index("ix_campaign_listing_of_campaign", "county_code", "campaign_id", "listed_at", "id", info=BESIDE),
        Index(
            "ix_campaign_listing_not_visited",
            *("county_code", "state", "listed_at", "id"),
            postgresql_where=text("state <> 'VISITED'"),
            info=BESIDE,
        ),
        Index(
            "ix_campaign_listing_not_met",
            *("county_code", "contact_result", "listed_at", "id"),
            postgresql_where=text("contact_result is not null"),
            info=BESIDE,
        ),
    )

    id: Mapped[UUID] = identifier()
    campaign_id: Mapped[UUID] = refers_to("campaign.id")
    family_id: Mapped[UUID] = refers_to("family.id")
    visitor_id: Mapped[UUID | None] = refers_to("account.id")
    state: Mapped[str] = mapped_column(Code)
    contact_result: Mapped[str | None] = mapped_column(Code)
    """Why nobody was met, at the last visit in the campaign's period."""
    removed_reason: Mapped[str | None] = mapped_column(Code)
    listed_at: Mapped[datetime]
