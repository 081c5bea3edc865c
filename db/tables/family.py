"""Families: a household, where it lives, how it wants to be contacted.

Source: docs/domain.md 2. `region_code` of a family and its rows is the residence; the registration region only decides routes.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.protect.masking import coarse_name, masked_name, masked_phone
from db.tables.declare import BESIDE, Code, InRegion, Row, Use, Versioned, identifier, in_place_of, one_of, refers_to
from domain.family import ContactBy, ContactThrough

BYTEWISE_NAME = text('display_name collate "C"')
"""A name as its indexes order it: a prefix is a range, whatever the database's own collation."""


def _created(level: str) -> Index:
    """Return the index of the families of a division in the order of their creation, by which they are counted without reading a row."""
    columns, asked = (f"{level}_code", "created_at", "id"), ["region_code", "merged_into_id"]
    return Index(
        f"ix_family_{level}_created", *columns, postgresql_include=asked, info=in_place_of(f"ix_family_{level}_code_created_at_id")
    )


class Family(Versioned, InRegion, Row):
    """A household. `display_name` is its head's name; `address` is the part below the village."""

    __tablename__ = "family"
    use = Use.HISTORY | Use.CHANGED | Use.REMOVED
    __table_args__ = (
        one_of("contact_wish_by", ContactBy),
        one_of("contact_wish_through", ContactThrough),
        Index(None, "county_code", "updated_at"),
        Index("ix_family_changed", "updated_at", info=BESIDE),
        *map(_created, ("county", "city", "province")),
        Index(None, "village_code", "created_at", "id"),
        Index(None, "town_code", "created_at", "id"),
        Index(None, "phone"),
        Index("ix_family_county_name", "county_code", BYTEWISE_NAME, postgresql_where=text("head_id is null")),
        Index(None, "merged_into_id", postgresql_where=text("merged_into_id is not null")),
        Index(None, "split_from_id", postgresql_where=text("split_from_id is not null")),
        Index("ix_family_village_called", "village_code", BYTEWISE_NAME, info=BESIDE),
        Index("ix_family_counted", "region_code", "merged_into_id", info=BESIDE),
        Index("ix_family_contact_person", text("left(region_code, 6)"), "contact_person_id", "region_code", info=BESIDE),
    )

    id: Mapped[UUID] = identifier()
    number: Mapped[str] = mapped_column(Code, unique=True)
    registration_region_code: Mapped[str] = mapped_column(Code)
    head_id: Mapped[UUID | None] = refers_to("person.id", deferred=True)
    display_name: Mapped[str]
    display_name_masked: Mapped[str | None] = masked_name("display_name")
    display_name_coarse: Mapped[str | None] = coarse_name("display_name")
    address: Mapped[str | None]
    phone: Mapped[str | None]
    phone_masked: Mapped[str | None] = masked_phone("phone")
    contact_wish_by: Mapped[str | None] = mapped_column(Code)
    contact_wish_when: Mapped[str | None]
    contact_wish_through: Mapped[str | None] = mapped_column(Code)
    categories: Mapped[list[str]] = mapped_column(default=list)
    """Target categories that tell nothing of health."""
    health_categories: Mapped[list[str]] = mapped_column(default=list)
    income_per_head: Mapped[int | None] = mapped_column(BigInteger)
    next_contact_on: Mapped[date | None]
    plan_responsible_id: Mapped[UUID | None] = refers_to("account.id")
    """Who answers for the family's plan: its items in their order (`plan_place` of the item)."""
    merged_into_id: Mapped[UUID | None] = refers_to("family.id")
    """The family that this one was merged into: from then on it stands still."""
    merged_numbers: Mapped[list[str]] = mapped_column(default=list)
    """The numbers of the families that were merged into this one, in that order."""
    split_from_id: Mapped[UUID | None]
    """The family whose members founded this one; null for all others. It tells where they lived until then, to the audit alone."""
    erased_at: Mapped[datetime | None]
    """Since when nothing of it is here any more: it was past its time. Whatever names it tells of nobody."""
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = refers_to("account.id")
    contact_person_id: Mapped[UUID] = refers_to("account.id")
    """Whom the family and its offices call at the federation: who registered it, until another is named."""
