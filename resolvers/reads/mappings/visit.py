"""How visits and follow-ups are read.

Source: docs/domain.md 2 and 5.
"""

from db.tables.campaign import CampaignListing
from db.tables.follow_up import FollowUp
from db.tables.placement_call import PlacementCall
from db.tables.visit import Visit, VisitDraft
from resolvers.planner.mapping import Coded, Composed, HomeOf, Many, One, Placed, RootRows, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, ById, HomeIn, between, equal
from resolvers.reads.mappings.event import EVENTS

VISIT = mapping(
    "Visit",
    Visit,
    categories=Coded("TARGET_CATEGORY", "categories"),
    health_categories=Coded("TARGET_CATEGORY", "health_categories"),
    notice=Composed("notice_", unless_null="notice_basis"),
    visitor=One("Account", "visitor_id"),
    consolation=Composed("consolation_", unless_null="consolation_kind"),
    no_home_visit_reason=Coded("NO_HOME_VISIT_REASON", "no_home_visit_reason"),
    region=HomeOf("region_code"),
    family=One("Family", "family_id"),
    person=One("Person", "person_id"),
    campaign=Placed("Campaign", "campaign_id"),
    needs=Many("Need", "visit_id", ("created_at", "id")),
    events=EVENTS,
    filters={
        **CHANGED,
        "region": ("region", HomeIn()),
        **equal("number", "mode", "contactResult"),
        **between("atAfter", "atBefore", "at"),
        "campaign": ("campaign", ById("campaign_id", "Campaign")),
        "family": ("family", ById("family_id", "Family")),
    },
    orders=by_moment("AT", "at"),
)

FOLLOW_UP = mapping(
    "FollowUp", FollowUp, by=One("Account", "account_id"), referral=One("Referral", "referral_id"), family=One("Family", "family_id")
)

PLACEMENT_CALL = mapping(
    "PlacementCall", PlacementCall, by=One("Account", "account_id"), left_reason=Coded("LEFT_POST_REASON", "left_reason")
)

CAMPAIGN_LISTING = mapping(
    "CampaignListing",
    CampaignListing,
    campaign=One("Campaign", "campaign_id"),
    family=One("Family", "family_id"),
    region=HomeOf("region_code"),
    visitor=One("Account", "visitor_id"),
    removed_reason=Coded("LISTING_REMOVED_REASON", "removed_reason"),
    filters={
        **CHANGED,
        **equal("state", "contactResult"),
        "region": ("region", HomeIn()),
        "campaign": ("campaign", ById("campaign_id", "Campaign")),
        "family": ("family", ById("family_id", "Family")),
        "visitor": ("visitor", ById("visitor_id", "Account")),
    },
    orders=by_moment("LISTED", "listed_at"),
)

VISIT_DRAFT = mapping("VisitDraft", VisitDraft, orders={"SAVED_DESC": (("saved_at", "id"), True)})

ROOTS = {
    "visits": RootRows("Visit", "AT_DESC"),
    "visitDrafts": RootRows("VisitDraft", "SAVED_DESC"),
    "campaignListings": RootRows("CampaignListing", "LISTED_DESC"),
}
