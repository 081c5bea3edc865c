"""Whom a referral waits for, as a pure function of its row.

Source: docs/lifecycle.md ("Whom a referral waits for, and until when"). Until when: `domain/time/clock.py`.
"""

from collections.abc import Mapping
from datetime import datetime

from domain.ask import RETURN_ASKED, AskState
from domain.referral import OPEN, Part, State, WaitingFor
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


def waiting_for(facts: ClockFacts) -> frozenset[WaitingFor]:
    """Return whom a referral waits for, by its state, an open question or ask, and whether it was sent on after it came back."""
    if came_back(facts):
        return NOBODY if facts.sent_on else frozenset({WaitingFor.FEDERATION})
    if facts.part is Part.ASSISTING and facts.state is State.COMPLETED:
        return NOBODY
    if _is_to_be_called(facts):
        return CALLED
    if is_to_be_reviewed(facts):
        return REVIEWED
    waits = WAITS.get(facts.state, NOBODY)
    if _is_told(facts) or _asks(facts):
        return waits | {WaitingFor.FEDERATION}
    return waits - {WaitingFor.COMMISSIONER} if facts.of_funds else waits


def federation_until(facts: ClockFacts) -> datetime | None:
    """Return the moment at which a referral that waits for the federation for an ask alone ceases to; None for any other."""
    otherwise = _is_told(facts) or WaitingFor.FEDERATION in WAITS.get(facts.state, NOBODY)
    return facts.return_ask_until if _asks(facts) and not otherwise else None


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


def _is_told(facts: ClockFacts) -> bool:
    """Return whether a question, or an office that assisted and came back, waits for the federation."""
    return (facts.question_open and facts.state in WITH_THE_OFFICE) or (facts.assisting_returned and facts.state in OPEN)


def _asks(facts: ClockFacts) -> bool:
    """Return whether an ask waits for the federation, unless it lapses first."""
    return facts.return_ask_state is AskState.OPEN and facts.state in RETURN_ASKED


def paused_by(state: State) -> WaitingFor | None:
    """Return the party for whom the finishing clock is stopped; None while it runs."""
    return WaitingFor.FEDERATION if state is State.SUSPENDED else None


def came_back(facts: ClockFacts) -> bool:
    """Whether the federation has to send it elsewhere; of what stands beside a lead the lead says that it came back."""
    if facts.part is not Part.LEAD:
        return False
    return facts.state is State.RETURNED or (facts.state is State.CANCELLED and facts.recalled)
