"""The types of subject that have events, and the states that an event can name.

Source: docs/design.md 2 and 5; docs/decisions/018-events.md.
"""

from enum import StrEnum

from domain.campaign import ListingState
from domain.correction import CorrectionState
from domain.family import MatchDecision
from domain.item import ItemState
from domain.need import NeedStatus
from domain.referral import State
from domain.visit import VisitState


class SubjectType(StrEnum):
    """The type of the row that an event is about; its value is the type's tag in global ids."""

    REFERRAL = "Referral"
    ITEM = "AssistanceItem"
    NEED = "Need"
    VISIT = "Visit"
    FAMILY = "Family"
    PERSON = "Person"
    PERSON_MATCH = "PersonMatch"
    CAMPAIGN = "Campaign"
    IMPORT = "Import"
    MEMBERSHIP = "Membership"
    CAMPAIGN_LISTING = "CampaignListing"
    CORRECTION = "Correction"


STATES = tuple(dict.fromkeys([*State, *ItemState, *NeedStatus, *MatchDecision, *ListingState, *CorrectionState, *VisitState]))
"""Every state that an event can name as before or after, without repetition."""
