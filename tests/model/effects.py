"""What each action does to the rows of the model.

Source: docs/lifecycle.md (remarks of the table), docs/domain.md 3 and 5.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.model.asked import call_after_placement, follow_up, reopen
from tests.model.asks import (
    ask_for_time,
    ask_to_correct,
    ask_to_give_back,
    decide_on_acceptance,
    decide_on_return,
    decide_on_time,
    end_clue,
    give_back,
)
from tests.model.beside import assist, assist_complete, delegate, hand_over
from tests.model.due import day_of
from tests.model.refusals import AFTER_ACCEPTANCE, GRANTS, monitor, routed
from tests.model.rows import Call, Item, Need, Referral
from tests.model.steps import move, take
from tests.model.table import OPEN

WINDOW = timedelta(days=60)


# Over a need or an item: the answer is the items that were changed.


def close_need(need: Need, call: Call) -> list[Item]:
    need.status, need.close_reason = "CLOSED", call.given["reason"]
    moving = [each for each in call.book.items.values() if each.need_id == need.id and each.state in f"DRAFT TO_DISPATCH {OPEN}".split()]
    return [item for each in moving for item in cancel(each, replace(call, given={"reason": "NEED_CLOSED"}))]


def draft(need: Need, call: Call) -> list[Item]:
    whose = (need.family_id, call.given["person"] or need.person_id, need.region_code)
    item = Item(uuid4(), need.id, need.owner_office_id, *whose, call.given["type"], call.given["request_text"])
    call.book.items[item.id] = item
    return []


def edit(item: Item, call: Call) -> list[Item]:
    before = (item.type_code, item.request_text)
    item.type_code = call.given["type"] or item.type_code
    item.request_text = call.given["request_text"] or item.request_text
    if item.last_returned_office_id is not None and before != (item.type_code, item.request_text):
        item.changed_since_return = True
    return [item]


def discard(item: Item, call: Call) -> list[Item]:
    item.state, item.cancel_reason = "CANCELLED", "DISCARDED"
    return [item]


def dispatch(item: Item, call: Call) -> list[Item]:
    office = call.given["office"] or routed(call.book, item)
    earlier = call.book.leads_of(item)
    assert office is not None
    own = office == item.owner_office_id
    referral = Referral(
        uuid4(),
        item.id,
        item.family_id,
        item.person_id,
        item.region_code,
        item.type_code,
        office,
        item.owner_office_id,
        monitor(call.book, office),
        call.now,
        call.now,
        state="SIGNED" if own else "DISPATCHED",
        previous_id=earlier[-1].id if earlier else None,
    )
    call.book.referrals[referral.id] = referral
    item.lead_id, item.lead_office_id, item.monitor_office_id = referral.id, office, referral.monitor_office_id
    federations = [each for name, each in call.book.offices.items() if name.startswith("federation.")]
    item.path = "FEDERATION_SELF" if office in federations else "DEPARTMENT_COORDINATION"
    item.result = item.said = None
    return [item]


def designate(item: Item, call: Call) -> list[Item]:
    dispatch(item, call)
    call.book.leads_of(item)[-1].returnable = False
    return [item]


def cancel(item: Item, call: Call) -> list[Item]:
    item.state, item.cancel_reason = "CANCELLED", call.given["reason"]
    for each in call.book.referrals_of(item):
        if each.state in OPEN.split():
            each.cancel_reason, each.missing, each.suspended_until = call.given["reason"], [], None
            move(each, "CANCELLED", call)
    return [item]


def recall(referral: Referral, call: Call) -> None:
    referral.cancel_reason = "RECALLED"
    move(referral, "CANCELLED", call)


def give_to_another(referral: Referral, call: Call) -> None:
    """It ends, and a new lead goes on with what was accepted, and as often reopened and given more time."""
    item = call.book.items[referral.item_id]
    dispatch(item, replace(call, given={"office": call.given["office"]}))
    new = call.book.leads_of(item)[-1]
    new.members = referral.members
    new.accepted_on, new.extension_count, new.reopen_count = referral.accepted_on, referral.extension_count, referral.reopen_count
    referral.cancel_reason, referral.question_open, referral.missing, referral.suspended_until = "REASSIGNED", False, [], None
    move(referral, "CANCELLED", call)


def sign(referral: Referral, call: Call) -> None:
    referral.handler_id = call.handler
    move(referral, "SIGNED", call)


def hand_to_federation(referral: Referral, call: Call) -> None:
    referral.transfer_state, referral.transfer_domain, referral.transfer_reason = "OPEN", call.given["domain"], None


def decline_transfer(referral: Referral, call: Call) -> None:
    """What is taken on begins a need outside the game; its command's own tests play that."""
    referral.transfer_state, referral.transfer_reason = "REFUSED", call.given["reason"]


def assign(referral: Referral, call: Call) -> None:
    referral.handler_id = call.handler


