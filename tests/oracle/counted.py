"""Who counts what they may not read: docs/domain.md 7 (Counted), in plain Python."""

from tests.oracle.county import Row, digits
from tests.oracle.sight import Watcher

OF_HEALTH = {"QUARANTINED", "INFECTED", "BEREAVED", "MEDICAL_ACCESS_HARDSHIP", "ILL_AND_DISABLED"}


def only_counts(watcher: Watcher, type_name: str) -> bool:
    """Whether it is shown no row of a type that it counts."""
    above = type_name == "CampaignListing" and watcher.kind in {"monitor", "superior federation"}
    return above or (watcher.kind == "counter" and type_name in {"Referral", "AssistanceItem", "CampaignListing"})


def counts(watcher: Watcher, row: Row) -> bool:
    """Leaders and the government count what they may not read: of referrals the leads; families on lists are counted by others too."""
    if "listed_at" in row:
        return _counts_listing(watcher, row)
    return watcher.kind == "counter" and row.get("part", "LEAD") == "LEAD" and watcher.has_in_scope(row["region_code"])


def _counts_listing(watcher: Watcher, row: Row) -> bool:
    """A family on the list of a campaign over a county or more that is not for health alone."""
    campaign = watcher.county.one("campaign", row["campaign_id"])
    if not only_counts(watcher, "CampaignListing") or campaign is None:
        return False
    told = len(digits(campaign["region_code"])) <= 6 and not set(campaign["categories"]) <= OF_HEALTH
    return told and watcher.has_in_scope(row["region_code"])
