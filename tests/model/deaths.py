"""What a death ends: cases of the person and needs for which nothing moves, with the last of a household its own as well.

Source: docs/domain.md 2 (Deaths).
"""

from dataclasses import replace
from datetime import date

from tests.model.effects import cancel
from tests.model.refusals import GRANTS
from tests.model.registered import Person
from tests.model.rows import Book, Call, Item, Need
from tests.model.steps import move

GIVEN_ON = frozenset({"A01", "A04", "A07", "A11", "A15"})
"""The types of which a month after the death would still be owed: of the others something is done once."""


def die(person: Person, call: Call) -> list[Item]:
    """Write the day; the answer is the items that were changed by it."""
    book, day = call.book, call.given["deceased_on"]
    person.deceased_on = day
    members = book.registered(person.family_id)
    is_last = all(each is person or each.deceased_on is not None for each in members)
    days = [each.deceased_on for each in members if each.deceased_on is not None]
    of_household = max(days) if day is not None and is_last and not call.given["others_live"] else None
    ends: dict[object, date | None] = {person.id: day} | ({None: of_household} if is_last else {})
    items = [each for each in book.items.values() if each.family_id == person.family_id and each.person_id in ends]
    items = [each for each in items if each.state != "CANCELLED"]
    changed = []
    for item in items:
        until = ends[item.person_id]
        ended = until is not None and item.state != "ARCHIVED"
        if ended:
            end(item, call, "DECEASED")
        if _owe(book, item, until) or ended:
            changed.append(item)
    for need in (each for each in book.needs.values() if each.family_id == person.family_id and each.person_id in ends):
        if ends[need.person_id] is not None:
            _close(book, need)
    if of_household is not None and (proposal := book.proposed(person.family_id)) is not None:
        proposal.decide("WITHDRAWN")
    book.families[person.family_id].version += 1
    return changed


def end(item: Item, call: Call, reason: str) -> None:
    """What is open is cancelled, what is decided is archived: nobody is asked of it any more."""
    lead = None if item.lead_id is None else call.book.referrals[item.lead_id]
    if lead is None or lead.state not in ("COMPLETED", "CONFIRMED"):
        cancel(item, replace(call, given={"reason": reason}))
        return
    lead.confirmed, lead.call_on, lead.review_on = bool(lead.confirmed), None, None
    item.state = "ARCHIVED"
    move(lead, "ARCHIVED", call)


def _owe(book: Book, item: Item, until: date | None) -> bool:
    """Until when what was granted is owed; whether that changed."""
    if item.lead_id is None or item.result is None:
        return False
    lead = book.referrals[item.lead_id]
    before, lead.owed_until = lead.owed_until, until if item.result in GRANTS and lead.type_code in GIVEN_ON else None
    return before != lead.owed_until


def _close(book: Book, need: Need) -> None:
    """A need that is not met, and for which nothing moves."""
    items = [each for each in book.items.values() if each.need_id == need.id]
    rests = all(each.state in ("CANCELLED", "CONFIRMED", "ARCHIVED") for each in items)
    if need.status != "CLOSED" and rests and not _is_met(items):
        need.status, need.close_reason, need.completed_items = "CLOSED", "DECEASED", 0
        need.version += 1


def _is_met(items: list[Item]) -> bool:
    return any(each.state == "CONFIRMED" and each.said == "SOLVED" and each.result in GRANTS for each in items)
