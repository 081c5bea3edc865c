"""Visits that are recorded, corrected and withdrawn while a game lasts: the rows of the model, and what is refused.

Source: docs/domain.md 2 (Visit); docs/lifecycle.md (`visitRecord`, `visitCorrect`, `visitWithdraw`).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.model.due import day_of, end_of
from tests.model.effects import cancel
from tests.model.registered import Family, Visit
from tests.model.rows import Actor, Call, Item, Need
from tests.model.table import ABOVE_THE_COUNTY, AT_THE_COUNTY

UNSOLVED = ("OPEN", "IN_HAND", "UNMET")
CALLED_BACK = timedelta(hours=24)
PLAYED = ("FEDERATION_CADRE", "COMMISSIONER")


def is_played(action: str, by: Actor) -> bool:
    """Whether the game tries it: operators call before it begins, and needs that a federation above the county finds go other ways."""
    visits = by.role in PLAYED and len(by.scope) > ABOVE_THE_COUNTY
    return visits or by.role not in (*PLAYED, "HOTLINE_OPERATOR") or action not in ("visitRecord", *OVER_VISIT)


def record(family: Family, call: Call) -> list[Item]:
    book, given, by = call.book, call.given, call.by
    row = Visit(given["new"], family.id, family.region_code, given["person"], by.account, by.office, given["at"], call.now)
    row.contact_result = "NOT_HOME" if given["person"] is None else "MET"
    book.visits[row.id] = row
    owner = book.offices[f"federation.{family.region_code[:AT_THE_COUNTY]}"]
    for of_household in given["needs"]:
        need = Need(uuid4(), owner, family.id, None if of_household else row.person_id, family.region_code)
        need.visit_id, need.created_at = row.id, call.now
        book.needs[need.id] = need
    family.unread += 1  # whatever it told may be known already
    return []


def correct(visit: Visit, call: Call) -> list[Item]:
    visit.companions = call.given.get("companions", visit.companions)
    if "at" in call.given:
        visit.at = call.given["at"]
        visit.callback_due_at = visit.at + CALLED_BACK if visit.channel.startswith("HOTLINE") else None
        call.book.families[visit.family_id].unread += 1
    visit.version += 1
    return []


def withdraw(visit: Visit, call: Call) -> list[Item]:
    book, family = call.book, call.book.families[visit.family_id]
    visit.callback_due_at = None
    visit.state, visit.withdrawal_reason, visit.version = "WITHDRAWN", call.given["reason"], visit.version + 1
    if visit.channel.startswith("HOTLINE") and family.called_until is not None:
        family.called_until = min(family.called_until, end_of(day_of(call.now)))
    family.version, family.unread = family.version + 1, family.unread + 1
    changed = []
    for need in (each for each in book.needs.values() if each.visit_id == visit.id and each.status in UNSOLVED):
        need.status, need.close_reason, need.version = "CLOSED", "VISIT_WITHDRAWN", need.version + 1
        for item in (each for each in book.items.values() if each.need_id == need.id and each.state == "DRAFT"):
            changed += cancel(item, replace(call, given={"reason": "NEED_CLOSED"}))
    return changed


def of_recording(family: Family, call: Call) -> list[str]:
    person = call.given["person"]
    return ["PERSON_DECEASED"] if person is not None and call.book.persons[person].deceased_on is not None else []


def of_correcting(visit: Visit, call: Call) -> list[str]:
    return ["VALUE_STANDS" for name, value in call.given.items() if getattr(visit, name) == value]


def of_withdrawing(visit: Visit, call: Call) -> list[str]:
    """Nothing was sent for its needs, and none of them is another household's by now."""
    book = call.book
    found = [each for each in book.needs.values() if each.visit_id == visit.id]
    keys = {each.id for each in found}
    sent = [each for each in book.items.values() if each.need_id in keys and each.state not in ("DRAFT", "CANCELLED")]
    elsewhere = any(each.family_id != visit.family_id and each.status in UNSOLVED for each in found)
    told = ["VISIT_IN_USE" for each in sent if each.region_code.startswith(call.by.scope)]
    return told or ["VISIT_IN_USE"] * bool(sent or elsewhere)


OVER_VISIT: Mapping[str, Callable[[Visit, Call], list[Item]]] = {"visitCorrect": correct, "visitWithdraw": withdraw}
REFUSED: Mapping[str, Callable[[Any, Call], list[str]]] = {
    "visitRecord": of_recording,
    "visitCorrect": of_correcting,
    "visitWithdraw": of_withdrawing,
}
