"""The states of an assistance item: its own three, otherwise those of its lead referral.

Source: docs/lifecycle.md.
"""

from enum import StrEnum

from domain.referral import State


class ItemState(StrEnum):
    """Where the help asked for stands."""

    DRAFT = "DRAFT"
    TO_DISPATCH = "TO_DISPATCH"
    DISPATCHED = "DISPATCHED"
    SIGNED = "SIGNED"
    IN_PROGRESS = "IN_PROGRESS"
    SUSPENDED = "SUSPENDED"
    COMPLETED = "COMPLETED"
    CONFIRMED = "CONFIRMED"
    REOPENED = "REOPENED"
    CANCELLED = "CANCELLED"
    ARCHIVED = "ARCHIVED"


DISPATCHABLE = frozenset({ItemState.DRAFT, ItemState.TO_DISPATCH})
"""The states from which an item is dispatched: where it may go is decided whenever it is left in one of them."""


class ResolutionPath(StrEnum):
    """How a need is answered (docs/domain-facts.md 1.7)."""

    FEDERATION_SELF = "FEDERATION_SELF"
    DEPARTMENT_COORDINATION = "DEPARTMENT_COORDINATION"
    POLICY_PROMOTION = "POLICY_PROMOTION"
    POLICY_SUPERVISION = "POLICY_SUPERVISION"


def item_state(lead: State, recalled: bool = False) -> ItemState:
    """The item's state from its lead's: a lead that was returned or recalled leaves the item to be dispatched again."""
    if lead is State.RETURNED or (lead is State.CANCELLED and recalled):
        return ItemState.TO_DISPATCH
    return ItemState(lead.value)
