"""What each action does to the rows of the model, and what of an input it refuses.

Source: docs/lifecycle.md (remarks of the table), docs/domain.md 3 and 5.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.model.due import day_of
from tests.model.rows import Actor, Item, Need, Referral
from tests.model.table import OPEN, may_reopen

Given = Mapping[str, Any]
NEEDS_APPLICATION = frozenset({"A01"})
STAGES = {
    "A01": {"APPLICATION_ASSISTED", "ACCEPTED", "MEANS_TEST", "HOME_SURVEY", "PUBLICITY", "DECIDED", "PAID"},
    "A04": {"DECIDED", "PAID"},
    "A11": {"ACCEPTED", "MEANS_TEST", "DECIDED", "PAID"},
    "A21": {"ACCEPTED", "HOME_SURVEY", "DECIDED"},
}
GRANTS = frozenset({"GRANTED", "PARTIALLY_GRANTED"})
REFUSALS = frozenset({"NOT_ELIGIBLE", "POLICY_GAP"})
OF_AN_APPLICATION = GRANTS | {"NOT_ELIGIBLE", "WAITING_LIST"}
FAMILY_GONE = frozenset({"WITHDRAWN", "DECEASED", "MOVED_AWAY", "UNREACHABLE"})
CITY = "federation.3301"
"""The federation above the county's, and in this world the highest: it monitors the others."""
ENDED = frozenset({"RETURNED", "CANCELLED", "ARCHIVED"})
ATTEMPTS = 3
WINDOW = timedelta(days=60)


@dataclass
class Book:
    """All rows of an example. `offices`: by name."""

    offices: Mapping[str, UUID]
    members: Mapping[UUID, frozenset[UUID]]
    """Office -> the accounts that may handle its referrals."""
    needs: dict[UUID, Need] = field(default_factory=dict)
    items: dict[UUID, Item] = field(default_factory=dict)
    referrals: dict[UUID, Referral] = field(default_factory=dict)

    def referrals_of(self, item: Item) -> list[Referral]:
        """In the order in which they were made."""
        return [each for each in self.referrals.values() if each.item_id == item.id]

    def need_of(self, row: Need | Item | Referral) -> Need:
        """The need that the row is for."""
        if isinstance(row, Referral):
            return self.needs[self.items[row.item_id].need_id]
        return self.needs[row.need_id] if isinstance(row, Item) else row


@dataclass(frozen=True)
class Call:
    """Who says what, when."""

    book: Book
    by: Actor
    now: datetime
    given: Given

    @property
    def handler(self) -> UUID | None:
        """The handler that the input names."""
        named: UUID | None = self.given.get("handler")
        return named


def destination(book: Book, item: Item) -> UUID:
    """The office that decides over the type for the family's village."""
    village = book.need_of(item).village
    name = {
        "A01": "civil-affairs.330110",
        "A04": f"civil-affairs.{village[:9]}",
        "A11": "healthcare-security.330110",
        "A21": "federation.330110",
    }[item.type_code]
    return book.offices[name]


def fitting(book: Book, item: Item) -> set[UUID]:
    """The offices that a dispatcher may name: of the line, over where the family lives; the own federation always."""
    town = f"civil-affairs.{book.need_of(item).village[:9]}"
    named = {"A01": ["civil-affairs.330110", town], "A04": ["civil-affairs.330110", town], "A21": [CITY]}.get(item.type_code, [])
    return {destination(book, item), item.owner_office_id, *(book.offices[name] for name in named)}


# --- what an input is refused for, once the action is allowed


def no_refusals(row: Any, call: Call) -> list[str]:
    return []


def of_dispatch(item: Item, call: Call) -> list[str]:
    office = call.given["office"] or destination(call.book, item)
    if office not in fitting(call.book, item):
        return ["OFFICE_DOES_NOT_FIT"]
    if not call.given["preview_seen"]:
        return ["PREVIEW_NOT_SEEN"]
    return ["SAME_OFFICE_UNCHANGED"] if office == item.last_returned_office_id and not item.changed_since_return else []


