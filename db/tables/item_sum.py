"""Sums of assistance items, the changes that are not in them yet, and what each item counts as. Nothing in the first two tells of a family.

Source: docs/decisions/056-sums.md. Triggers of items and of referrals keep what an item counts as and write the deltas.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import QUEUE, Code, InRegion, Row, Use
from db.tables.referral_sum import Sum

KEYS_OF_ITEM = (
    "facet",
    "region_code",
    "mark",
    "at",
    "state",
    "department_code",
    "apart",
    "urgency_level",
    "type_code",
    "need_domain",
    "dispatched_at",
    "lead_office_id",
    "office_id",
    "office_county_id",
    "office_region_code",
    "colour",
    "late",
)
"""The columns of a sum of items that together are there once."""
APART = text("apart is not null")


class ItemSum(Sum, InRegion, Row):
    """How many items of a division share what its facet and its mark say; department and office are those of the lead."""

    __tablename__ = "item_sum"
    use = Use.READ
    __table_args__ = (
        *Sum.kept_once("uq_item_sum", *KEYS_OF_ITEM),
        Index("ix_item_sum_province", "province_code", "facet", "mark", "at", postgresql_where=APART),
        Index("ix_item_sum_city", "city_code", "facet", "mark", "at", postgresql_where=APART),
        Index("ix_item_sum_county", "county_code", "facet", "mark", "at", postgresql_where=APART),
    )

    apart: Mapped[bool | None] = mapped_column(Boolean)
    """True in the sums of the lowest divisions; null in those of divisions that are summed up of others."""
    lead_office_id: Mapped[UUID | None]
    """The office that the item itself names, beside that of its lead, which is the same one."""
    office_county_id: Mapped[UUID | None]
    office_region_code: Mapped[str | None] = mapped_column(Code)


class CountedItem:
    """What is counted of an item: its own, and its lead's, which is null where it has none. Moments as of `ReferralDelta`."""

    state: Mapped[str] = mapped_column(Code)
    urgency_level: Mapped[str] = mapped_column(Code)
    need_domain: Mapped[str] = mapped_column(Code)
    type_code: Mapped[str] = mapped_column(Code)
    dispatched_at: Mapped[datetime | None]
    """The beginning of the day in Shanghai on which it was first dispatched."""
    lead_office_id: Mapped[UUID | None]
    office_id: Mapped[UUID | None]
    office_county_id: Mapped[UUID | None]
    office_region_code: Mapped[str | None] = mapped_column(Code)
    work_due_at: Mapped[datetime | None]
    yellow_at: Mapped[datetime | None]
    awaited_from: Mapped[datetime | None]
    awaited_until: Mapped[datetime | None]


class ItemDelta(CountedItem, InRegion, Row):
    """What a statement changed: `n` items more, or less, that share all of this. `region_code`: the township's."""

    __tablename__ = "item_delta"
    __table_args__ = QUEUE
    use = Use.READ

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    lead_id: Mapped[UUID | None]
    """The lead, where it is told elsewhere than the item: of it a delta tells nothing else, and it stays a delta."""
    department_code: Mapped[str] = mapped_column(Code)
    waits_office: Mapped[bool] = mapped_column(Boolean)
    n: Mapped[int] = mapped_column(BigInteger)


class ItemCounted(CountedItem, Row):
    """What an item counts as now: what changes is told by what stood here before. Triggers alone read and write it.

    It refers to no item: the trigger that takes an item out of the sums reads it after the item is gone.
    """

    __tablename__ = "item_counted"

    item_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID | None]
    region_code: Mapped[str] = mapped_column(Code)
    type_department_code: Mapped[str] = mapped_column(Code)
    lead_department_code: Mapped[str | None] = mapped_column(Code)
    lead_region_code: Mapped[str | None] = mapped_column(Code)
    waits_office: Mapped[bool | None] = mapped_column(Boolean)
