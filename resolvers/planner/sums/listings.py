"""Prints how far the lists of campaigns came from their sums, all of which tell campaign, state and why nobody was met.

Source: docs/decisions/056-sums.md.
"""

from typing import ClassVar

from sqlalchemy import FromClause
from typing_extensions import override

from db.tables.campaign import CampaignListing
from db.tables.declare import Row
from db.tables.listing_sum import ListingDelta, ListingSum
from resolvers.planner.sql.groups import COVERAGE, coverage
from resolvers.planner.sums.groups import Filters, Summed


class OfListings(Summed):
    """Prints one list of groups, or a total, from sums of one facet of families on lists."""

    keyed_as: ClassVar[str] = "CampaignListing"
    table: ClassVar[type[Row]] = ListingSum
    delta: ClassVar[type[Row]] = ListingDelta
    rows: ClassVar[type[Row]] = CampaignListing
    told: ClassVar[tuple[str, ...]] = COVERAGE

    @override
    def filters(self, row: FromClause) -> Filters:
        return {"count": None, **coverage(row)}
