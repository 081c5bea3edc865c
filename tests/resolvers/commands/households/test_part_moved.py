"""A merger from before a move to another county is parted there. Source: docs/decisions/030-merging.md (parting after a move)."""

from typing import Any
from uuid import uuid4

from sqlalchemy import text

from db.session.transaction import transaction
from db.tables.campaign import CampaignListing
from db.tables.entitlement import Entitlement
from db.tables.family_access import FamilyAccess
from db.tables.need import Need
from db.tables.outcome import Outcome
from db.tables.person import Person
from db.tables.visit import Visit
from domain.entitlement import EntitlementSource
from domain.referral import State
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.moving.decide import FamilyMoveDecide
from tests.builders.case import Case
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import PLAIN_TYPE, Stage
from tests.resolvers.commands.households.test_merge import AWAY, CADRE, KNEW, WORKS, a_match, a_pair, merge
from tests.resolvers.commands.households.test_part import _listed, part, refused
from tests.resolvers.commands.moving.test_propose import THERE, THERE_CADRE, proposed


async def sees(stage: Stage, by: str, *cases: Case) -> list[bool]:
    """Whether row security shows each family to an actor."""
    async with transaction(stage.database, await stage.viewer(by)) as tx:
        shown = set(await tx.session.scalars(text("select id from family")))
    return [case.family.id in shown for case in cases]


async def a_moved_pair(stage: Stage) -> tuple[Case, Case]:
    """Two families that were merged, and have gone to another county as one."""
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.CONFIRMED).with_outcome()
    theirs.with_need("MEDICAL").with_draft("A01").referred_to(KNEW, State.RETURNED, person_id=theirs.head.id)
    theirs.with_need("CARE", person_id=None)
    row = Entitlement(id=uuid4(), family_id=theirs.family.id, region_code=theirs.region, type_code="A01", type_version=1)
    row.source, row.created_at = EntitlementSource.VISIT, NOW
    stage.world.add(row)
    a_match(stage, mine.head, theirs.head)
    await stage.placed(theirs)
    await _listed(stage, theirs)
    await merge(stage, mine, theirs)
    await stage.done(FamilyMoveDecide, THERE_CADRE, (await proposed(stage, mine)).id, accepted=True)
    return mine, theirs


async def test_whoever_has_the_family_now_parts_them_and_the_other_lives_there_too(stage: Stage) -> None:
    mine, theirs = await a_moved_pair(stage)
    assert await refused(stage, mine, theirs) == [("NOT_FOUND", ("id",))]  # the county that was left
    await part(stage, mine, theirs, by=THERE_CADRE)
    family, needs = await stage.again(theirs.family), await stage.rows(Need, Need.family_id == theirs.family.id)
    assert (family.region_code, family.address, family.merged_into_id) == (THERE, None, None)
    cadre = stage.world.viewer(THERE_CADRE)
    assert (family.contact_person_id, family.plan_responsible_id) == (cadre.account, None)
    members = await stage.rows(Person, Person.family_id == family.id)
    assert {each.id for each in members} == {each.id for each in theirs.members}
    received = await stage.row(Entitlement, Entitlement.family_id == family.id)
    gone: list[Any] = [*members, *needs, received]
    assert {each.region_code for each in gone} == {THERE}
    assert {each.owner_office_id for each in needs} == {cadre.office}
    await stage.done(ItemDraft, THERE_CADRE, theirs.need.id, type=PLAIN_TYPE, person=None)


async def test_what_is_past_stays_where_it_was_and_nobody_there_sees_the_family_again(stage: Stage) -> None:
    mine, theirs = await a_moved_pair(stage)
    await part(stage, mine, theirs, by=THERE_CADRE)
    past: list[Any] = [await stage.again(each) for each in (theirs.item, theirs.referral, *theirs.referrals)]
    past += await stage.rows(Outcome, Outcome.referral_id == theirs.referrals[0].id)
    past += await stage.rows(Visit, Visit.family_id == theirs.family.id)
    assert {each.region_code for each in past} == {AWAY}
    assert await stage.rows(FamilyAccess, FamilyAccess.family_id == theirs.family.id, FamilyAccess.until > stage.now) == []
    listing = await stage.row(CampaignListing, CampaignListing.family_id == theirs.family.id)
    assert (listing.region_code, listing.state) == (AWAY, "VISITED")
    for by, seen in ((CADRE, False), (f"commissioner.federation.{AWAY}", False), (THERE_CADRE, True)):
        assert await sees(stage, by, mine, theirs) == [seen, seen]
    for office in (WORKS, KNEW):
        assert await sees(stage, f"dispatcher.{office}", mine, theirs) == [False, False]
