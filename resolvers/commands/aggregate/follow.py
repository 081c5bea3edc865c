"""What follows on the rows of a case from the state that its referrals are in: the item's state, dues, access, the need's status.

Source: docs/lifecycle.md (whom a referral waits for; need status), docs/domain.md 4 and 7. Pure functions of the domain, written on rows.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain.disclosure import FOREVER, half_of, level, visible_until
from domain.item import DISPATCHABLE, ItemState, item_state
from domain.need import ItemOfNeed, NeedStatus, completed_items, need_status
from domain.outcome import Result
from domain.referral import DESIGNATABLE, ENDED, GIVEN_UP, OPEN, Part, State, WaitingFor
from domain.routing import Homes, Located, Route, divisions_over, route
from domain.rules.group import Group
from domain.time.clock import Dues, delegated, dues
from domain.time.clock_facts import RECALLED, clock_facts
from resolvers.commands.aggregate.lapse import lapse
from resolvers.commands.context import Fresh, Moment

if TYPE_CHECKING:
    from resolvers.commands.aggregate.case import Case, FamilyCase
    from resolvers.commands.aggregate.granted import GrantedItem

LEAD_ENDED = "LEAD_ENDED"
"""The cancel reason of a referral that ended with its lead."""


def move(referral: Referral, to: State, at: Moment) -> None:
    """Bring a referral to a state; one that ends is seen by its office for a while yet."""
    referral.state = to
    if to in ENDED:
        referral.ended_at = at.now
        referral.visible_until = visible_until(at.now, at.reference.limits["retention_days"])


def count_version(case: "Case | GrantedItem", at: Moment, *, is_new: bool) -> None:
    """Count one number for the item and its referrals; a new item has its first. A former office's stands still: it is told of no other."""
    if not is_new:
        case.item.changed(at.now)
    for referral in case.referrals:
        over = State(referral.state) in GIVEN_UP or (referral.part == Part.ASSISTING and referral.ended_at is not None)
        if not over or referral.ended_at == at.now:
            referral.version, referral.updated_at = case.item.version, at.now


def follow(case: "Case", at: Moment) -> None:
    """Bring everything beside the referrals' states up to date: after a change of any of them."""
    if case.lead is not None:
        _beside(case, case.lead, at)
    _item(case)
    if case.item.state in DISPATCHABLE:
        write_route(case, case.item, case.referrals, at)
    for referral in case.referrals:
        lapse(referral, at.now)
        _dues(case, referral, at)
        _access(case, referral, at)


def _beside(case: "Case", lead: Referral, at: Moment) -> None:
    """Bring what stands beside the lead up to date, and what the lead says of it.

    What was delegated ends with its lead, also where another has come in its place, and who assists where that is completed; of a lead
    that came back they assist the next one.
    Whatever the lead's office does with it, it has seen what was handed back; whatever the federation does, who does not assist.
    """
    if case.judged is lead and at.viewer.office == lead.office_id:
        lead.handed_back = False
    if at.viewer.office == lead.dispatching_office_id:
        lead.assisting_returned = False
    assisting = [each for each in case.referrals if each.part == Part.ASSISTING and each.state in OPEN]
    delegated = [each for each in case.referrals if each.part == Part.DELEGATE and each.state in OPEN]
    ending = [each for each in delegated if lead.state not in OPEN or each.lead_id != lead.id]
    for referral in ending if lead.state in OPEN or lead.state in GIVEN_UP else [*ending, *assisting]:
        referral.cancel_reason = LEAD_ENDED
        move(referral, State.CANCELLED, at)
    if lead.state not in GIVEN_UP:
        for referral in assisting:
            referral.lead_id = lead.id
        lead.open_assisting = sum(each.state in OPEN for each in assisting)


def _item(case: "Case") -> None:
    """Bring the item to the state of its lead; after a lead that came back it has none and can be dispatched again."""
    item, lead = case.item, case.lead
    if lead is None:
        return
    item.state = item_state(State(lead.state), recalled=lead.cancel_reason == RECALLED)
    if item.state == ItemState.TO_DISPATCH:
        item.lead_id = item.lead_office_id = None


def write_route(case: "Case", item: AssistanceItem, referrals: Iterable[Referral], at: Moment) -> None:
    """Decide where an item may go, and write it on the item. `referrals`: those that the item has had."""
    assert case.near is not None
    item.route_offices, item.fitting_offices = route_of(item, case.homes, case.near, referrals, at)


