"""The table of sums of families on the lists of campaigns, as SQL.

Source: docs/decisions/056-sums.md. All of them are kept by campaign, by state and by why nobody was met: few come together, and no filter
by any of these needs a facet.
"""

from db.protect.sums.cells import LEVELS, SumTable
from db.tables.listing_sum import KEYS_OF_LISTING
from domain.sums import Facet

OF_LISTINGS = SumTable(
    "listing_sum",
    KEYS_OF_LISTING,
    "region_code",
    LEVELS,
    ("campaign_id", "state", "contact_result", "apart"),
    "apart",
    {Facet.BARE: (), Facet.TOWNSHIP: ("region_code",)},
)
"""By where families live."""
