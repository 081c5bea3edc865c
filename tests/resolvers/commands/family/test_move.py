"""A family moves to another village of its county. Source: docs/domain.md 2 (Moves); docs/lifecycle.md (`familyMove`)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.session.transaction import transaction
from db.tables.audit import AuditRecord
from db.tables.campaign import Campaign, CampaignListing
from db.tables.event import Event, EventText
from db.tables.family_access import FamilyAccess
from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from db.tables.outcome import Outcome
from domain.campaign import ListingState
from domain.follow_up import FollowUpResult
from domain.item import ItemState
from domain.need import NeedStatus
from domain.referral import State
from resolvers.commands.family.move import FamilyMove
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.households.merge import FamilyMerge, SamePersonInput
from resolvers.commands.households.part import FamilyPart
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.referral.sign import ReferralSign
from terminal.database import rerouted
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import PLAIN_OFFICE, PLAIN_TYPE, Stage

CADRE, HOME, THERE = "cadre.federation.330110", "330110109202", "330110110200"
BEFORE, AFTER = (f"commissioner.federation.{village}" for village in (HOME, THERE))
OF_TOWN, OF_OTHER_TOWN = "civil-affairs.330110109", "civil-affairs.330110110"


async def moves(stage: Stage, case: Case, village: str = THERE, **given: Any) -> None:
    """The county's cadre records the move."""
    await stage.done(FamilyMove, CADRE, case.family.id, village=village, **given)


async def test_what_is_not_past_lives_there_now_and_what_is_past_stays(stage: Stage) -> None:
    case = a_family(stage.world, HOME, address="东街 2 号").visited()
    case.with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.COMPLETED).with_outcome()
    case.need.completed_items = 1
    standing = (case.head, case.need, case.item, case.referral, case.access)
    case.with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.ARCHIVED).with_outcome()
    case.need.status, case.need.close_reason, case.need.closed_at = NeedStatus.CLOSED, "WITHDRAWN", NOW
    past: tuple[Any, ...] = (case.visit, case.need, case.item, case.referral, case.access)
    await stage.placed(case)
    await moves(stage, case, address="新村 3 幢", note="租房到期")
    family = await stage.again(case.family)
    assert (family.region_code, family.registration_region_code, family.address) == (THERE, HOME, "新村 3 幢")
    assert [(await stage.again(each)).region_code for each in standing] == [THERE] * 5
    assert [(await stage.again(each)).region_code for each in past] == [HOME] * 5
    decided = {each.referral_id: each.region_code for each in await stage.rows(Outcome, Outcome.family_id == case.family.id)}
    assert decided == {standing[3].id: THERE, past[3].id: HOME}
    event = await stage.row(Event, Event.family_id == case.family.id, Event.action == "familyMove")
    assert (event.subject_type, event.region_code) == ("Family", THERE)
    assert (await stage.row(EventText, EventText.event_id == event.id)).body == "租房到期"
    assert (await stage.row(AuditRecord, AuditRecord.action == "familyMove")).family_ids == [case.family.id]


async def test_a_need_knows_whether_there_is_an_item_of_it_where_it_lies(stage: Stage) -> None:
    """By that needs without an item are found: whoever sees a need sees the items that lie there."""
    case = a_family(stage.world, HOME)
    left_behind = case.with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE, state=ItemState.CANCELLED).need
    goes_along = case.with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).need
    without = case.with_need("EMPLOYMENT").need
    case.with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.CONFIRMED).with_outcome()
    closed = case.need
    closed.status, closed.close_reason, closed.closed_at = NeedStatus.CLOSED, "WITHDRAWN", NOW
    needs = (left_behind, goes_along, without, closed)
    await stage.placed(case)
    assert [(await stage.again(each)).without_item for each in needs] == [False, False, True, False]
    await moves(stage, case)
    assert [(await stage.again(each)).without_item for each in needs] == [True, False, True, True]
    await moves(stage, case, HOME)
    assert [(await stage.again(each)).without_item for each in needs] == [False, False, True, False]
    await stage.done(ItemDraft, CADRE, without.id, type=PLAIN_TYPE)
    assert not (await stage.again(without)).without_item