def of_handler(referral: Referral, call: Call) -> list[str]:
    works_there = call.handler is None or call.handler in call.book.members[referral.office_id]
    return [] if works_there else ["HANDLER_NOT_OF_OFFICE"]


def of_progress(referral: Referral, call: Call) -> list[str]:
    found, accepted_on, stage = [], call.given.get("accepted_on"), call.given.get("stage")
    if stage is not None and stage not in STAGES[referral.type_code]:
        found.append("STAGE_NOT_OF_TYPE")
    if accepted_on is not None and referral.accepted_on is not None:
        found.append("ACCEPTED_ALREADY")
    if accepted_on is not None and accepted_on < day_of(referral.dispatched_at):
        found.append("TOO_EARLY")
    return found


def of_outcome(referral: Referral, call: Call) -> list[str]:
    result, found = call.given["result"], []
    if referral.state == "SUSPENDED" and result not in FAMILY_GONE:
        found.append("RESULT_WHILE_SUSPENDED")
    if referral.type_code in NEEDS_APPLICATION and referral.accepted_on is None and result in OF_AN_APPLICATION:
        found.append("ACCEPTANCE_MISSING")
    if result in GRANTS and not call.given["detail"]:
        found.append("OUTCOME_KIND")
    return found


def of_follow_up(referral: Referral, call: Call) -> list[str]:
    result, found = call.given["result"], []
    if result == "REFUSAL_UNDERSTOOD" and call.book.items[referral.item_id].result not in REFUSALS:
        found.append("NOT_A_REFUSAL")
    if result == "NO_ANSWER" and referral.attempted_on == day_of(call.now):
        found.append("ALREADY_TRIED_TODAY")
    if result == "NO_ANSWER" and call.given["satisfaction"] != "NOT_ASKED":
        found.append("NOT_EXPECTED")
    return found


REFUSED: Mapping[str, Callable[[Any, Call], list[str]]] = {
    "itemDispatch": of_dispatch,
    "referralSign": of_handler,
    "referralAssign": of_handler,
    "referralProgress": of_progress,
    "referralComplete": of_outcome,
    "followUpRecord": of_follow_up,
}


# --- what an action does; the answer is the items that it changed


def move(referral: Referral, state: str, call: Call) -> None:
    referral.state = state
    if state in ENDED:
        referral.ended_at = call.now


def close_need(need: Need, call: Call) -> list[Item]:
    need.status, need.close_reason = "CLOSED", call.given["reason"]
    moving = [each for each in call.book.items.values() if each.need_id == need.id and each.state in f"DRAFT TO_DISPATCH {OPEN}".split()]
    return [item for each in moving for item in cancel(each, replace(call, given={"reason": "NEED_CLOSED"}))]


def draft(need: Need, call: Call) -> list[Item]:
    item = Item(uuid4(), need.id, need.owner_office_id, call.given["type"], call.given["request_text"])
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
    office = call.given["office"] or destination(call.book, item)
    earlier = call.book.referrals_of(item)
    own = office == item.owner_office_id
    referral = Referral(
        uuid4(),
        item.id,
        item.type_code,
        office,
        item.owner_office_id,
        None if office == call.book.offices[CITY] else call.book.offices[CITY],
        call.now,
        call.now,
        state="SIGNED" if own else "DISPATCHED",
        previous_id=earlier[-1].id if earlier else None,
    )
    call.book.referrals[referral.id] = referral
    item.lead_id, item.lead_office_id = referral.id, office
    item.path = "FEDERATION_SELF" if own or office == call.book.offices[CITY] else "DEPARTMENT_COORDINATION"
    item.result = item.said = None
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


def sign(referral: Referral, call: Call) -> None:
    referral.handler_id = call.handler
    move(referral, "SIGNED", call)


def give_back(referral: Referral, call: Call) -> None:
    item = call.book.items[referral.item_id]
    referral.return_reason = call.given["reason"]
    item.last_returned_office_id, item.changed_since_return = referral.office_id, False
    item.designatable = call.given["reason"] in ("NOT_OUR_DUTY", "WRONG_AREA")
    move(referral, "RETURNED", call)


