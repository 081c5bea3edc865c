"""What becomes of a family that is proposed to another county: the rows of the model, and what is refused.

Source: docs/lifecycle.md (`familyMovePropose`, `familyMoveDecide`, `familyMoveWithdraw`); docs/decisions/033-moving.md.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from tests.model.deaths import end
from tests.model.due import day_of, end_after
from tests.model.households import OVER
from tests.model.registered import Family, Proposal, Visit
from tests.model.rows import Call, Item, Need, Referral
from tests.model.table import AT_THE_COUNTY

WORKING_DAYS = 2
"""In which it is to be decided."""
DECIDED_IN = ("330110", "330106")
"""The counties in which a cadre can accept a family."""


def county(code: str) -> str:
    return code[:AT_THE_COUNTY].ljust(12, "0")


def propose(family: Family, call: Call) -> list[Item]:
    call.book.proposals[call.given["new"]] = Proposal(
        call.given["new"],
        family.id,
        call.given["village"],
        county(family.region_code),
        call.given["registration_region"],
        call.by.office,
        call.by.account,
        call.now,
        end_after(day_of(call.now), WORKING_DAYS),
    )
    return []


def decide(proposal: Proposal, call: Call) -> list[Item]:
    if call.given["accepted"]:
        proposal.decide("ACCEPTED")
        return take_on(proposal, call)
    proposal.reason = call.given["reason"]
    proposal.decide("DECLINED")
    return []


def withdraw(proposal: Proposal, call: Call) -> list[Item]:
    proposal.decide("WITHDRAWN")
    return []


def take_on(proposal: Proposal, call: Call) -> list[Item]:
    """What is asked for the family ends where it lived, and what is not closed goes on where it lives now; the answer is what changed."""
    book, family = call.book, call.book.families[proposal.family_id]
    referrals = [each for each in book.referrals.values() if each.family_id == family.id]
    undecided = [each for each in referrals if each.transfer_state == "OPEN"]
    told = {each.item_id for each in undecided}
    items = [each for each in book.items.values() if each.family_id == family.id and (each.state not in OVER or each.id in told)]
    for item in items:
        if item.state not in OVER:
            end(item, call, "MOVED")
    for each in book.referrals.values():  # what an ended one gives stays with the family that had it, whoever it went to with a member
        if (each.kept_family_id or each.family_id) == family.id:
            each.shows_family = False
    family.region_code = proposal.region_code
    family.registration_region_code = proposal.registration or family.registration_region_code
    family.called_until = None if family.called_until is None else min(family.called_until, call.now)
    family.version += 1
    for person in (each for each in book.persons.values() if each.family_id == family.id):
        person.region_code = family.region_code
    for need in (each for each in book.needs.values() if each.family_id == family.id and each.status != "CLOSED"):
        need.region_code, need.owner_office_id = family.region_code, call.by.office
    for each in undecided:
        _told_there(each, call)
    _call_nobody_back([each for each in book.visits.values() if each.family_id == family.id])
    return items


def _call_nobody_back(visits: list[Visit]) -> None:
    """From where the family lived nobody calls it back, unless somebody was spoken to since."""
    spoken = [each.at for each in visits if each.state == "RECORDED" and each.contact_result in ("MET", "REFUSED")]
    for visit in visits:
        if visit.callback_due_at is not None and all(at <= visit.at for at in spoken):
            visit.callback_due_at, visit.version = None, visit.version + 1


def _told_there(referral: Referral, call: Call) -> None:
    """What the office had told of, and nobody had decided, is a need of the county that takes the family on."""
    referral.transfer_state = "GRANTED"
    person, family = referral.person_id, call.book.families[referral.family_id]
    lives = person is not None and call.book.persons[person].deceased_on is None
    need = Need(uuid4(), call.by.office, family.id, person if lives else None, family.region_code)
    need.created_at = call.now
    call.book.needs[need.id] = need


def of_proposing(family: Family, call: Call) -> list[str]:
    book, village = call.book, call.given["village"]
    if book.proposed(family.id) is not None:
        return ["MOVE_PROPOSED"]
    if county(village) == county(family.region_code):
        return ["OWN_COUNTY"]
    if all(each.deceased_on is not None for each in book.registered(family.id)):
        return ["PERSON_DECEASED"]
    return [] if village.startswith(DECIDED_IN) else ["NOBODY_DECIDES"]


def of_deciding(proposal: Proposal, call: Call) -> list[str]:
    if call.given["accepted"]:
        return [] if call.given["reason"] is None else ["NOT_EXPECTED"]
    return ["REQUIRED"] if call.given["reason"] is None else []


OVER_PROPOSAL: Mapping[str, Callable[[Proposal, Call], list[Item]]] = {"familyMoveDecide": decide, "familyMoveWithdraw": withdraw}
REFUSED: Mapping[str, Callable[[Any, Call], list[str]]] = {"familyMovePropose": of_proposing, "familyMoveDecide": of_deciding}
