"""Steps of the model that several actions share.

Source: docs/lifecycle.md.
"""

from tests.model.rows import Call, Referral

ENDED = frozenset({"RETURNED", "CANCELLED", "ARCHIVED"})


def move(referral: Referral, state: str, call: Call) -> None:
    """To a state; what ends has a moment at which it ended."""
    referral.state = state
    if state in ENDED:
        referral.ended_at = call.now


def take(referral: Referral, call: Call) -> None:
    """Who works on it handles it, if nobody does."""
    referral.handler_id = referral.handler_id or call.by.account
