"""The columns of a referral that its clocks read, as a value.

Source: docs/lifecycle.md ("Whom a referral waits for": pure functions of the row).
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from domain.ask import OpenAsk, open_asks
from domain.referral import Part, State, UrgencyLevel

REASSIGNED = "REASSIGNED"
"""The cancel reason of a referral that the superior office gave to another office of the line."""
RECALLED = "RECALLED"
"""The cancel reason of a recalled referral, whose item can be dispatched again."""


@dataclass(frozen=True)
class ClockFacts:
    """The columns of a referral that its clocks read, under their own names where no other is given here.

    `suspended_days`, `suspended_seconds`: the length of earlier suspensions of the running clock. `sent_on`: the item of a returned or
    recalled referral was dispatched again or cancelled. `kept_due_at`, `kept_yellow_at`: the last `work_due_at` and `yellow_at`.
    `call_on`: the day of the next call to somebody who was placed on a post. `review_on`: when what is on a waiting list is looked at
    again. `payment_failed_on`: since when what it granted is not paid, as a payment failed. `of_funds`: it is a request for funds, of no
    family. `self_handled`: its office is the federation that dispatched it. `asked`: what its office asks and nobody has decided.
    `carried_due_at`: by when the office from which it was moved was to finish. `transfer_open`: what it told of another need of the family
    is not decided yet.
    """

    state: State
    urgency_level: UrgencyLevel
    dispatched_at: datetime
    part: Part = Part.LEAD
    signed_at: datetime | None = None
    accepted_on: date | None = None
    suspended_at: datetime | None = None
    suspended_until: date | None = None
    suspended_days: int = 0
    suspended_seconds: int = 0
    question_open: bool = False
    assisting_returned: bool = False
    asked: tuple[OpenAsk, ...] = ()
    self_handled: bool = False
    extension_granted_days: int = 0
    transfer_open: bool = False
    completed_at: datetime | None = None
    first_payment_on: date | None = None
    call_on: date | None = None
    review_on: date | None = None
    confirmed: bool | None = None
    payment_failed_on: date | None = None
    of_funds: bool = False
    carried_due_at: datetime | None = None
    reopened_at: datetime | None = None
    ended_at: datetime | None = None
    recalled: bool = False
    sent_on: bool = False
    kept_due_at: datetime | None = None
    kept_yellow_at: datetime | None = None


_FOUND = frozenset({"sent_on", "asked", "self_handled"})
"""The facts that are no column."""
_COLUMNS = {field.name: field.name for field in fields(ClockFacts) if field.name not in _FOUND} | {
    "recalled": "cancel_reason",
    "of_funds": "family_id",
    "transfer_open": "transfer_open_at",
    "kept_due_at": "work_due_at",
    "kept_yellow_at": "yellow_at",
}


def clock_facts(row: Any, *, sent_on: bool = False) -> ClockFacts:
    """Return the facts of a row of `referral`. `sent_on`: its item was dispatched again or cancelled since the referral came back."""
    facts = {name: getattr(row, column) for name, column in _COLUMNS.items()}
    facts["state"], facts["part"], facts["urgency_level"] = State(facts["state"]), Part(facts["part"]), UrgencyLevel(facts["urgency_level"])
    facts["transfer_open"] = facts["transfer_open"] is not None
    facts["recalled"] = facts["recalled"] == RECALLED
    facts["of_funds"] = facts["of_funds"] is None
    own = row.office_id == row.dispatching_office_id
    return ClockFacts(**facts, sent_on=sent_on, asked=open_asks(row), self_handled=own)
