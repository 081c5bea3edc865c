"""What must hold of a row for an action, where that takes more than a comparison.

Source: docs/lifecycle.md (Guards and answers); docs/decisions/033-moving.md.
"""

from datetime import datetime
from typing import Any

from tests.model.due import day_of, end_after
from tests.model.registered import Proposal
from tests.model.rows import Actor

REOPENINGS = 2


def asks_to_return(referral: Any, now: datetime) -> bool:
    """Whether an ask to return it waits for the federation."""
    return bool(referral.return_ask_state == "OPEN" and now < referral.return_ask_until)


def may_be_returned(referral: Any, now: datetime) -> bool:
    """Neither refused nor left undecided for too long."""
    return bool(referral.returnable and (referral.return_ask_state != "OPEN" or asks_to_return(referral, now)))


def asks_for_time(referral: Any, now: datetime) -> bool:
    """Whether an ask for more time waits for who decides it."""
    return bool(referral.extension_state == "OPEN" and now < referral.extension_until)


def asks_to_correct(referral: Any, now: datetime) -> bool:
    """Whether an ask to correct the day of acceptance waits for who decides it."""
    return bool(referral.acceptance_ask_state == "OPEN" and now < referral.acceptance_ask_until)


def is_early_enough(referral: Any, now: datetime) -> bool:
    """A working day lies between now and the last day."""
    return bool(end_after(day_of(now), 1) <= referral.work_due_at)


def may_reopen(referral: Any, now: datetime) -> bool:
    """Whether the referral is within both limits of reopening."""
    return bool(referral.reopen_count < REOPENINGS and now < referral.reopen_until)


def is_of_village(proposal: Proposal, by: Actor, now: datetime) -> bool:
    """Whether the actor decides: over the village in which the family would live."""
    return proposal.region_code.startswith(by.scope)


def is_left(proposal: Proposal, by: Actor, now: datetime) -> bool:
    """Whether the actor is of the county that is left."""
    return by.office == proposal.office_id or proposal.from_region_code.startswith(by.scope)


def is_open(proposal: Proposal, by: Actor, now: datetime) -> bool:
    """Whether nobody has decided on it."""
    return proposal.state == "OPEN"
