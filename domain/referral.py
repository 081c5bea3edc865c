"""The states and marks of a referral, and whom it waits for.

Source: docs/lifecycle.md (states, flags, "Whom a referral waits for").
"""

from enum import StrEnum


class State(StrEnum):
    """Where a referral stands."""

    DISPATCHED = "DISPATCHED"
    SIGNED = "SIGNED"
    IN_PROGRESS = "IN_PROGRESS"
    SUSPENDED = "SUSPENDED"
    COMPLETED = "COMPLETED"
    CONFIRMED = "CONFIRMED"
    REOPENED = "REOPENED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"
    ARCHIVED = "ARCHIVED"


OPEN = frozenset({State.DISPATCHED, State.SIGNED, State.IN_PROGRESS, State.SUSPENDED, State.REOPENED})
ENDED = frozenset({State.RETURNED, State.CANCELLED, State.ARCHIVED})
GIVEN_UP = frozenset({State.RETURNED, State.CANCELLED})
"""States whose office is a former one: it keeps what it knew, and is told nothing of where the case goes on."""
TAKEN_ON = frozenset({State.SIGNED, State.IN_PROGRESS, State.SUSPENDED, State.REOPENED, State.COMPLETED, State.CONFIRMED, State.ARCHIVED})
"""States in which the office has signed and is not a former one: it sees what its contract gives after signing."""


class Part(StrEnum):
    """What a referral is to its item."""

    LEAD = "LEAD"
    ASSISTING = "ASSISTING"
    DELEGATE = "DELEGATE"


class WaitingFor(StrEnum):
    """Whose move it is."""

    OFFICE = "OFFICE"
    FEDERATION = "FEDERATION"
    COMMISSIONER = "COMMISSIONER"
    MONITOR = "MONITOR"


class UrgencyLevel(StrEnum):
    """How quickly help must come: 24 hours, 3 days, or the type's own limit (docs/domain-facts.md 1.6)."""

    EMERGENCY = "EMERGENCY"
    URGENT = "URGENT"
    NORMAL = "NORMAL"


class UrgencyKind(StrEnum):
    """Why it is urgent: the three words of the notice and of temporary assistance (docs/domain-facts.md 1.6)."""

    SUDDEN = "SUDDEN"
    PRESSING = "PRESSING"
    TEMPORARY = "TEMPORARY"


class Colour(StrEnum):
    """How near the due moment is; null when nothing is awaited."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


class ReturnedBy(StrEnum):
    """Who refused, when a referral is returned (docs/domain.md 3)."""

    NOT_OUR_DUTY = "NOT_OUR_DUTY"
    NOT_OUR_AREA = "NOT_OUR_AREA"
    FAMILY_DECLINED = "FAMILY_DECLINED"
    INFORMATION_MISSING = "INFORMATION_MISSING"


class TextKind(StrEnum):
    """What somebody wrote with a step of the history."""

    NOTE = "NOTE"
    QUESTION = "QUESTION"
    ANSWER = "ANSWER"


DESIGNATABLE = frozenset({"NOT_OUR_DUTY", "WRONG_AREA"})
"""Reasons of a return that dispute the duty: routing does not name that office again for this type of help, and the monitor may designate
one (docs/lifecycle.md, `itemDispatch`, `itemDesignate`)."""


class LegalBasis(StrEnum):
    """On which basis a family's data is given to an office (PIPL 13; docs/domain-facts.md 5.1)."""

    STATUTORY_DUTY = "STATUTORY_DUTY"
    GOVERNMENT_ENTRUSTED = "GOVERNMENT_ENTRUSTED"
    SEPARATE_CONSENT = "SEPARATE_CONSENT"
    EMERGENCY = "EMERGENCY"