def assign(referral: Referral, call: Call) -> None:
    referral.handler_id = call.handler


def take(referral: Referral, call: Call) -> None:
    referral.handler_id = referral.handler_id or call.by.account


def hand_back(referral: Referral, call: Call) -> None:
    referral.handler_id = None


def start(referral: Referral, call: Call) -> None:
    take(referral, call)
    move(referral, "IN_PROGRESS", call)


def progress(referral: Referral, call: Call) -> None:
    take(referral, call)
    referral.stage = call.given.get("stage") or referral.stage
    referral.accepted_on = call.given.get("accepted_on") or referral.accepted_on
    referral.question_open = referral.question_open or "question" in call.given
    move(referral, "IN_PROGRESS" if referral.state in ("SIGNED", "REOPENED") else referral.state, call)


def answer(referral: Referral, call: Call) -> None:
    referral.question_open = False


def suspend(referral: Referral, call: Call) -> None:
    take(referral, call)
    referral.state_before, referral.missing, referral.suspended_until = referral.state, ["ID_DOCUMENT"], call.given["until"]
    move(referral, "SUSPENDED", call)


def supply(referral: Referral, call: Call) -> None:
    assert referral.state_before is not None
    referral.missing, referral.suspended_until = [], None
    move(referral, referral.state_before, call)


def resume(referral: Referral, call: Call) -> None:
    take(referral, call)
    supply(referral, call)


def complete(referral: Referral, call: Call) -> None:
    result = call.given["result"]
    take(referral, call)
    call.book.items[referral.item_id].result = result
    referral.completed_at, referral.completed_by, referral.reopen_until = call.now, call.by.account, call.now + WINDOW
    referral.first_payment_on = call.given["first_payment_on"] if result in GRANTS else None
    referral.question_open, referral.missing, referral.suspended_until = False, [], None
    referral.attempts, referral.attempted_on = 0, None
    referral.confirmed = False if result == "DECEASED" else None
    move(referral, "ARCHIVED" if result == "DECEASED" else "COMPLETED", call)


def reopen(referral: Referral, call: Call) -> None:
    referral.reopen_count += 1
    referral.returnable, referral.confirmed, referral.attempts, referral.attempted_on = False, None, 0, None
    move(referral, "REOPENED", call)


def urge(referral: Referral, call: Call) -> None:
    referral.urged_for = referral.work_due_at


def follow_up(referral: Referral, call: Call) -> None:
    item, result = call.book.items[referral.item_id], call.given["result"]
    item.said = result
    if result == "NO_ANSWER":
        referral.attempts, referral.attempted_on = referral.attempts + 1, day_of(call.now)
        if referral.attempts == ATTEMPTS:
            referral.confirmed = False
            move(referral, "ARCHIVED", call)
    elif result == "NOT_SOLVED" and may_reopen(referral, call.now):
        reopen(referral, call)
    elif result == "NOT_SOLVED":
        referral.confirmed = False
        move(referral, "ARCHIVED", call)
        anew = Item(uuid4(), item.need_id, item.owner_office_id, item.type_code, item.request_text, previous_id=item.id)
        call.book.items[anew.id] = anew
    else:
        referral.confirmed = True
        move(referral, "CONFIRMED", call)


OVER_NEED_OR_ITEM: Mapping[str, Callable[[Any, Call], list[Item]]] = {
    "needClose": close_need,
    "itemDraft": draft,
    "itemEdit": edit,
    "itemDiscard": discard,
    "itemDispatch": dispatch,
    "itemCancel": cancel,
}
OVER_REFERRAL: Mapping[str, Callable[[Referral, Call], None]] = {
    "referralRecall": recall,
    "referralSign": sign,
    "referralReturn": give_back,
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
    "referralReopen": reopen,
    "referralUrge": urge,
    "followUpRecord": follow_up,
}