async def test_versions_rise_with_what_goes_along_alone(stage: Stage) -> None:
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE)
    open_ = (case.need, case.item, case.referral)
    case.with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.RETURNED)
    came_back = case.referral
    await stage.placed(case)
    before = [each.version for each in (case.family, *open_, came_back)]
    await moves(stage, case)
    now = [(await stage.again(each)).version for each in (case.family, *open_, came_back)]
    assert [after - then for after, then in zip(now, before, strict=True)] == [1, 1, 1, 1, 0]


async def test_what_is_not_sent_yet_goes_to_the_new_townships_office_and_what_is_sent_stays_with_its_own(stage: Stage) -> None:
    for office in (OF_TOWN, OF_OTHER_TOWN):
        stage.world.staffed(office)
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft("A05", type_department_code="CIVIL_AFFAIRS")
    draft = case.item
    case.with_draft("A05", type_department_code="CIVIL_AFFAIRS").referred_to(OF_TOWN, State.DISPATCHED)
    sent = case.referral
    await stage.placed(case)
    await rerouted(stage.addresses.loader)
    first, second = stage.world.office(OF_TOWN).id, stage.world.office(OF_OTHER_TOWN).id
    assert second not in (await stage.again(draft)).fitting_offices
    await moves(stage, case, registration_region=THERE)
    now = await stage.again(draft)
    assert (now.route_offices[0], first in now.fitting_offices) == (second, False)
    assert ((await stage.again(sent)).office_id, (await stage.again(sent)).state) == (first, State.DISPATCHED)
    assert await rerouted(stage.addresses.loader) == 0, "every item stands as it would be decided now"
    await stage.done(ReferralSign, f"dispatcher.{OF_TOWN}", sent.id)


async def test_the_commissioner_there_asks_the_family_and_the_one_before_sees_the_past_alone(stage: Stage) -> None:
    case = a_family(stage.world, HOME).visited().with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE)
    case.referred_to(PLAIN_OFFICE, State.COMPLETED).with_outcome()
    case.need.completed_items = 1
    await stage.placed(case)
    await moves(stage, case)
    said = {"result": FollowUpResult.SOLVED, "satisfaction": "SATISFIED"}
    assert [code for code, _ in await stage.refused(FollowUpRecord, BEFORE, case.referral.id, **said)] == ["NOT_FOUND"]
    decided = await stage.row(Outcome, Outcome.referral_id == case.referral.id)
    for row, by in ((case.family, AFTER), (case.referral, AFTER), (decided, AFTER), (case.visit, BEFORE)):
        assert [await _sees(stage, each, row) for each in (BEFORE, AFTER)] == [by == BEFORE, by == AFTER]
    await stage.done(FollowUpRecord, AFTER, case.referral.id, **said)
    assert (await stage.row(FollowUp, FollowUp.referral_id == case.referral.id)).region_code == THERE
    await moves(stage, case, HOME)
    assert (await stage.row(FollowUp, FollowUp.referral_id == case.referral.id)).region_code == HOME


async def _sees(stage: Stage, by: str, row: Any) -> bool:
    """Whether row security shows a row to an actor."""
    async with transaction(stage.database, await stage.viewer(by)) as tx:
        return await tx.session.get(type(row), row.id) is not None


async def test_offices_are_given_what_they_were_given(stage: Stage) -> None:
    case = a_family(stage.world, HOME).with_need("LIVING_ASSISTANCE").with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.SIGNED)
    await stage.placed(case)
    before = await stage.row(FamilyAccess, FamilyAccess.family_id == case.family.id)
    await moves(stage, case)
    after = await stage.row(FamilyAccess, FamilyAccess.family_id == case.family.id)
    names = [column.key for column in FamilyAccess.__table__.columns if not column.key.endswith("_code")]
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]


