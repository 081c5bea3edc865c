"""Sums of the families on lists of campaigns, and the changes that are not in them yet. Nothing in them tells of a family.

Source: docs/decisions/056-sums.md. A trigger of listings writes the deltas.
"""

from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import QUEUE, Code, InRegion, Row, Use, one_of
from db.tables.item_sum import APART
from domain.sums import Facet

KEYS_OF_LISTING = ("region_code", "facet", "campaign_id", "state", "contact_result", "apart")
"""The columns of a sum of listings that together are there once, those first by which it is looked for."""


class CountedListing:
    """What is counted of a family on a list."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    campaign_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(Code)
    contact_result: Mapped[str | None] = mapped_column(Code)
    n: Mapped[int] = mapped_column(BigInteger)


class ListingSum(CountedListing, InRegion, Row):
    """How many listings of a division share this."""

    __tablename__ = "listing_sum"
    use = Use.READ
    __table_args__ = (
        one_of("facet", Facet),
        Index("uq_listing_sum", *KEYS_OF_LISTING, unique=True, postgresql_nulls_not_distinct=True),
        Index("ix_listing_sum_province", "province_code", "facet", "campaign_id", postgresql_where=APART),
        Index("ix_listing_sum_city", "city_code", "facet", "campaign_id", postgresql_where=APART),
        Index("ix_listing_sum_county", "county_code", "facet", "campaign_id", postgresql_where=APART),
    )

    facet: Mapped[str] = mapped_column(Code)
    apart: Mapped[bool | None] = mapped_column(Boolean)
    """As of `ItemSum`."""


class ListingDelta(CountedListing, InRegion, Row):
    """What a statement changed: `n` listings more, or less, that share all of this. `region_code`: the township's."""

    __tablename__ = "listing_delta"
    use = Use.READ
    __table_args__ = (Index(None, "campaign_id"), QUEUE)