def hand_back(referral: Referral, call: Call) -> None:
    referral.handler_id = None


def start(referral: Referral, call: Call) -> None:
    take(referral, call)
    move(referral, "IN_PROGRESS", call)


def progress(referral: Referral, call: Call) -> None:
    take(referral, call)
    referral.stage = call.given.get("stage") or referral.stage
    if call.given.get("stage") in AFTER_ACCEPTANCE:
        referral.followed_on.append(day_of(call.now))
    if "accepted_on" in call.given:
        referral.accepted_on = call.given["accepted_on"]
        end_clue(referral)
    referral.question_open = referral.question_open or "question" in call.given
    move(referral, "IN_PROGRESS" if referral.state in ("SIGNED", "REOPENED") else referral.state, call)


def answer(referral: Referral, call: Call) -> None:
    referral.question_open = False


def suspend(referral: Referral, call: Call) -> None:
    take(referral, call)
    referral.state_before, referral.missing, referral.suspended_until = referral.state, list(call.given["missing"]), call.given["until"]
    move(referral, "SUSPENDED", call)


def supply(referral: Referral, call: Call) -> None:
    referral.missing = [each for each in referral.missing if each not in call.given["supplied"]]
    if not referral.missing:
        go_back(referral, call)


def resume(referral: Referral, call: Call) -> None:
    take(referral, call)
    go_back(referral, call)


def go_back(referral: Referral, call: Call) -> None:
    assert referral.state_before is not None
    referral.missing, referral.suspended_until = [], None
    move(referral, referral.state_before, call)


def complete(referral: Referral, call: Call) -> None:
    referral.without_assisting = call.given["without_assisting"]
    referral.question_open, referral.missing, referral.suspended_until = False, [], None
    decide(referral, call)


def decide(referral: Referral, call: Call) -> None:
    referral.decided_on.append(day_of(call.now))
    """With an outcome it is completed, also once more: then the family is asked."""
    result = call.given["result"]
    take(referral, call)
    call.book.items[referral.item_id].result = result
    referral.completed_at, referral.completed_by, referral.reopen_until = call.now, call.by.account, call.now + WINDOW
    grant(referral, call)
    referral.attempts, referral.attempted_on = 0, None
    referral.confirmed = False if result == "DECEASED" else None
    move(referral, "ARCHIVED" if result == "DECEASED" else "COMPLETED", call)


def grant(referral: Referral, call: Call) -> None:
    """When it is paid first, or from when on somebody has a post; with a grant alone. When who waits for it is looked at again."""
    granted = call.given["result"] in GRANTS
    referral.first_payment_on = call.given["first_payment_on"] if granted else None
    referral.review_on = call.given["review_on"] if call.given["result"] == "WAITING_LIST" else None
    referral.post_from = call.given["post_from"] if granted and referral.type_code == "A15" else None


def correct(referral: Referral, call: Call) -> None:
    result = call.given["result"]
    call.book.items[referral.item_id].result = result
    referral.decided_on.append(day_of(call.now))
    referral.completed_by = call.by.account
    grant(referral, call)
    if result == "DECEASED":
        referral.confirmed = False
        move(referral, "ARCHIVED", call)


def urge(referral: Referral, call: Call) -> None:
    referral.urged_for = referral.work_due_at


OVER_NEED_OR_ITEM: Mapping[str, Callable[[Any, Call], list[Item]]] = {
    "needClose": close_need,
    "itemDraft": draft,
    "itemEdit": edit,
    "itemDiscard": discard,
    "itemDispatch": dispatch,
    "itemDesignate": designate,
    "itemCancel": cancel,
}
OVER_REFERRAL: Mapping[str, Callable[[Referral, Call], None]] = {
    "referralRecall": recall,
    "referralMove": give_to_another,
    "referralSign": sign,
    "referralReturn": give_back,
    "referralAssist": assist,
    "referralAssistComplete": assist_complete,
    "referralDelegate": delegate,
    "referralDelegateReturn": hand_over,
    "referralReturnAsk": ask_to_give_back,
    "referralReturnDecide": decide_on_return,
    "acceptedOnCorrect": ask_to_correct,
    "acceptedOnDecide": decide_on_acceptance,
    "referralExtensionAsk": ask_for_time,
    "referralExtensionDecide": decide_on_time,
    "familyTransfer": hand_to_federation,
    "familyTransferDecide": decline_transfer,
    "referralAssign": assign,
    "referralTake": take,
    "referralHandBack": hand_back,
    "referralStart": start,
    "referralProgress": progress,
    "referralAnswer": answer,
    "referralSuspend": suspend,
    "referralSupply": supply,
    "referralResume": resume,
    "referralComplete": complete,
    "outcomeCorrect": correct,
    "referralReview": decide,
    "referralReopen": reopen,
    "referralUrge": urge,
    "followUpRecord": follow_up,
    "placementCallRecord": call_after_placement,
}
