"""The types that the oracle knows, and the lists with their types and orders."""

from collections.abc import Callable, Mapping

from tests.oracle import administration, cases, everyone, federal, outcomes, people
from tests.oracle.county import Row
from tests.oracle.shows import Fields, Shows

TYPES: Mapping[str, Callable[[Shows, Row], Fields]] = {
    "Family": people.family,
    "Person": people.person,
    "PersonMatch": people.person_match,
    "Referral": cases.referral,
    "ReferralEvent": cases.referral_event,
    "Outcome": outcomes.outcome,
    "FollowUp": outcomes.follow_up,
    "Event": federal.event,
    "ItemLine": outcomes.item_line,
    "AssistanceItem": federal.assistance_item,
    "Need": federal.need,
    "Visit": federal.visit,
    "VisitDraft": federal.visit_draft,
    "SavedFilter": everyone.saved_filter,
    "EmergencyView": people.emergency_view,
    "Correction": people.correction,
    "FamilyHandOver": people.family_hand_over,
    "FamilyMoveProposal": people.family_move_proposal,
    "CampaignListing": federal.campaign_listing,
    "Proposal": administration.proposal,
    "Issuer": administration.issuer,
    "SignIn": administration.sign_in,
    "LegalHold": everyone.legal_hold,
    "AuditRecord": federal.audit_record,
    "Region": everyone.region,
    "Organization": everyone.organization,
    "Office": everyone.office,
    "Account": everyone.account,
    "Client": administration.client,
    "Membership": everyone.membership,
    "Viewer": everyone.viewer,
    "Campaign": everyone.campaign,
    "Import": federal.import_,
    "AssistanceType": everyone.assistance_type,
}
ROOTS = {
    "referrals": ("Referral", "CREATED_DESC"),
    "items": ("AssistanceItem", "CREATED_DESC"),
    "lines": ("ItemLine", "CREATED_DESC"),
    "families": ("Family", "CREATED_DESC"),
    "personMatches": ("PersonMatch", "CREATED_DESC"),
    "visits": ("Visit", "AT_DESC"),
    "savedFilters": ("SavedFilter", "NAME"),
    "emergencyViews": ("EmergencyView", "AT_DESC"),
    "visitDrafts": ("VisitDraft", "SAVED_DESC"),
    "needs": ("Need", "CREATED_DESC"),
    "campaigns": ("Campaign", "CREATED_DESC"),
    "corrections": ("Correction", "AT_DESC"),
    "familyHandOvers": ("FamilyHandOver", "AT_DESC"),
    "familyMoveProposals": ("FamilyMoveProposal", "AT_DESC"),
    "campaignListings": ("CampaignListing", "LISTED_DESC"),
    "imports": ("Import", "AT_DESC"),
    "assistanceTypes": ("AssistanceType", "CODE"),
    "regions": ("Region", "CODE"),
    "organizations": ("Organization", "ID"),
    "clients": ("Client", "CREATED_DESC"),
    "proposals": ("Proposal", "AT_DESC"),
    "issuers": ("Issuer", "ADDRESS"),
    "offices": ("Office", "ID"),
    "accounts": ("Account", "SUBJECT"),
    "legalHolds": ("LegalHold", "AT_DESC"),
    "auditRecords": ("AuditRecord", "AT_DESC"),
}
COUNTED = ("department", "office", "type", "township", "county", "state", "colour", "week", "month")
GROUPED = {"Referral", "AssistanceItem", "CampaignListing"}
