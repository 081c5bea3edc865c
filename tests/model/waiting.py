"""Whom a referral of the model waits for, until when, and what nobody decides any more.

Source: docs/lifecycle.md (whom a referral waits for; what lapses by time alone).
"""

from datetime import datetime, timedelta

from tests.model.due import day_of, end_after, end_of, working_day_from
from tests.model.rows import Book, Item, Referral
from tests.model.table import ACCEPTANCE_DECIDED, EXTENSION_DECIDED, OPEN, RETURN_ASKED


def lapse(referral: Referral, now: datetime) -> None:
    """What nobody has decided in time counts as refused; what nobody can decide any more is over."""
    if referral.return_ask_state == "OPEN":
        assert referral.return_ask_until is not None
        if referral.return_ask_until <= now:
            referral.return_ask_state, referral.returnable = "LAPSED", False
        elif referral.state not in RETURN_ASKED.split():
            referral.return_ask_state = "LAPSED"
    if referral.acceptance_ask_state == "OPEN":
        assert referral.acceptance_ask_until is not None
        if referral.acceptance_ask_until <= now or referral.state not in ACCEPTANCE_DECIDED.split():
            referral.acceptance_ask_state = "LAPSED"
    if referral.extension_state == "OPEN":
        assert referral.extension_until is not None
        if referral.extension_until <= now or referral.state not in EXTENSION_DECIDED.split():
            referral.extension_state = "LAPSED"


def wait(book: Book, item: Item, referral: Referral) -> None:
    """Whom it waits for and until when; the finishing clock is not the model's: it is read from the row."""
    referral.waits_from = None
    match referral.state:
        case "DISPATCHED":
            referral.waits = frozenset({"OFFICE"})
            referral.work_due_at = end_after(day_of(referral.dispatched_at), 1)
        case "SIGNED" | "IN_PROGRESS" | "REOPENED":
            referral.waits = frozenset({"OFFICE", "FEDERATION"} if referral.question_open else {"OFFICE"})
            referral.work_due_at, referral.extended_to = referral.extended_to, None
        case "SUSPENDED":
            assert referral.suspended_until is not None
            referral.waits, referral.work_due_at = frozenset({"FEDERATION", "COMMISSIONER"}), end_of(referral.suspended_until)
        case "COMPLETED" if referral.part == "ASSISTING":
            referral.waits = frozenset()
        case "COMPLETED" | "CONFIRMED" if referral.review_on is not None and referral.confirmed is not None:
            referral.waits, referral.work_due_at = frozenset({"OFFICE"}), end_of(working_day_from(referral.review_on))
            referral.waits_from = end_of(referral.review_on - timedelta(days=1))
        case "COMPLETED":
            assert referral.completed_at is not None
            last = max(filter(None, (day_of(referral.completed_at), referral.first_payment_on)))
            referral.waits, referral.work_due_at = frozenset({"FEDERATION", "COMMISSIONER"}), end_after(last, 1)
        case "CONFIRMED" if referral.call_on is not None:
            referral.waits, referral.work_due_at = frozenset({"FEDERATION", "COMMISSIONER"}), end_after(referral.call_on, 1)
            referral.waits_from = end_of(referral.call_on - timedelta(days=1))
        case _:
            came_back = referral.part == "LEAD" and (referral.state == "RETURNED" or referral.cancel_reason == "RECALLED")
            waits = came_back and item.state == "TO_DISPATCH" and referral is book.leads_of(item)[-1]
            referral.waits = frozenset({"FEDERATION"} if waits else ())
            if came_back and referral.ended_at is not None:
                referral.work_due_at = end_after(day_of(referral.ended_at), 2)


def wait_for_decisions(referral: Referral) -> None:
    """Who decides what is asked; where they are waited for in any case, without an end."""
    own = referral.office_id == referral.dispatching_office_id
    asked = {"FEDERATION": [referral.return_ask_until] if referral.return_ask_state == "OPEN" else []}
    asked["MONITOR"] = []
    if referral.extension_state == "OPEN":
        asked["MONITOR" if own else "FEDERATION"].append(referral.extension_until)
    if referral.acceptance_ask_state == "OPEN":
        asked["MONITOR" if own else "FEDERATION"].append(referral.acceptance_ask_until)
    waited_for = referral.waits
    referral.waits |= {party for party, moments in asked.items() if moments}
    until = {party: None if party in waited_for else max(filter(None, moments), default=None) for party, moments in asked.items()}
    referral.federation_until, referral.monitor_until = until["FEDERATION"], until["MONITOR"]


def hear_of_transfer(referral: Referral) -> None:
    """The federation has to decide what it does with what the office told it of."""
    if referral.transfer_state == "OPEN":
        referral.federation_until = None
        referral.waits |= {"FEDERATION"}


def hear_of_assisting(referral: Referral) -> None:
    """The federation has to look for somebody else who assists."""
    if referral.assisting_returned and referral.state in OPEN.split():
        referral.waits |= {"FEDERATION"}
