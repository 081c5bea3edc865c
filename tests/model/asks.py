"""What a return does to the rows of the model, and what offices ask and others decide.

Source: docs/lifecycle.md (`referralReturn`, `referralReturnAsk`, `referralExtensionAsk`).
"""

from dataclasses import replace

from tests.model.due import day_ended_by, day_of, end_after
from tests.model.refusals import NEEDS_APPLICATION
from tests.model.rows import Call, Referral
from tests.model.steps import move


def give_back(referral: Referral, call: Call) -> None:
    item = call.book.items[referral.item_id]
    referral.return_reason = call.given["reason"]
    if referral.part == "ASSISTING":
        referral.suggested_office_id = call.given["suggested_office"]
        if item.lead_id is not None:
            call.book.referrals[item.lead_id].assisting_returned = True
        move(referral, "RETURNED", call)
        return
    item.last_returned_office_id, item.changed_since_return = referral.office_id, False
    item.designatable = call.given["reason"] in ("NOT_OUR_DUTY", "WRONG_AREA")
    referral.suggested_office_id = item.suggested_office_id = call.given["suggested_office"]
    referral.missing, referral.suspended_until = [], None
    move(referral, "RETURNED", call)


def ask_to_give_back(referral: Referral, call: Call) -> None:
    referral.return_ask_state, referral.return_ask_until = "OPEN", end_after(day_of(call.now), 2)
    referral.return_ask_reason, referral.return_ask_suggested_office_id = call.given["reason"], call.given["suggested_office"]


def decide_on_return(referral: Referral, call: Call) -> None:
    if call.given["granted"]:
        referral.return_ask_state = "GRANTED"
        as_asked = {"reason": referral.return_ask_reason, "suggested_office": referral.return_ask_suggested_office_id}
        give_back(referral, replace(call, given=as_asked))
    else:
        referral.return_ask_state, referral.returnable = "REFUSED", False


def ask_for_time(referral: Referral, call: Call) -> None:
    referral.extension_state, referral.extension_days, referral.extension_until = "OPEN", call.given["days"], referral.work_due_at


def decide_on_time(referral: Referral, call: Call) -> None:
    referral.extension_state, referral.extension_count = "REFUSED", referral.extension_count + 1
    if call.given["granted"]:
        assert referral.extension_days is not None
        days: int = call.given["days"] or referral.extension_days
        referral.extension_state, referral.extension_granted_days = "GRANTED", days
        if referral.state != "SUSPENDED":
            assert referral.work_due_at is not None
            referral.extended_to = end_after(day_ended_by(referral.work_due_at), days)


def end_clue(referral: Referral) -> None:
    """The type's limit has come in the place of the clue's."""
    if referral.type_code in NEEDS_APPLICATION:
        referral.extension_granted_days = 0
        referral.extension_state = "LAPSED" if referral.extension_state == "OPEN" else referral.extension_state


def ask_to_correct(referral: Referral, call: Call) -> None:
    referral.acceptance_ask_state, referral.acceptance_ask_until = "OPEN", end_after(day_of(call.now), 2)
    referral.acceptance_ask_accepted_on = call.given["accepted_on"]


def decide_on_acceptance(referral: Referral, call: Call) -> None:
    referral.acceptance_ask_state = "GRANTED" if call.given["granted"] else "REFUSED"
    if call.given["granted"]:
        referral.accepted_on = referral.acceptance_ask_accepted_on
