"""Another county takes a family on that has moved there. Source: docs/decisions/033-moving.md; docs/lifecycle.md (`familyMoveDecide`)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.session.transaction import transaction
from db.tables.campaign import Campaign, CampaignListing
from db.tables.correction import Correction
from db.tables.emergency_view import EmergencyView
from db.tables.entitlement import Entitlement
from db.tables.event import Event
from db.tables.family_access import FamilyAccess
from db.tables.need import Need
from db.tables.outcome import Outcome
from db.tables.person_match import PersonMatch
from domain.access_report import AskedBy
from domain.campaign import ListingState
from domain.correction import CorrectionState
from domain.entitlement import EntitlementSource
from domain.item import ItemState
from domain.moving import MoveState
from domain.need import NeedStatus
from domain.referral import State
from domain.visit import IntakeChannel
from resolvers.commands.correction.propose import CorrectionPropose, ProposedValueInput
from resolvers.commands.correction.receive import CorrectionReceive
from resolvers.commands.family.correct import FamilyCorrect, FamilyValueInput
from resolvers.commands.handing.family_transfer_decide import FamilyTransferDecide
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.moving.decide import FamilyMoveDecide
from resolvers.commands.moving.propose import FamilyMovePropose
from resolvers.commands.need.close import NeedClose
from resolvers.commands.outcome.recognition_end import RecognitionEnd
from resolvers.commands.person.match_decide import PersonMatchDecide
from resolvers.commands.visit.withdraw import VisitWithdraw
from terminal.database import rerouted
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import PLAIN_OFFICE, PLAIN_TYPE, Stage
from tests.resolvers.commands.moving.test_propose import CADRE, HOME, THERE, THERE_CADRE, proposed
from tests.resolvers.commands.samples import HANDED_OVER, HANDLER

BEFORE, AFTER = f"commissioner.federation.{HOME}", f"commissioner.federation.{THERE}"


async def accepted(stage: Stage, case: Case, **given: Any) -> None:
    """The next county takes the family on."""
    row = await proposed(stage, case, **given)
    await stage.done(FamilyMoveDecide, THERE_CADRE, row.id, accepted=True)


async def sees(stage: Stage, by: str, row: Any) -> bool:
    """Whether row security shows a row to an actor."""
    async with transaction(stage.database, await stage.viewer(by)) as tx:
        return await tx.session.get(type(row), row.id) is not None


async def test_the_family_lives_there_with_its_members_and_needs_and_what_was_asked_for_it_ends(stage: Stage) -> None:
    case = a_family(stage.world, HOME, address="东街 2 号").visited()
    case.with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.SIGNED)
    open_, item, referral = case.need, case.item, case.referral
    case.with_draft(PLAIN_TYPE)
    draft = case.item
    case.with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.COMPLETED).with_outcome()
    case.need.completed_items = 1
    decided = (case.item, case.referral)
    case.with_need("CARE")
    case.need.status, case.need.close_reason, case.need.closed_at = NeedStatus.CLOSED, "WITHDRAWN", NOW
    closed = case.need
    await stage.placed(case)
    await accepted(stage, case, address="新村 3 幢", registration_region="330106000000")
    family, there = await stage.again(case.family), stage.world.viewer(THERE_CADRE)
    assert (family.region_code, family.registration_region_code, family.address) == (THERE, "330106000000", "新村 3 幢")
    assert (family.next_contact_on, (await stage.again(case.head)).region_code) == (NOW.date(), THERE)
    assert family.contact_person_id == stage.world.viewer(THERE_CADRE).account
    ended = [(await stage.again(each)) for each in (item, draft)]
    assert [(each.state, each.cancel_reason, each.region_code) for each in ended] == [(ItemState.CANCELLED, "MOVED", HOME)] * 2
    lead = await stage.again(referral)
    assert (lead.state, lead.cancel_reason, lead.region_code, lead.visible_until is None) == (State.CANCELLED, "MOVED", HOME, False)
    archived = [await stage.again(each) for each in decided]
    assert [(each.state, each.region_code) for each in archived] == [(State.ARCHIVED, HOME)] * 2
    needs = [await stage.again(each) for each in (open_, closed)]
    assert [(each.status, each.region_code) for each in needs] == [(NeedStatus.OPEN, THERE), (NeedStatus.CLOSED, HOME)]
    assert needs[0].owner_office_id == there.office
    assert needs[0].version == 2
    assert {each.region_code for each in await stage.rows(Outcome, Outcome.family_id == family.id)} == {HOME}
    assert await rerouted(stage.addresses.loader) == 0, "every item stands as it would be decided now"
    await stage.done(ItemDraft, THERE_CADRE, open_.id, type=PLAIN_TYPE)
    assert [code for code, _ in await stage.refused(ItemDraft, CADRE, open_.id, type=PLAIN_TYPE)] == ["NOT_FOUND"]


async def test_each_county_sees_its_own_and_the_new_one_nothing_before_it_accepts(stage: Stage) -> None:
    case = a_family(stage.world, HOME).visited().with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE)
    case.referred_to(PLAIN_OFFICE, State.SIGNED)
    await stage.placed(case)
    row = await proposed(stage, case)
    rows = (case.family, case.head, case.need, case.visit, case.item, case.referral)
    assert [await sees(stage, by, each) for by in (CADRE, BEFORE) for each in rows] == [True] * 12
    assert [await sees(stage, by, each) for by in (THERE_CADRE, AFTER) for each in rows] == [False] * 12
    await stage.done(FamilyMoveDecide, THERE_CADRE, row.id, accepted=True)
    goes, stays = [True] * 3 + [False] * 3, [False] * 3 + [True] * 3
    assert [await sees(stage, by, each) for by in (THERE_CADRE, AFTER) for each in rows] == goes * 2
    assert [await sees(stage, by, each) for by in (CADRE, BEFORE) for each in rows] == stays * 2


async def test_who_sees_the_proposal(stage: Stage) -> None:
    row = await proposed(stage, await stage.placed(a_family(stage.world, HOME)))
    both = {CADRE, THERE_CADRE, *(f"monitor.federation.{code}" for code in ("330110", "330106", "3301"))}
    nobody = {
        BEFORE,
        AFTER,
        HANDLER,
        "handler.civil-affairs.330106",
        "cadre.federation.330109",
        "cadre.federation.3301",
        "leader.federation.3301",
    }
    assert {by for by in sorted(both | nobody) if await sees(stage, by, row)} == both


async def test_declined_the_family_stays_and_nothing_of_it_has_changed(stage: Stage) -> None:
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.SIGNED)
    await stage.placed(case)
    row = await proposed(stage, case)
    before = [each.version for each in (case.family, case.need, case.item, case.referral)]
    assert await stage.refused(FamilyMoveDecide, CADRE, row.id, accepted=True) == [("FORBIDDEN", ())]
    assert await stage.refused(FamilyMoveDecide, THERE_CADRE, row.id, accepted=False) == [("REQUIRED", ("reason",))]
    given: dict[str, Any] = {"accepted": True, "reason": "NOT_ARRIVED"}
    assert await stage.refused(FamilyMoveDecide, THERE_CADRE, row.id, **given) == [("NOT_EXPECTED", ("reason",))]
    await stage.done(FamilyMoveDecide, THERE_CADRE, row.id, accepted=False, reason="NOT_ARRIVED")
    after = await stage.again(row)
    assert (after.state, after.reason, after.told_cipher, after.version) == (MoveState.DECLINED, "NOT_ARRIVED", None, 2)
    assert after.decided_by == stage.world.viewer(THERE_CADRE).account
    assert [(await stage.again(each)).version for each in (case.family, case.need, case.item, case.referral)] == before
    assert not await sees(stage, THERE_CADRE, case.family)
    event = await stage.row(Event, Event.family_id == case.family.id, Event.action == "familyMoveDecide")
    assert (event.subject_type, event.granted, event.reasons, event.region_code) == ("Family", False, ["NOT_ARRIVED"], HOME)
    assert await stage.refused(FamilyMoveDecide, THERE_CADRE, row.id, accepted=True) == [("NO_TRANSFER", ("id",))]
    again = await proposed(stage, case)
    await stage.done(FamilyMoveDecide, THERE_CADRE, again.id, accepted=True)
    assert await sees(stage, THERE_CADRE, case.family)


async def test_offices_keep_the_history_of_their_referral_and_see_no_family_and_not_where_it_went(stage: Stage) -> None:
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE)
    case.referred_to(PLAIN_OFFICE, State.COMPLETED).with_outcome()
    case.need.completed_items = 1
    case.called("operator.federation.3301")
    await stage.placed(case)
    outcome = await stage.row(Outcome, Outcome.referral_id == case.referral.id)
    rows = (case.referral, outcome, case.family, case.head)
    assert [await sees(stage, HANDLER, each) for each in rows] == [True] * 4
    await accepted(stage, case)
    assert [await sees(stage, HANDLER, each) for each in rows] == [True, True, False, False]
    assert not await sees(stage, "operator.federation.3301", case.family)
    steps = await stage.rows(Event, Event.subject_id == case.referral.id, Event.action == "familyMoveDecide")
    old, new = stage.world.viewer(CADRE), stage.world.viewer(THERE_CADRE)
    assert [(each.office_id, each.account_id, each.before, each.after) for each in steps] == [
        (old.office, old.account, "COMPLETED", "ARCHIVED")
    ]
    of_family = await stage.rows(Event, Event.family_id == case.family.id, Event.action == "familyMoveDecide", Event.region_code == THERE)
    assert {each.subject_type: each.office_id for each in of_family} == {"Family": new.office, "Need": new.office}


async def test_what_runs_is_ended_by_who_grants_it_and_shows_no_family_again(stage: Stage) -> None:
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE)
    case.referred_to(PLAIN_OFFICE, State.CONFIRMED, recognised_on=NOW.date() - timedelta(days=9)).with_outcome()
    case.need.status = NeedStatus.UNMET
    received = Entitlement(id=uuid4(), family_id=case.family.id, referral_id=case.referral.id, region_code=HOME, type_code=PLAIN_TYPE)
    received.type_version, received.source, received.since, received.created_at = 1, EntitlementSource.OUTCOME, NOW.date(), NOW
    stage.world.add(received)
    await stage.placed(case)
    await accepted(stage, case)
    assert (await stage.again(case.referral)).state == State.ARCHIVED
    assert ((await stage.again(case.need)).status, (await stage.again(case.need)).region_code) == (NeedStatus.UNMET, THERE)
    await stage.done(RecognitionEnd, HANDLER, case.referral.id, ended_on=NOW.date(), reason="NO_LONGER_MET")
    assert ((await stage.again(received)).until, (await stage.again(received)).region_code) == (NOW.date(), THERE)
    access = await stage.row(FamilyAccess, FamilyAccess.referral_id == case.referral.id)
    assert (access.family_id, access.person_id, access.members) == (None, None, None)
    assert not await sees(stage, HANDLER, case.family)
    await stage.done(NeedClose, THERE_CADRE, case.need.id, reason="SOLVED_OTHERWISE")


async def test_what_an_office_told_and_nobody_decided_is_a_need_there(stage: Stage) -> None:
    told = {**HANDED_OVER, "waits_federation": True}
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE)
    case.referred_to(PLAIN_OFFICE, State.RETURNED, **told)
    returned, case.item.lead_id, case.item.lead_office_id = case.referral, None, None
    case.with_need("CARE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.ARCHIVED, **told)
    await stage.placed(case)
    before = {each.id for each in await stage.rows(Need, Need.family_id == case.family.id)}
    await accepted(stage, case)
    new = [each for each in await stage.rows(Need, Need.family_id == case.family.id) if each.id not in before]
    office = stage.world.viewer(THERE_CADRE).office
    assert [(each.domain, each.region_code, each.owner_office_id, each.status) for each in new] == [
        ("EDUCATION", THERE, office, "OPEN")
    ] * 2
    for referral in (returned, case.referral):
        after = await stage.again(referral)
        assert (after.transfer_state, after.transfer_open_at, after.waits_federation) == ("GRANTED", None, False)
        assert await stage.refused(FamilyTransferDecide, CADRE, referral.id, accepted=True) == [("NO_TRANSFER", ())]


async def test_what_offices_propose_is_refused_and_emergency_views_close(stage: Stage) -> None:
    case = a_family(stage.world, HOME, phone="16000001234").with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE)
    case.referred_to(PLAIN_OFFICE, State.SIGNED)
    await stage.placed(case)
    value = ProposedValueInput(phone="16000004321")
    await stage.done(CorrectionPropose, HANDLER, case.referral.id, value=value, reason="MISTYPED")
    asked = {"value": ProposedValueInput(address="2幢101室"), "asked_by": AskedBy.SELF, "received_on": NOW.date()}
    received = await stage.done(CorrectionReceive, CADRE, case.family.id, reason="SAID_BY_FAMILY", **asked)
    view = _looked_at(stage, case)
    await stage.placed(case)
    await accepted(stage, case)
    kept = await stage.row(Correction, Correction.id == received.subject, Correction.region_code == THERE)
    correction = await stage.row(Correction, Correction.family_id == case.family.id, Correction.id != kept.id)
    assert (kept.state, correction.state, correction.refusal, correction.region_code) == ("OPEN", CorrectionState.REFUSED, "MOVED", HOME)
    assert (await stage.again(view)).until == NOW
    assert not await sees(stage, "handler.civil-affairs.330110", case.family)


def _looked_at(stage: Stage, case: Case) -> EmergencyView:
    """An emergency view of the family that another office of the county has open."""
    viewer = stage.world.viewer("handler.civil-affairs.330110")
    view = EmergencyView(id=uuid4(), version=1, at=NOW, updated_at=NOW, until=NOW + timedelta(hours=3), account_id=viewer.account)
    view.office_id, view.family_id, view.region_code, view.reason, view.text = viewer.office, case.family.id, HOME, "DISASTER", "洪水"
    stage.world.add(view)
    access = FamilyAccess(id=uuid4(), family_id=case.family.id, region_code=HOME, office_id=viewer.office, emergency_view_id=view.id)
    access.department_code, access.office_region_code, access.until = "CIVIL_AFFAIRS", "330110000000", NOW + timedelta(hours=3)
    stage.world.add(access)
    return view


async def test_matches_are_decided_and_calls_answered_where_the_family_lives(stage: Stage) -> None:
    case = a_family(stage.world, HOME).visited(channel=IntakeChannel.HOTLINE_12345, callback_due_at=NOW + timedelta(hours=9))
    stranger = a_family(stage.world, "330110110200")
    match = PersonMatch(id=uuid4(), version=1, known_id=case.head.id, family_id=case.family.id, registered_id=stranger.head.id)
    match.region_code, match.created_at, match.updated_at = "330110000000", NOW, NOW
    stage.world.add(match)
    await stage.placed(case)
    await accepted(stage, case)
    assert (await stage.again(match)).region_code == "330106000000"
    assert [await sees(stage, by, match) for by in (CADRE, THERE_CADRE)] == [False, True]
    await stage.done(PersonMatchDecide, THERE_CADRE, match.id, decision="NOT_SAME")
    assert (await stage.again(case.visit)).callback_due_at is None


async def test_lists_of_the_county_say_that_it_moved_and_those_of_both_go_along(stage: Stage) -> None:
    case = a_family(stage.world, HOME)
    case.family.plan_responsible_id = case.cadre.account
    listings = [_listed(stage, case, region) for region in ("330110", "3301")]
    await stage.placed(case)
    await accepted(stage, case)
    now = [await stage.again(each) for each in listings]
    assert [(each.region_code, each.state, each.removed_reason) for each in now] == [
        (HOME, ListingState.REMOVED, "MOVED"),
        (THERE, ListingState.PENDING, None),
    ]
    assert now[1].visitor_id is None
    assert (await stage.again(case.family)).plan_responsible_id is None


def _listed(stage: Stage, case: Case, region: str) -> CampaignListing:
    campaign = Campaign(id=uuid4(), number=f"C{uuid4()}", title="走访", document_number="1", region_code=region.ljust(12, "0"))
    campaign.starts_on, campaign.ends_on, campaign.categories = date(2026, 11, 1), date(2026, 12, 31), []
    campaign.office_id, campaign.created_at = case.cadre.office, NOW
    stage.world.add(campaign)
    row = CampaignListing(id=uuid4(), campaign_id=campaign.id, family_id=case.family.id, region_code=case.region, listed_at=NOW)
    row.state, row.visitor_id, row.updated_at = ListingState.PENDING, case.cadre.account, NOW
    return stage.world.add(row)


@pytest.mark.parametrize("by", [AFTER, HANDLER, "monitor.federation.330106"])
async def test_it_is_for_cadres(stage: Stage, by: str) -> None:
    row = await proposed(stage, await stage.placed(a_family(stage.world, HOME)))
    assert await stage.refused(FamilyMoveDecide, by, row.id, accepted=True) == [("FORBIDDEN", ())]


async def test_it_moves_on_from_there_and_back(stage: Stage) -> None:
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.SIGNED)
    await stage.placed(case)
    await accepted(stage, case)
    await stage.done(FamilyCorrect, THERE_CADRE, case.family.id, value=FamilyValueInput(address="新村 4 幢"), reason="MISTYPED")
    done = await stage.done(FamilyMovePropose, THERE_CADRE, case.family.id, village=HOME)
    assert done.subject is not None
    await stage.done(FamilyMoveDecide, CADRE, done.subject, accepted=True)
    family = await stage.again(case.family)
    assert (family.region_code, family.address) == (HOME, None)
    assert [await sees(stage, HANDLER, each) for each in (case.referral, case.family)] == [True, False]


async def test_a_visit_from_before_is_put_right_by_nobody_who_does_not_see_the_family(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME).visited())
    await accepted(stage, case)
    for by in (CADRE, THERE_CADRE):
        refused = await stage.refused(VisitWithdraw, by, case.visit.id, reason="RECORDED_TWICE")
        assert refused == [("NOT_FOUND", ("id",))]
