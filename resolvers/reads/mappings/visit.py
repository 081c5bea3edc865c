"""How visits and follow-ups are read.

Source: docs/domain.md 2 and 5.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, not_

from db.tables.campaign import CampaignListing
from db.tables.follow_up import FollowUp
from db.tables.placement_call import PlacementCall
from db.tables.visit import Visit, VisitDraft
from domain.campaign import ListingState
from domain.visit import SPOKEN_TO, ContactResult, VisitState
from resolvers.planner.mapping import (
    CHANGED_WITHIN,
    IN_SCOPE,
    Coded,
    Composed,
    HomeOf,
    Many,
    One,
    Placed,
    RootRows,
    Special,
    Within,
    by_moment,
    mapping,
)
from resolvers.planner.narrowing import CHANGED, ById, HomeIn, Is, Where, between, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import among, text_literal
from resolvers.planner.sql.lookup import looked_up
from resolvers.reads.mappings.event import EVENTS
from resolvers.reads.special.actions import available_actions


def _stands(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    return row.c.state == text_literal(VisitState.RECORDED)


def _called_back_at(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """When somebody of the family was spoken to first after a call that the hotline answers; null before, and where none is owed."""
    later = printing.table(Visit, "later")
    owed = row.c.callback_due_at.is_not(None)
    after = (later.c.family_id == row.c.family_id, later.c.at > row.c.at, _stands(later, printing))
    return looked_up(func.min(later.c.at), later, owed, *after, among(later.c.contact_result, SPOKEN_TO))


def _awaits_callback(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    awaits = and_(row.c.callback_due_at.is_not(None), _called_back_at(row, printing).is_(None))
    return awaits if value else not_(awaits)


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
    called_back_at=_called_back_at,
    events=EVENTS,
    withdrawn_by=One("Account", "withdrawn_by"),
    withdrawal_reason=Coded("VISIT_WITHDRAWAL_REASON", "withdrawal_reason"),
    available_actions=Special(available_actions),
    filters={
        **CHANGED,
        "region": ("region", HomeIn()),
        **equal("number", "mode"),
        "contactResult": ("contactResult", Is("contact_result", alone=True, usual=frozenset({ContactResult.MET}))),
        "state": ("state", Is("state", alone=True, usual=frozenset({VisitState.RECORDED}))),
        **between("atAfter", "atBefore", "at"),
        "campaign": ("campaign", ById("campaign_id", "Campaign")),
        "family": ("family", ById("family_id", "Family")),
        "awaitsCallback": ("calledBackAt", Where(_awaits_callback)),
    },
    orders=by_moment("AT", "at"),
    unasked={"state": _stands},
    found_widely=frozenset({"campaign", "contactResult", "state"}),
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
        "state": ("state", Is("state", alone=True, usual=frozenset({ListingState.VISITED}))),
        "contactResult": ("contactResult", Is("contact_result", alone=True)),
        "region": ("region", HomeIn()),
        "campaign": ("campaign", ById("campaign_id", "Campaign")),
        "within": ("campaign", ById("campaign_id", "Campaign", parts=True)),
        "family": ("family", ById("family_id", "Family")),
        "visitor": ("visitor", ById("visitor_id", "Account")),
    },
    orders=by_moment("LISTED", "listed_at"),
)

VISIT_DRAFT = mapping("VisitDraft", VisitDraft, orders={"SAVED_DESC": (("saved_at", "id"), True)})

ROOTS = {
    "visits": RootRows("Visit", "AT_DESC", few={**dict.fromkeys(("contactResult", "state"), IN_SCOPE), "changedAfter": CHANGED_WITHIN}),
    "visitDrafts": RootRows("VisitDraft", "SAVED_DESC"),
    "campaignListings": RootRows("CampaignListing", "LISTED_DESC", few={"changedAfter": Within(frozenset({"county_code"}))}),
}
