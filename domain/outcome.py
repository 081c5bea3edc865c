"""What an office may have decided, and what each result asks for.

Source: docs/domain.md 3 (Outcomes, "As an input"), docs/lifecycle.md (`referralComplete`), docs/domain-facts.md 4.
"""

from collections.abc import Mapping
from enum import StrEnum


class Result(StrEnum):
    """What became of the help asked for."""

    GRANTED = "GRANTED"
    PARTIALLY_GRANTED = "PARTIALLY_GRANTED"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    SERVICE_REFERRED = "SERVICE_REFERRED"
    WITHDRAWN = "WITHDRAWN"
    DECEASED = "DECEASED"
    MOVED_AWAY = "MOVED_AWAY"
    UNREACHABLE = "UNREACHABLE"
    POLICY_GAP = "POLICY_GAP"
    ALREADY_RECEIVING = "ALREADY_RECEIVING"
    WAITING_LIST = "WAITING_LIST"
    OFFER_REFUSED = "OFFER_REFUSED"


class OutcomeKind(StrEnum):
    """What is given when help of a type is granted; in lower case the name of its detail in the input."""

    BENEFIT = "BENEFIT"
    PLACEMENT = "PLACEMENT"
    RECOGNITION = "RECOGNITION"
    PAYMENT = "PAYMENT"
    SERVICE = "SERVICE"


class BenefitPer(StrEnum):
    """The period of a benefit's sum."""

    ONCE = "ONCE"
    MONTH = "MONTH"
    YEAR = "YEAR"


class OutcomePart(StrEnum):
    """The part of the input that a result asks for; the value is its name there."""

    DETAIL = "detail"
    REFUSAL = "refusal"
    REVIEW_ON = "reviewOn"


ASKS: Mapping[Result, OutcomePart] = {
    Result.GRANTED: OutcomePart.DETAIL,
    Result.PARTIALLY_GRANTED: OutcomePart.DETAIL,
    Result.NOT_ELIGIBLE: OutcomePart.REFUSAL,
    Result.POLICY_GAP: OutcomePart.REFUSAL,
    Result.WAITING_LIST: OutcomePart.REVIEW_ON,
}
"""What a result asks for; every other result asks for none of the three, and none may be given with it."""

GRANTING = frozenset(result for result, asked in ASKS.items() if asked is OutcomePart.DETAIL)
REFUSING = frozenset(result for result, asked in ASKS.items() if asked is OutcomePart.REFUSAL)

DECIDES_AN_APPLICATION = frozenset({Result.GRANTED, Result.PARTIALLY_GRANTED, Result.NOT_ELIGIBLE, Result.WAITING_LIST})
"""With a type that needs an application these presuppose that one was accepted (受理)."""

WHILE_SUSPENDED = frozenset({Result.WITHDRAWN, Result.DECEASED, Result.MOVED_AWAY, Result.UNREACHABLE})
"""What a suspended referral may be completed with: nothing more is to be expected of the family."""


def ends_at_once(result: Result) -> bool:
    """Whether the referral goes to ARCHIVED without a follow-up: nobody is left to be asked."""
    return result is Result.DECEASED
