"""What of an input the model refuses, once the action is allowed; and the offices that an item may go to.

Source: docs/lifecycle.md (requires), docs/domain.md 3 and 5.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tests.model.due import day_of
from tests.model.rows import Book, Call, Item, Need, Referral

NEEDS_APPLICATION = frozenset({"A01", "A07", "A15"})
NEEDS_CERTIFICATE = frozenset({"A07"})
STAGES = {
    "A01": {"APPLICATION_ASSISTED", "ACCEPTED", "MEANS_TEST", "HOME_SURVEY", "PUBLICITY", "DECIDED", "PAID"},
    "A04": {"DECIDED", "PAID"},
    "A07": {"ACCEPTED", "FEDERATION_REVIEWED", "DECIDED", "PAID"},
    "A11": {"ACCEPTED", "MEANS_TEST", "DECIDED", "PAID"},
    "A15": {"RECOGNISED", "MATCHED", "OFFERED", "ON_POST"},
    "A21": {"ACCEPTED", "HOME_SURVEY", "DECIDED"},
}
COUNTY, TOWNSHIP = 6, 9
"""Digits of their codes."""
IN_HAND = ("DISPATCHED", "SIGNED", "IN_PROGRESS", "SUSPENDED", "REOPENED")
GRANTS = frozenset({"GRANTED", "PARTIALLY_GRANTED"})
REFUSALS = frozenset({"NOT_ELIGIBLE", "POLICY_GAP"})
OF_AN_APPLICATION = GRANTS | {"NOT_ELIGIBLE", "WAITING_LIST"}
FAMILY_GONE = frozenset({"WITHDRAWN", "DECEASED", "MOVED_AWAY", "UNREACHABLE"})
CITY = "federation.3301"
"""The federation above the county's, and in this world the highest: it monitors the others."""
CIVIL_AFFAIRS = "civil-affairs"
ABOVE = f"{CIVIL_AFFAIRS}.3301"
"""The office that stands above those of its line."""


def monitor(book: Book, office: UUID) -> UUID | None:
    """The federation's office that stands above both the county's and this one: none in this world for one of the city."""
    return None if office in (book.offices[CITY], book.offices[ABOVE]) else book.offices[CITY]


DECIDES: Mapping[str, tuple[str, int, str]] = {
    "A01": ("civil-affairs", COUNTY, "registration_region_code"),
    "A04": ("civil-affairs", TOWNSHIP, "region_code"),
    "A07": ("civil-affairs", COUNTY, "registration_region_code"),
    "A11": ("healthcare-security", COUNTY, "registration_region_code"),
    "A15": ("human-resources", COUNTY, "region_code"),
    "A21": ("federation", COUNTY, "region_code"),
}
"""The line that gives the help, the level at which it decides, and by which of its two homes a family applies."""


def over(book: Book, row: Need | Item | Referral, line: str | None = None) -> list[str]:
    """The offices, of a line, over where the row's family is registered or lives."""
    family = book.families[row.family_id]
    homes = (family.registration_region_code, family.region_code)
    named = [(name, *name.split(".")) for name in book.offices]
    return [name for name, of_line, digits in named if line in (None, of_line) and any(home.startswith(digits) for home in homes)]


def fitting(book: Book, item: Item) -> list[UUID]:
    """The offices of the line over where the family lives: the one that decides over the type, then the others.

    Those of the county and below come first, of these those over where the family applies, then those that are nearest in level.
    """
    line, level, home = DECIDES[item.type_code]
    applies: str = getattr(book.families[item.family_id], home)

    def place(name: str) -> tuple[bool, bool, bool, int]:
        digits = name.split(".")[1]
        return digits != applies[:level], len(digits) < COUNTY, not applies.startswith(digits), abs(len(digits) - level)

    return [book.offices[name] for name in sorted(over(book, item, line), key=place)]


def lower(book: Book, row: Need | Item | Referral) -> list[UUID]:
    """The offices of civil affairs, of the county and its townships, over where the row's family is registered or lives."""
    return [book.offices[name] for name in over(book, row, CIVIL_AFFAIRS) if name != ABOVE]


def routed(book: Book, item: Item) -> UUID | None:
    """The office that was suggested, else the first that fits: none in which nobody can sign, or that said this help is not its own."""
    said = [each for each in book.referrals_of(item) if each.return_reason == "NOT_OUR_DUTY" and each.type_code == item.type_code]
    refused = {each.office_id for each in said}
    offered = [each for each in fitting(book, item) if each in book.signed_in and each not in refused]
    return item.suggested_office_id if item.suggested_office_id in offered else next(iter(offered), None)


