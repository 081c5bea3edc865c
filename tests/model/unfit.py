"""What of a household's change is refused: what is found first, whatever version was read, and what once that stands.

Source: docs/lifecycle.md (`familyMerge`, `familyPart`, `familyMove`, `familySplit`, `personDeathSet`).
"""

from collections.abc import Callable, Mapping, Set
from typing import Any
from uuid import UUID

from tests.model.counties import county
from tests.model.guards import may_reopen
from tests.model.households import OVER, Parting, last_into, needs_that_go, standing
from tests.model.registered import Family, Person
from tests.model.rows import Book, Call, Item, Need, Referral
from tests.model.table import OPEN


def _is_done(item: Item, call: Call) -> bool:
    """Whether it may stay or go without the member whom it is of: it is over, or confirmed and nothing comes of it any more."""
    if item.state != "CONFIRMED":
        return item.state in OVER
    assert item.lead_id is not None
    lead = call.book.referrals[item.lead_id]
    return lead.review_on is None and lead.call_on is None and not may_reopen(lead, call.now)


def of_one(family: Family, call: Call) -> list[str]:
    other = standing(call.book, call.given["merged"])
    if not other.region_code.startswith(call.by.scope):
        return ["NOT_FOUND"]
    return ["ONE_FAMILY"] if other is family else []


def of_number(family: Family, call: Call) -> list[str]:
    """The number of the family that was merged into this one last."""
    named = next(each for each in call.book.families.values() if each.number == call.given["merged_number"])
    merger = next((each for each in call.book.mergers if each.merged == named.id), None)
    if merger is None or (merger.survivor != family.id and call.book.families[merger.survivor].merged_into_id != family.id):
        return ["NOT_MERGED"]
    return [] if merger is last_into(call.book, family) else ["MERGED_ON"]


def of_merging(family: Family, call: Call) -> list[str]:
    book, found = call.book, []
    if any(book.proposed(key) is not None for key in (family.id, standing(book, call.given["merged"]).id)):
        return ["MOVE_PROPOSED"]
    for merged, survivor in call.given["pairs"]:
        dead = [each for each in (merged, survivor) if book.persons[each].deceased_on is not None]
        found += ["PERSON_DECEASED"] if len(dead) == 1 else []
    return found


def of_parting(family: Family, call: Call) -> list[str]:
    merger = last_into(call.book, family)
    assert merger is not None
    if found := _unseen(call) or _proposed(family, call):
        return found
    other = call.book.families[merger.merged]
    if county(other.region_code) == county(family.region_code) and not other.region_code.startswith(call.by.scope):
        return ["OUT_OF_SCOPE"]
    new = frozenset(each.id for each in Parting(call.book, merger).new())
    parting = Parting(call.book, merger, new.intersection(call.given["needs"]))
    if parting.is_in_two():
        return ["PARTED_SINCE"]
    found = ["NEED_NOT_OF_FAMILY" for key in call.given["needs"] if key not in new]
    later = parting.later()
    found += ["OF_WHO_STAYS" for row in later if isinstance(row, Need) and row.person_id not in (None, *parting.back, *parting.before)]
    found += ["TAKEN_OVER" for row in later if isinstance(row, Referral) and row.state in OPEN.split()]
    back, before, coming = parting.back, parting.before, {row.id for row in later}
    for item in (each for each in call.book.items.values() if each.family_id == family.id and not _is_done(each, call)):
        goes = item.id in coming or item.id in merger.lines
        parted = item.person_id not in (*back, *before) if goes else item.person_id in back
        found += ["OF_WHO_STAYS"] if item.person_id is not None and parted else []
    return found


def _proposed(family: Family, call: Call) -> list[str]:
    return [] if call.book.proposed(family.id) is None else ["MOVE_PROPOSED"]


def _unseen(call: Call) -> list[str]:
    """The needs that are named, but stayed in the county that the family has left."""
    return ["NOT_FOUND" for key in call.given["needs"] if not call.book.needs[key].region_code.startswith(call.by.scope)]


def of_moving(family: Family, call: Call) -> list[str]:
    if found := _proposed(family, call):
        return found
    if call.given["village"] == family.region_code:
        return ["VALUE_STANDS"]
    return [] if county(call.given["village"]) == county(family.region_code) else ["OTHER_COUNTY"]


def of_splitting(family: Family, call: Call) -> list[str]:
    book, given, going = call.book, call.given, set(call.given["persons"])
    staying = [each for each in book.registered(family.id) if each.id not in going]
    if found := _unseen(call) or _proposed(family, call):
        return found
    found = [] if given["village"] is None or county(given["village"]) == county(family.region_code) else ["OUT_OF_SCOPE"]
    found += ["NOBODY_STAYS"] if all(each.deceased_on is not None for each in staying) else []
    found += _of_head(book, given["head"], going)
    if family.head_id not in going:
        found += ["NOT_EXPECTED"] if given["remaining_head"] is not None else []
    elif given["remaining_head"] is None:
        found.append("REQUIRED")
    else:
        found += _of_head(book, given["remaining_head"], {each.id for each in staying})
    needs = needs_that_go(family, call)
    found += ["OF_WHO_STAYS" for key in needs if book.needs[key].person_id not in (None, *going)]
    for item in (each for each in book.items.values() if each.family_id == family.id and not _is_done(each, call)):
        if item.person_id is not None and (item.need_id in needs) != (item.person_id in going):
            found.append("OF_WHO_STAYS")
    return found


def _of_head(book: Book, head: UUID, among: Set[UUID]) -> list[str]:
    if head not in among:
        return ["HEAD_NOT_OF_HOUSEHOLD"]
    return [] if book.persons[head].deceased_on is None else ["PERSON_DECEASED"]


def of_death(person: Person, call: Call) -> list[str]:
    return ["VALUE_STANDS"] if call.given["deceased_on"] == person.deceased_on else []


FOUND: Mapping[str, Callable[[Family, Call], list[str]]] = {"familyMerge": of_one, "familyPart": of_number}
REFUSED: Mapping[str, Callable[[Any, Call], list[str]]] = {
    "familyMerge": of_merging,
    "familyPart": of_parting,
    "familyMove": of_moving,
    "familySplit": of_splitting,
    "personDeathSet": of_death,
}