def route_of(item: AssistanceItem, homes: Homes, near: Sequence[Located], referrals: Iterable[Referral], at: Moment) -> Route:
    """Return where an item may go by all that is known now. `near`: the offices over `homes`; `referrals`: those that the item has had."""
    return route(
        at.reference.type_at(item.type_code, item.type_version),
        homes,
        near,
        refused={each.office_id for each in referrals if each.return_reason in DESIGNATABLE and each.type_code == item.type_code},
        suggested=item.suggested_office_id,
        owner=None if item.family_id is None else item.owner_office_id,
    )


def route_anew(item: AssistanceItem, family: Family, near: Sequence[Located], referrals: Iterable[Referral], at: Moment) -> None:
    """Write where an item of a family that lives elsewhere now may go, if it is to be dispatched. `near`: at least the offices over it."""
    if item.state in DISPATCHABLE:
        homes = homes_of(family)
        over = [each for each in near if each.region in divisions_over(homes)]
        item.route_offices, item.fitting_offices = route_of(item, homes, over, [each for each in referrals if each.item_id == item.id], at)


def homes_of(family: Family) -> Homes:
    """Return where a family is registered and where it lives."""
    return family.registration_region_code, family.region_code


def _dues(case: "Case", referral: Referral, at: Moment) -> None:
    of_type = at.reference.type_at(referral.type_code, referral.type_version)
    sent_on = case.item.state == ItemState.CANCELLED or case.was_sent_on(referral)
    facts, rules = clock_facts(referral, sent_on=sent_on), (of_type.limit, at.reference.clock, at.reference.calendar)
    if referral.part == Part.DELEGATE:
        lead = next(each for each in case.referrals if each.id == referral.lead_id)
        write_dues(referral, delegated(facts, clock_facts(lead), referral.finish_due_at, *rules))
    else:
        write_dues(referral, dues(facts, *rules))


def write_dues(referral: Referral, found: Dues) -> None:
    """Write what the clocks say on the referral."""
    referral.answer_due_at = found.answer_due_at
    referral.return_due_at = found.return_due_at
    referral.finish_due_at = found.finish_due_at
    referral.work_due_at = found.work_due_at
    referral.yellow_at = found.yellow_at
    referral.calendar_version = found.calendar_version
    referral.waits_office = WaitingFor.OFFICE in found.waiting_for
    referral.waits_federation = WaitingFor.FEDERATION in found.waiting_for
    referral.waits_commissioner = WaitingFor.COMMISSIONER in found.waiting_for
    referral.waits_from = found.waits_from
    referral.federation_until = found.federation_until
    referral.waits_monitor = WaitingFor.MONITOR in found.waiting_for
    referral.monitor_until = found.monitor_until
    if found.extension_until is not None:
        referral.extension_until = found.extension_until


def _access(case: "Case", referral: Referral, at: Moment) -> None:
    """Bring the row of `family_access` that the referral gives its office, and the level of CASE on the referral, up to date."""
    half = half_of(State(referral.state), Part(referral.part))
    contract = at.reference.contract(referral.type_code, referral.contract_version)
    referral.case_level = level(contract, half, Group.CASE)
    row = case.access.get(referral.id)
    if row is None:
        row = case.access[referral.id] = new_access(referral, at.fresh)
        if case.lead is not None and referral.lead_id == case.lead.id:
            referral.members = case.lead.members  # whoever stands beside a lead is given of no other member than that
        row.members = referral.members
    row.until = referral.visible_until or FOREVER
    for group, column in LEVEL_OF_GROUP.items():
        setattr(row, column, level(contract, half, group))


def new_access(referral: Referral, fresh: Fresh) -> FamilyAccess:
    """Return the row of `family_access` of a referral that has none yet; its levels follow from the state."""
    return FamilyAccess(
        id=fresh.id(),
        family_id=referral.family_id,
        person_id=referral.person_id,
        office_id=referral.office_id,
        department_code=referral.department_code,
        office_region_code=referral.office_region_code,
        referral_id=referral.id,
        region_code=referral.region_code,
    )


def of_need(case: "FamilyCase") -> ItemOfNeed:
    """Return what the need looks at of this item."""
    result = None if case.outcome is None else Result(case.outcome.result)
    return ItemOfNeed(ItemState(case.item.state), result, case.said)


def follow_need(case: "FamilyCase", at: Moment) -> None:
    """Bring the need's status up to date by all its items; a change of it is a new version."""
    need, items = case.need, [*case.others, of_need(case)]
    before = (need.status, need.completed_items)
    need.completed_items = completed_items(items)
    need.status = need_status(items, closed=need.status == NeedStatus.CLOSED)
    if before != (need.status, need.completed_items):
        need.changed(at.now)
