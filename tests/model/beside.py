"""What actions do to referrals that stand beside the lead of an item.

Source: docs/lifecycle.md (Parts).
"""

from uuid import uuid4

from tests.model.refusals import monitor
from tests.model.rows import Call, Item, Referral
from tests.model.steps import move, take
from tests.model.table import OPEN


def assist(referral: Referral, call: Call) -> None:
    beside(referral, call).part = "ASSISTING"


def assist_complete(referral: Referral, call: Call) -> None:
    take(referral, call)
    referral.completed_at, referral.completed_by, referral.question_open = call.now, call.by.account, False
    move(referral, "COMPLETED", call)
    referral.ended_at = call.now


def delegate(referral: Referral, call: Call) -> None:
    made = beside(referral, call)
    made.part, made.delegating_office_id = "DELEGATE", referral.office_id


def beside(referral: Referral, call: Call) -> Referral:
    made = Referral(
        uuid4(),
        referral.item_id,
        referral.family_id,
        referral.person_id,
        referral.region_code,
        referral.type_code,
        call.given["office"],
        referral.dispatching_office_id,
        monitor(call.book, call.given["office"]),
        call.now,
        None,
        lead_id=referral.id,
        members=referral.members,
    )
    call.book.referrals[made.id] = made
    return made


def hand_over(referral: Referral, call: Call) -> None:
    assert referral.lead_id is not None
    call.book.referrals[referral.lead_id].handed_back = True
    move(referral, "RETURNED", call)


def end_with_lead(item: Item, call: Call) -> None:
    """What was delegated ends where its lead does, who assists where it is completed; else they assist the lead that there is."""
    leads = call.book.leads_of(item)
    over = {each.id for each in leads if each.state not in OPEN.split()}
    done = {each.id for each in leads if each.id in over and each.state not in ("RETURNED", "CANCELLED")}
    for each in call.book.referrals_of(item):
        if each.state in OPEN.split() and (each.lead_id in done or (each.part == "DELEGATE" and each.lead_id in over)):
            each.cancel_reason = "LEAD_ENDED"
            move(each, "CANCELLED", call)
    if item.lead_id is not None and call.book.referrals[item.lead_id].state not in ("RETURNED", "CANCELLED"):
        lead = call.book.referrals[item.lead_id]
        helping = [each for each in call.book.referrals_of(item) if each.part == "ASSISTING" and each.state in OPEN.split()]
        lead.open_assisting = len(helping)
        for each in helping:
            each.lead_id = lead.id