def no_refusals(row: Any, call: Call) -> list[str]:
    return []


def of_draft(need: Need, call: Call) -> list[str]:
    """For a member of the family who lives, and has the certificate that the type needs."""
    person = call.given["person"] or need.person_id
    if person is not None and call.book.persons[person].family_id != need.family_id:
        return ["PERSON_NOT_OF_FAMILY"]
    if person is not None and call.book.persons[person].deceased_on is not None:
        return ["PERSON_DECEASED"]
    return _without_certificate(call, need.family_id, person, call.given["type"])


def of_edit(item: Item, call: Call) -> list[str]:
    return [] if call.given["type"] is None else _without_certificate(call, item.family_id, item.person_id, call.given["type"])


def _without_certificate(call: Call, family: UUID, person: UUID | None, type_code: str) -> list[str]:
    """Of the one whom it helps; of a household one member is enough."""
    certified = [each.id for each in call.book.registered(family) if each.certified and each.deceased_on is None]
    has = bool(certified) if person is None else person in certified
    return ["CERTIFICATE_NEEDED"] if type_code in NEEDS_CERTIFICATE and not has else []


def of_dispatch(item: Item, call: Call) -> list[str]:
    office = call.given["office"] or routed(call.book, item)
    if office is None:
        return ["NO_OFFICE"]
    if office not in (*fitting(call.book, item), item.owner_office_id):
        return ["OFFICE_DOES_NOT_FIT"]
    if office not in call.book.signed_in:
        return ["NOBODY_SIGNS"]
    if found := _without_certificate(call, item.family_id, item.person_id, item.type_code):
        return found
    if not call.given["preview_seen"]:
        return ["PREVIEW_NOT_SEEN"]
    return ["SAME_OFFICE_UNCHANGED"] if office == item.last_returned_office_id and not item.changed_since_return else []


def of_designation(item: Item, call: Call) -> list[str]:
    if call.given["office"] not in (*fitting(call.book, item), item.owner_office_id):
        return ["OFFICE_DOES_NOT_FIT"]
    if call.given["office"] not in call.book.signed_in:
        return ["NOBODY_SIGNS"]
    return _without_certificate(call, item.family_id, item.person_id, item.type_code)


def of_handler(referral: Referral, call: Call) -> list[str]:
    works_there = call.handler is None or call.handler in call.book.members[referral.office_id]
    return [] if works_there else ["HANDLER_NOT_OF_OFFICE"]


def of_progress(referral: Referral, call: Call) -> list[str]:
    found, accepted_on, stage = [], call.given.get("accepted_on"), call.given.get("stage")
    of_others: Mapping[str, tuple[str, ...]] = {"LEAD": (), "ASSISTING": ("accepted_on",), "DELEGATE": ("accepted_on", "question")}
    found += ["NOT_EXPECTED" for name in of_others[referral.part] if name in call.given]
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


def of_completion(referral: Referral, call: Call) -> list[str]:
    said = call.given["without_assisting"] is not None
    if found := of_outcome(referral, call):
        return found
    if said != bool(referral.open_assisting):
        return ["NOT_EXPECTED" if said else "ASSISTING_OPEN"]
    return []


def of_assisting(referral: Referral, call: Call) -> list[str]:
    """Any office over where the family lives but a federation's, in which somebody signs, and which has nothing of the item."""
    book, office = call.book, call.given["office"]
    if office not in [book.offices[name] for name in over(book, referral) if not name.startswith("federation.")]:
        return ["OFFICE_DOES_NOT_FIT"]
    if office not in book.signed_in:
        return ["NOBODY_SIGNS"]
    held = [each for each in book.referrals_of(book.items[referral.item_id]) if each.office_id == office and each.state in IN_HAND]
    return ["HAS_IT_ALREADY"] if held else []


def of_follow_up(referral: Referral, call: Call) -> list[str]:
    result, found = call.given["result"], []
    if result == "REFUSAL_UNDERSTOOD" and call.book.items[referral.item_id].result not in REFUSALS:
        found.append("NOT_A_REFUSAL")
    if result == "NO_ANSWER" and referral.attempted_on == day_of(call.now):
        found.append("ALREADY_TRIED_TODAY")
    if result == "NO_ANSWER" and call.given["satisfaction"] != "NOT_ASKED":
        found.append("NOT_EXPECTED")
    return found


