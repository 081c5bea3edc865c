"""What the family's answers do to the referral about which it is asked.

Source: docs/lifecycle.md (`followUpRecord`, `placementCallRecord`, `referralReopen`).
"""

from datetime import date
from uuid import uuid4

from tests.model.due import day_of, months_after
from tests.model.guards import may_reopen
from tests.model.rows import Call, Item, Referral
from tests.model.steps import move

ATTEMPTS = 3


def reopen(referral: Referral, call: Call) -> None:
    referral.reopen_count += 1
    referral.extension_granted_days = 0
    referral.returnable, referral.confirmed, referral.attempts, referral.attempted_on = False, None, 0, None
    referral.call_on = referral.review_on = None
    move(referral, "REOPENED", call)


def follow_up(referral: Referral, call: Call) -> None:
    item, result = call.book.items[referral.item_id], call.given["result"]
    item.said = result
    if result == "NO_ANSWER":
        referral.attempts, referral.attempted_on = referral.attempts + 1, day_of(call.now)
        if referral.attempts >= ATTEMPTS:
            referral.confirmed = False
            move(referral, "ARCHIVED" if referral.review_on is None else "COMPLETED", call)
    elif result == "NOT_SOLVED" and may_reopen(referral, call.now):
        reopen(referral, call)
    elif result == "NOT_SOLVED" and referral.review_on is not None:
        referral.confirmed, referral.attempts = False, referral.attempts + 1
    elif result == "NOT_SOLVED":
        referral.confirmed = False
        move(referral, "ARCHIVED", call)
        draft_anew(item, call)
    else:
        referral.confirmed, referral.attempts, referral.attempted_on = True, 0, None
        referral.call_on = next_call(referral, call)
        move(referral, "CONFIRMED", call)


def draft_anew(item: Item, call: Call) -> None:
    need = call.book.needs[item.need_id]
    whose = (need.family_id, item.person_id, need.region_code)
    anew = Item(uuid4(), need.id, item.owner_office_id, *whose, item.type_code, item.request_text, previous_id=item.id)
    call.book.items[anew.id] = anew


def next_call(referral: Referral, call: Call) -> date | None:
    """The first call that is still to come after what was said today."""
    began = referral.post_from
    days = [] if began is None else [months_after(began, months) for months in (1, 3)]
    return next((day for day in days if day > day_of(call.now)), None)


def call_after_placement(referral: Referral, call: Call) -> None:
    item, result = call.book.items[referral.item_id], call.given["result"]
    if result == "NO_ANSWER" and referral.attempts + 1 < ATTEMPTS:
        referral.attempts, referral.attempted_on = referral.attempts + 1, day_of(call.now)
        return
    referral.attempts, referral.attempted_on = 0, None
    referral.call_on = None if result == "LEFT" else next_call(referral, call)
    if result == "LEFT" and call.given["wants_another"]:
        if may_reopen(referral, call.now):
            reopen(referral, call)
        elif call.book.needs[item.need_id].status != "CLOSED":
            draft_anew(item, call)
