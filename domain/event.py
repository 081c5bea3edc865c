"""Events: of which types of subject there is a history, and the states that an event can name.

Source: docs/design.md 2 and 5; docs/decisions/018-events.md.
"""

from enum import StrEnum

from domain.family import MatchDecision
from domain.item import ItemState
from domain.need import NeedStatus
from domain.referral import State


class SubjectType(StrEnum):
    """The type of the row that an event is about: the tag of its global id."""

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


STATES = tuple(dict.fromkeys([*State, *ItemState, *NeedStatus, *MatchDecision]))
"""Every state in which a subject can stand before or after an event, each once."""