async def test_lists_of_campaigns_go_along_where_they_cover_the_village_and_visitors_where_they_are_in_charge(stage: Stage) -> None:
    case = a_family(stage.world, HOME)
    case.family.plan_responsible_id = case.cadre.account
    commissioner = await stage.viewer(BEFORE)
    listings = [
        _listed(stage, case, region, visitor)
        for region, visitor in (("330110", commissioner.account), ("330110", case.cadre.account), (HOME, commissioner.account))
    ]
    await stage.placed(case)
    await moves(stage, case)
    now = [await stage.again(each) for each in listings]
    assert [(each.region_code, each.visitor_id, each.removed_reason) for each in now] == [
        (THERE, None, None),
        (THERE, case.cadre.account, None),
        (HOME, commissioner.account, "MOVED"),
    ]
    assert [each.state for each in now] == [ListingState.PENDING, ListingState.PENDING, ListingState.REMOVED]
    assert (await stage.again(case.family)).plan_responsible_id == case.cadre.account


def _listed(stage: Stage, case: Case, region: str, visitor: UUID) -> CampaignListing:
    campaign = Campaign(id=uuid4(), number=f"C{uuid4()}", title="走访", document_number="1", region_code=region.ljust(12, "0"))
    campaign.starts_on, campaign.ends_on, campaign.categories = NOW.date(), NOW.date() + timedelta(days=30), []
    campaign.office_id, campaign.created_at = case.cadre.office, NOW
    stage.world.add(campaign)
    row = CampaignListing(id=uuid4(), campaign_id=campaign.id, family_id=case.family.id, region_code=case.region, listed_at=NOW)
    row.state, row.visitor_id, row.updated_at = ListingState.PENDING, visitor, NOW
    return stage.world.add(row)


async def test_who_is_parted_from_a_family_that_moved_meanwhile_lives_where_they_did(stage: Stage) -> None:
    mine, theirs = a_family(stage.world, HOME), a_family(stage.world, HOME).with_member("李春花").with_need("LIVING_ASSISTANCE")
    theirs.with_draft(PLAIN_TYPE).referred_to(PLAIN_OFFICE, State.COMPLETED).with_outcome()
    theirs.need.completed_items = 1
    await stage.placed(theirs)
    pairs = (SamePersonInput(merged=theirs.head.id, survivor=mine.head.id),)
    await stage.done(FamilyMerge, CADRE, mine.family.id, merged=theirs.family.id, persons=pairs, reason="同一户重复登记")
    await moves(stage, mine)
    decided = await stage.row(Outcome, Outcome.referral_id == theirs.referral.id)
    rows = (theirs.members[1], theirs.need, theirs.item, theirs.referral, decided)
    assert [(await stage.again(each)).region_code for each in rows] == [THERE] * 5
    await stage.done(FamilyPart, CADRE, mine.family.id, merged_number=theirs.family.number, reason="TWO_HOUSEHOLDS")
    assert [(await stage.again(each)).region_code for each in (theirs.family, theirs.head, *rows)] == [HOME] * 7


@pytest.mark.parametrize(
    ("by", "village", "refused"),
    [
        (CADRE, HOME, ("VALUE_STANDS", ("village",))),
        (CADRE, "330106002051", ("OTHER_COUNTY", ("village",))),
        ("cadre.federation.330110109", THERE, ("OUT_OF_SCOPE", ("village",))),
        (BEFORE, THERE, ("FORBIDDEN", ())),
        ("cadre.federation.3301", THERE, ("FORBIDDEN", ())),
        ("cadre.federation.330106", THERE, ("NOT_FOUND", ("id",))),
    ],
)
async def test_a_move_elsewhere_or_by_others_is_refused(stage: Stage, by: str, village: str, refused: Any) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    assert await stage.refused(FamilyMove, by, case.family.id, village=village) == [refused]
    assert not await stage.rows(AssistanceItem, AssistanceItem.family_id == case.family.id)
