"""Whom a referral waits for, and until when where asks alone are to be decided, as pure functions of its row.

Source: docs/lifecycle.md ("Whom a referral waits for, and until when"). Until when it has to be answered: `domain/time/clock.py`.
"""

from collections.abc import Mapping
from datetime import datetime

from domain.ask import Ask
from domain.referral import DECIDED, OPEN, Part, State, WaitingFor
from domain.time.calendar import start_of
from domain.time.clock_facts import ClockFacts

NOBODY: frozenset[WaitingFor] = frozenset()
WITH_THE_OFFICE = frozenset({State.SIGNED, State.IN_PROGRESS, State.REOPENED})
WAITS: Mapping[State, frozenset[WaitingFor]] = {
    State.DISPATCHED: frozenset({WaitingFor.OFFICE}),
    **dict.fromkeys(WITH_THE_OFFICE, frozenset({WaitingFor.OFFICE})),
    State.SUSPENDED: frozenset({WaitingFor.FEDERATION, WaitingFor.COMMISSIONER}),
    State.COMPLETED: frozenset({WaitingFor.FEDERATION, WaitingFor.COMMISSIONER}),
}
"""Whom a referral waits for by its state alone."""
REVIEWED = frozenset({WaitingFor.OFFICE})
"""Whom a referral on a waiting list waits for once the family has been asked."""
CALLED = frozenset({WaitingFor.FEDERATION, WaitingFor.COMMISSIONER})
"""Whom a confirmed referral waits for while a call to somebody who was placed on a post is owed."""
UNPAID = frozenset({WaitingFor.OFFICE})
"""Whom a referral waits for, beside others, while what it granted is not paid."""
DECIDERS = frozenset({WaitingFor.FEDERATION, WaitingFor.MONITOR})
"""Who decides what is asked."""


def waiting_for(facts: ClockFacts) -> frozenset[WaitingFor]:
    """Return whom a referral waits for, by its state, an open question, ask or transfer, and whether it was sent on after it came back."""
    waits = _by_state(facts)
    return waits | {WaitingFor.FEDERATION} if facts.transfer_open else waits


def _by_state(facts: ClockFacts) -> frozenset[WaitingFor]:
    if came_back(facts):
        return NOBODY if facts.sent_on else frozenset({WaitingFor.FEDERATION})
    if facts.part is Part.ASSISTING and facts.state is State.COMPLETED:
        return NOBODY
    return _otherwise(facts) | {_decider(facts, each.ask) for each in facts.asked if facts.state in each.ask.decided_in}


def asked_until(facts: ClockFacts, party: WaitingFor) -> datetime | None:
    """Return the moment at which a referral that waits for a party for asks alone ceases to; None for any other."""
    if party in _otherwise(facts) or (facts.transfer_open and party is WaitingFor.FEDERATION):
        return None
    asked = (each for each in facts.asked if facts.state in each.ask.decided_in and _decider(facts, each.ask) is party)
    return max((each.until for each in asked), default=None)


def waits_from(facts: ClockFacts) -> datetime | None:
    """Return the moment before which nobody has to do anything yet; None for a referral that waits at once, or for nobody."""
    day = facts.call_on if _is_to_be_called(facts) else facts.review_on if is_to_be_reviewed(facts) else None
    return None if day is None else start_of(day)


def _is_to_be_called(facts: ClockFacts) -> bool:
    """Return whether a call to somebody who was placed on a post is owed."""
    return facts.state is State.CONFIRMED and facts.call_on is not None


def is_to_be_reviewed(facts: ClockFacts) -> bool:
    """Return whether it is on a waiting list, and the family confirmed that or is not asked any more."""
    asked = facts.state is State.CONFIRMED or (facts.state is State.COMPLETED and facts.confirmed is False)
    return asked and facts.review_on is not None


def is_unpaid(facts: ClockFacts) -> bool:
    """Return whether the payment of what a decided referral granted failed, and nobody asks for it anew."""
    return facts.state in DECIDED and facts.payment_failed_on is not None


def _otherwise(facts: ClockFacts) -> frozenset[WaitingFor]:
    """Return whom a referral waits for, whatever is asked."""
    if _is_to_be_called(facts):
        return CALLED
    if is_to_be_reviewed(facts):
        return REVIEWED
    waits = WAITS.get(facts.state, NOBODY) | ({WaitingFor.FEDERATION} if _is_told(facts) else NOBODY)
    waits |= UNPAID if is_unpaid(facts) else NOBODY
    return waits - {WaitingFor.COMMISSIONER} if facts.of_funds else waits


def _is_told(facts: ClockFacts) -> bool:
    """Return whether a question, or an office that assisted and came back, waits for the federation."""
    return (facts.question_open and facts.state in WITH_THE_OFFICE) or (facts.assisting_returned and facts.state in OPEN)


def _decider(facts: ClockFacts, ask: Ask) -> WaitingFor:
    """Return who decides what is asked."""
    return WaitingFor.MONITOR if ask.monitored and facts.self_handled else WaitingFor.FEDERATION


def paused_by(state: State) -> WaitingFor | None:
    """Return the party for whom the finishing clock is stopped; None while it runs."""
    return WaitingFor.FEDERATION if state is State.SUSPENDED else None


def came_back(facts: ClockFacts) -> bool:
    """Whether the federation has to send it elsewhere; of what stands beside a lead the lead says that it came back."""
    if facts.part is not Part.LEAD:
        return False
    return facts.state is State.RETURNED or (facts.state is State.CANCELLED and facts.recalled)
