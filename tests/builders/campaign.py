"""A visiting campaign in a world, and families on its list. Source: docs/domain.md 3 (campaigns)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from db.tables.campaign import Campaign, CampaignListing
from tests.builders.case import Case
from tests.builders.world import World


def a_campaign(world: World, **columns: Any) -> Campaign:
    """A campaign of the county's federation, whose counts are told, unless `columns` say otherwise."""
    day = world.now.date()
    facts: dict[str, Any] = {
        "number": f"C202611-{uuid4().hex[:4]}",
        "title": "冬季走访",
        "document_number": "杭残联〔2026〕1号",
        "starts_on": day,
        "ends_on": day + timedelta(days=30),
        "categories": [],
        "region_code": "330110000000",
        "office_id": world.office("federation.330110").id,
        "counts_told": True,
        "created_at": world.now,
    }
    return world.add(Campaign(id=world.key(), **(facts | columns)))


def a_listing(world: World, campaign: Campaign, of: Case, **columns: Any) -> CampaignListing:
    """A family on the list of a campaign, to be visited unless `columns` say otherwise."""
    place = {"family_id": of.family.id, "region_code": of.family.region_code, "listed_at": world.now, "updated_at": world.now}
    return world.add(CampaignListing(id=world.key(), campaign_id=campaign.id, **(place | {"state": "PENDING"} | columns)))
