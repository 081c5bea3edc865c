"""An item is sent to the office that decides over it, with everything pinned. Source: docs/lifecycle.md; docs/domain.md 3 and 7."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.tables.account import Membership
from db.tables.family_access import FamilyAccess
from db.tables.referral import Referral
from domain.disclosure import FOREVER
from domain.item import ItemState, ResolutionPath
from domain.message.text import Text
from domain.referral import LegalBasis, ReturnedBy, State
from domain.rules.group import Level
from domain.time.calendar import end_of
from domain.value.number import is_valid
from resolvers.commands.context import Envelope
from resolvers.commands.item.dispatch import ItemDispatch, ItemDispatchInput
from resolvers.commands.item.edit import ItemEdit
from resolvers.commands.referral.return_ import ReferralReturn
from tests.builders.case import a_family
from tests.builders.world import VILLAGE
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER

GIVEN: dict[str, Any] = {"legal_basis": LegalBasis.STATUTORY_DUTY, "preview_seen": True}
OFFICES = ("civil-affairs.330110", "civil-affairs.330110109", "civil-affairs.3301")
RETURN = {"reason": "INCOMPLETE", "returned_by": ReturnedBy.INFORMATION_MISSING}


async def test_a_dispatched_item_waits_for_its_office_one_working_day(stage: Stage) -> None:
    case = await stage.drafted()
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    item, referral = await stage.again(case.item), await stage.newest(case)
    assert (item.state, item.lead_id, item.lead_office_id) == (ItemState.DISPATCHED, referral.id, stage.world.office(PLAIN_OFFICE).id)
    assert (item.path, item.first_dispatched_at) == (ResolutionPath.DEPARTMENT_COORDINATION, stage.now)
    assert item.lead_department_code == referral.department_code
    assert (referral.state, referral.part, referral.waits_office, referral.version) == (State.DISPATCHED, "LEAD", True, 2)
    assert referral.work_due_at == referral.answer_due_at == end_of(stage.reference.calendar.add(stage.now.date(), 1))
    assert is_valid(referral.number)


async def test_everything_is_pinned_that_must_not_change_under_it(stage: Stage) -> None:
    stage.world.staffed("civil-affairs.330110")
    case = await stage.drafted("A01")
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    referral = await stage.newest(case)
    assert (referral.type_version, referral.contract_version, referral.legal_basis) == (1, 1, LegalBasis.STATUTORY_DUTY)
    assert (referral.request_text, referral.need_domain, referral.urgency_level) == (
        case.need.request_text,
        case.need.domain,
        case.need.urgency_level,
    )
    assert (referral.apply_region_code, referral.region_code, referral.person_id) == (case.region, case.region, case.head.id)
    assert (referral.dispatching_office_id, referral.department_code) == (case.federation.id, "CIVIL_AFFAIRS")
    assert referral.needs_application


async def test_the_office_sees_what_the_contract_gives_before_signing(stage: Stage) -> None:
    case = await stage.drafted()
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    access = await stage.row(FamilyAccess, FamilyAccess.family_id == case.family.id)
    assert (access.office_id, access.person_id, access.until) == (stage.world.office(PLAIN_OFFICE).id, case.head.id, FOREVER)
    assert (access.identity_level, access.id_number_level, access.contact_level) == (Level.COARSE, Level.HIDDEN, Level.HIDDEN)


async def test_help_of_the_own_federation_is_signed_at_once(stage: Stage) -> None:
    case = await stage.drafted("A32")
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    item, referral = await stage.again(case.item), await stage.newest(case)
    assert (item.state, item.path) == (ItemState.SIGNED, ResolutionPath.FEDERATION_SELF)
    assert (referral.state, referral.signed_at, referral.office_id) == (State.SIGNED, stage.now, case.federation.id)


async def test_the_monitor_is_the_nearest_federation_above_both_offices(stage: Stage) -> None:
    city = stage.world.office("federation.3301")
    stage.world.office("federation.33")
    case = await stage.drafted()
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    assert (await stage.newest(case)).monitor_office_id == city.id


async def test_an_office_of_a_township_counts_under_its_countys(stage: Stage) -> None:
    county, town = stage.world.office("civil-affairs.330110"), stage.world.staffed("civil-affairs.330110109")
    case = await stage.drafted("A04")
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    referral = await stage.newest(case)
    assert (referral.office_id, referral.office_county_id) == (town.id, county.id)


async def test_what_came_back_goes_to_the_same_office_only_after_a_change(stage: Stage) -> None:
    case = await stage.drafted()
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    first = await stage.newest(case)
    await stage.done(ReferralReturn, DISPATCHER, first.id, **RETURN)
    unchanged = [("SAME_OFFICE_UNCHANGED", ("office",))]
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN) == unchanged
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN, office=first.office_id) == unchanged
    named = await stage.run(ItemDispatch, CADRE, case.item.id, **GIVEN, office=first.office_id)
    routed = await stage.run(ItemDispatch, CADRE, case.item.id, **GIVEN)
    assert (named.errors[0].row, routed.errors[0].row) == (("Office", first.office_id), None)
    await stage.done(ItemEdit, CADRE, case.item.id, request_text="补充情况")
    stage.now += timedelta(days=1)
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    second = await stage.newest(case)
    assert (second.previous_id, second.first_dispatched_at, second.dispatched_at) == (first.id, first.dispatched_at, stage.now)
    assert (await stage.again(case.item)).first_dispatched_at == first.dispatched_at


async def test_of_several_that_came_back_only_the_last_waits_for_the_federation(stage: Stage) -> None:
    case = await stage.drafted()
    for text in ("甲", "乙"):
        await stage.done(ItemEdit, CADRE, case.item.id, request_text=text)
        await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
        await stage.done(ReferralReturn, DISPATCHER, (await stage.newest(case)).id, **RETURN)
    waiting = [each.id for each in await stage.rows(Referral, Referral.item_id == case.item.id, Referral.waits_federation.is_(True))]
    assert waiting == [(await stage.newest(case)).id]


async def test_the_preview_is_looked_at_first(stage: Stage) -> None:
    case = await stage.drafted()
    given = {**GIVEN, "preview_seen": False}
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **given) == [("PREVIEW_NOT_SEEN", ("previewSeen",))]


async def test_what_was_looked_at_is_what_is_sent(stage: Stage) -> None:
    case, viewer = await stage.drafted(), stage.world.viewer(CADRE)
    await stage.world.insert(stage.addresses.loader)
    done = await stage.commands.run(ItemDispatch(), ItemDispatchInput(**GIVEN), viewer, Envelope(trace="trace"), case.item.id)
    assert [(error.code, error.path) for error in done.errors] == [("REQUIRED", ("expectedVersion",))]
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, version=2, **GIVEN) == [("CONFLICT", ("expectedVersion",))]


async def test_without_an_office_that_takes_it_nothing_is_sent_and_those_of_the_line_are_named(stage: Stage) -> None:
    other = stage.world.staffed("housing.330106")
    case = await stage.drafted("A25")
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN) == [("NO_OFFICE", ("office",))]
    (refusal,) = (await stage.run(ItemDispatch, CADRE, case.item.id, **GIVEN)).errors
    assert refusal.facts == {"offices": Text(other.name, other.name)}


@pytest.mark.parametrize("office", ["civil-affairs.330110", "healthcare-security.330106", "federation.330106"])
async def test_the_familys_data_goes_to_no_office_without_a_duty_towards_it(stage: Stage, office: str) -> None:
    named = stage.world.office(office)
    case = await stage.drafted()
    refused = await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN, office=named.id)
    assert refused == [("OFFICE_DOES_NOT_FIT", ("office",))]
    (refusal,) = (await stage.run(ItemDispatch, CADRE, case.item.id, **GIVEN, office=named.id)).errors
    assert refusal.row == ("Office", named.id)


async def test_nothing_is_sent_to_an_office_in_which_nobody_can_sign_nor_routed_there(stage: Stage) -> None:
    stage.world.viewer("handler.housing.330110")
    empty, city = stage.world.office("housing.330110"), stage.world.office("housing.3301")
    case = await stage.drafted("A25")
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN, office=empty.id) == [("NOBODY_SIGNS", ("office",))]
    assert (await stage.run(ItemDispatch, CADRE, case.item.id, **GIVEN, office=empty.id)).errors[0].row == ("Office", empty.id)
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN) == [("NO_OFFICE", ("office",))]
    stage.world.staffed("housing.3301")
    await stage.done(ItemDispatch, CADRE, (await stage.drafted("A25")).item.id, **GIVEN)
    assert (await stage.rows(Referral, Referral.office_id == city.id)) != []
    assert (await stage.rows(Referral, Referral.office_id == empty.id)) == []


async def test_an_office_whose_memberships_have_ended_is_sent_nothing(stage: Stage) -> None:
    left = stage.world.staffed("education.330110")
    case = await stage.drafted("A12")
    membership = await stage.row(Membership, Membership.office_id == left.id)
    async with stage.loader.begin() as connection:
        await connection.execute(update(Membership).where(Membership.id == membership.id).values(ends_at=stage.now))
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN, office=left.id) == [("NOBODY_SIGNS", ("office",))]
    stage.now -= timedelta(milliseconds=1)
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN, office=left.id)


async def test_the_office_that_was_suggested_is_tried_first_and_none_that_refused_again(stage: Stage) -> None:
    county, town, city = (stage.world.staffed(name) for name in OFFICES)
    case = await stage.drafted("A01")
    sent, by = [], {stage.world.office(name).id: f"dispatcher.{name}" for name in OFFICES}
    for suggested in (city.id, None, None):
        await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
        referral = await stage.newest(case)
        sent.append(referral.office_id)
        given = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY, "suggested_office": suggested}
        await stage.done(ReferralReturn, by[referral.office_id], referral.id, **given)
    assert sent == [county.id, city.id, town.id]
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN) == [("NO_OFFICE", ("office",))]
    await stage.done(ItemEdit, CADRE, case.item.id, request_text="补充情况")
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN) == [("NO_OFFICE", ("office",))]
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN, office=town.id)


async def test_an_office_that_lacked_something_or_refused_another_help_is_routed_to_again(stage: Stage) -> None:
    case = await stage.drafted()
    office = stage.world.staffed(PLAIN_OFFICE)
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    await stage.done(ReferralReturn, DISPATCHER, (await stage.newest(case)).id, **RETURN)
    await stage.done(ItemEdit, CADRE, case.item.id, request_text="补充情况")
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    duty = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}
    await stage.done(ReferralReturn, DISPATCHER, (await stage.newest(case)).id, **duty)
    assert await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN) == [("NO_OFFICE", ("office",))]
    await stage.done(ItemEdit, CADRE, case.item.id, type="A10")
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    assert (await stage.newest(case)).office_id == office.id


async def test_a_suggested_office_that_cannot_have_it_is_passed_over(stage: Stage) -> None:
    stage.world.staffed("civil-affairs.330110")
    town, other = stage.world.staffed("civil-affairs.330110109"), stage.world.staffed("education.330110")
    case = await stage.drafted("A01")
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    given = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY, "suggested_office": other.id}
    await stage.done(ReferralReturn, "dispatcher.civil-affairs.330110", (await stage.newest(case)).id, **given)
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
    assert (await stage.newest(case)).office_id == town.id


async def test_an_office_that_does_not_exist_is_not_found(stage: Stage) -> None:
    case = await stage.drafted()
    refused = await stage.refused(ItemDispatch, CADRE, case.item.id, **GIVEN, office=case.item.id)
    assert refused == [("NOT_FOUND", ("office",))]


async def test_what_needs_a_certificate_is_not_sent_for_who_has_none_any_more(stage: Stage) -> None:
    stage.world.staffed("civil-affairs.330110")
    without = await stage.drafted("A07")
    assert await stage.refused(ItemDispatch, CADRE, without.item.id, **GIVEN) == [("CERTIFICATE_NEEDED", ())]
    case = a_family(stage.world, VILLAGE).with_certificate().with_need("CARE").with_draft("A07", type_department_code="CIVIL_AFFAIRS")
    await stage.placed(case)
    await stage.done(ItemDispatch, CADRE, case.item.id, **GIVEN)