def of_call(referral: Referral, call: Call) -> list[str]:
    left = call.given["result"] == "LEFT"
    if left and call.given["left_on"] < referral.post_from:
        return ["TOO_EARLY"]
    return ["ALREADY_TRIED_TODAY"] if call.given["result"] == "NO_ANSWER" and referral.attempted_on == day_of(call.now) else []


def of_return(referral: Referral, call: Call) -> list[str]:
    return [] if call.given["returned_by"] == "FITS" else ["RETURNED_BY_DIFFERS"]


AFTER_ACCEPTANCE = frozenset({"MEANS_TEST", "DECIDED"})
"""Stages that follow the acceptance of an application, wherever a type has that."""


def of_correction(referral: Referral, call: Call) -> list[str]:
    return cannot_be(referral, call.given["accepted_on"])


def of_acceptance(referral: Referral, call: Call) -> list[str]:
    assert referral.acceptance_ask_accepted_on is not None
    return cannot_be(referral, referral.acceptance_ask_accepted_on) if call.given["granted"] else []


def cannot_be(referral: Referral, day: date) -> list[str]:
    """Another day than is recorded, from the dispatch on, and not after what followed."""
    found = ["ACCEPTED_THEN"] if day == referral.accepted_on else []
    found += ["TOO_EARLY"] if day < day_of(referral.dispatched_at) else []
    assert referral.accepted_on is not None
    stages = referral.followed_on if "ACCEPTED" in STAGES[referral.type_code] else []
    decided = [on for on in referral.decided_on if on >= referral.accepted_on]
    return found + (["TOO_LATE"] if any(day > on for on in (*stages, *decided)) else [])


def of_ask_for_time(referral: Referral, call: Call) -> list[str]:
    """At most ten working days; of the minimum living allowance, once it is applied for, fifteen."""
    most = 15 if referral.type_code == "A01" and referral.accepted_on is not None else 10
    return [] if 1 <= call.given["days"] <= most else ["NUMBER_RANGE"]


def of_more_time(referral: Referral, call: Call) -> list[str]:
    days = call.given["days"]
    if days is not None and not call.given["granted"]:
        return ["NOT_EXPECTED"]
    return [] if days is None or days <= referral.extension_days else ["NUMBER_RANGE"]


def of_delegation(referral: Referral, call: Call) -> list[str]:
    """A township's office of the same line, where the family lives, in which somebody signs, and which has not got it already."""
    book, office = call.book, call.given["office"]
    own = next(name for name, each in book.offices.items() if each == referral.office_id)
    below = [book.offices[name] for name in over(book, referral, own.split(".")[0]) if name.startswith(own) and name != own]
    if office not in below:
        return ["OFFICE_DOES_NOT_FIT"]
    if office not in book.signed_in:
        return ["NOBODY_SIGNS"]
    beside = [each for each in book.referrals.values() if each.lead_id == referral.id and each.office_id == office]
    return ["HAS_IT_ALREADY"] if any(each.state in IN_HAND and each.part == "DELEGATE" for each in beside) else []


def of_move(referral: Referral, call: Call) -> list[str]:
    """Another office of the line, below one's own, over where the family lives, in which somebody signs."""
    book, office = call.book, call.given["office"]
    if office not in lower(book, referral) or office == referral.office_id:
        return ["OFFICE_DOES_NOT_FIT"]
    return [] if office in book.signed_in else ["NOBODY_SIGNS"]


def of_supply(referral: Referral, call: Call) -> list[str]:
    return ["NOT_MISSING" for each in call.given["supplied"] if each not in referral.missing]


REFUSED: Mapping[str, Callable[[Any, Call], list[str]]] = {
    "itemDraft": of_draft,
    "itemEdit": of_edit,
    "itemDispatch": of_dispatch,
    "itemDesignate": of_designation,
    "referralSign": of_handler,
    "referralAssign": of_handler,
    "referralReturn": of_return,
    "referralDelegate": of_delegation,
    "referralReturnAsk": of_return,
    "acceptedOnCorrect": of_correction,
    "acceptedOnDecide": of_acceptance,
    "referralExtensionAsk": of_ask_for_time,
    "referralExtensionDecide": of_more_time,
    "referralMove": of_move,
    "referralSupply": of_supply,
    "referralProgress": of_progress,
    "referralComplete": of_completion,
    "referralAssist": of_assisting,
    "outcomeCorrect": of_outcome,
    "referralReview": of_outcome,
    "followUpRecord": of_follow_up,
    "placementCallRecord": of_call,
}
