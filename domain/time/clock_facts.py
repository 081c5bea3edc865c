"""What the clocks read of a referral: the columns of its row under their names, as a value.

Source: docs/lifecycle.md ("Whom a referral waits for": pure functions of the row).
"""

from dataclasses import dataclass, fields
from datetime import date, datetime

from domain.referral import State, UrgencyLevel

RECALLED = "RECALLED"
"""The reason of a cancellation that leaves the item to be dispatched again."""


@dataclass(frozen=True)
class ClockFacts:
    """The columns of a referral that its clocks are made of, under their names.

    `suspended_days`, `suspended_seconds`: what earlier suspensions took from the clock that now runs. `sent_on`: the item of a returned or
    recalled referral was dispatched again or cancelled. `kept_due_at`, `kept_yellow_at`: the last values of `work_due_at`, `yellow_at`.
    """

    state: State
    urgency_level: UrgencyLevel
    dispatched_at: datetime
    signed_at: datetime | None = None
    accepted_on: date | None = None
    suspended_at: datetime | None = None
    suspended_until: date | None = None
    suspended_days: int = 0
    suspended_seconds: int = 0
    question_open: bool = False
    completed_at: datetime | None = None
    first_payment_on: date | None = None
    reopened_at: datetime | None = None
    ended_at: datetime | None = None
    recalled: bool = False
    sent_on: bool = False
    kept_due_at: datetime | None = None
    kept_yellow_at: datetime | None = None


_COLUMNS = {field.name: field.name for field in fields(ClockFacts) if field.name != "sent_on"} | {
    "recalled": "cancel_reason",
    "kept_due_at": "work_due_at",
    "kept_yellow_at": "yellow_at",
}


def clock_facts(row: object, *, sent_on: bool = False) -> ClockFacts:
    """The facts of a row with the columns of `referral`. `sent_on`: its item was dispatched again or cancelled since it came back."""
    facts = {name: getattr(row, column) for name, column in _COLUMNS.items()}
    facts["state"], facts["urgency_level"] = State(facts["state"]), UrgencyLevel(facts["urgency_level"])
    facts["recalled"] = facts["recalled"] == RECALLED
    return ClockFacts(**facts, sent_on=sent_on)
