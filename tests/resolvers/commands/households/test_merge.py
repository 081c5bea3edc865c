"""Two registrations of one household become one family. Source: docs/domain.md 2 (Family); docs/decisions/030-merging.md."""

from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from db.protect.cipher import Secret
from db.tables.audit import AuditRecord
from db.tables.campaign import Campaign, CampaignListing
from db.tables.entitlement import Entitlement
from db.tables.event import Event
from db.tables.family_access import FamilyAccess
from db.tables.family_merge import FamilyMerge as Merge
from db.tables.family_merge import MergeLine
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.outcome import Outcome
from db.tables.person import CertificateRecord, Person
from db.tables.person_match import PersonMatch
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.campaign import ListingState
from domain.entitlement import EntitlementSource
from domain.family import CertificateStatus, MatchDecision, Relation
from domain.need import NeedCloseReason
from domain.referral import State
from resolvers.commands.households.merge import FamilyMerge, SamePersonInput
from resolvers.commands.need.close import NeedClose
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.referral.delegate import ReferralDelegate
from resolvers.commands.referral.sign import ReferralSign
from tests.builders.case import Case, a_family
from tests.builders.visit import an_id_number
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import CIPHER, Stage

CADRE, HOME, AWAY = "cadre.federation.330110", "330110109201", "330110109202"
WORKS, KNEW = "civil-affairs.330110", "healthcare-security.330110"
TOWN = "civil-affairs.330110109"


async def a_pair(stage: Stage, **columns: Any) -> tuple[Case, Case]:
    """A family of one at home that goes on, and one of two, away, whose head is registered twice."""
    mine = a_family(stage.world, HOME).visited()
    theirs = a_family(stage.world, AWAY, **columns).with_member("李春花", Relation.SPOUSE).visited()
    await stage.placed(theirs)
    return mine, theirs


def same(theirs: Case, mine: Case) -> tuple[SamePersonInput, ...]:
    return (SamePersonInput(merged=theirs.head.id, survivor=mine.head.id),)


async def merge(stage: Stage, mine: Case, theirs: Case, **given: Any) -> None:
    """The second goes on as the first, and its head as the first's."""
    told = {"merged": theirs.family.id, "persons": same(theirs, mine), "reason": "同一户重复登记"}
    await stage.done(FamilyMerge, CADRE, mine.family.id, **(told | given))


async def test_members_needs_and_cases_are_the_survivors_and_who_was_paired_goes_on_as_the_other(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, person_id=theirs.head.id)
    spouse = theirs.members[1]
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    assert (await stage.again(theirs.family)).merged_into_id == mine.family.id
    assert (await stage.again(theirs.head)).merged_into_id == mine.head.id
    moved = await stage.again(spouse)
    assert (moved.family_id, moved.region_code, moved.merged_into_id) == (mine.family.id, mine.region, None)
    for row in (theirs.need, theirs.item, theirs.referral):
        now = await stage.again(row)
        assert (now.family_id, now.person_id, now.region_code) == (mine.family.id, mine.head.id, mine.region)
    visit = await stage.again(theirs.visit)
    assert (visit.family_id, visit.person_id, visit.region_code) == (mine.family.id, mine.head.id, theirs.region)


async def test_who_was_head_of_the_merged_family_is_head_no_more(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs, persons=())
    assert (await stage.again(theirs.head)).relation == Relation.OTHER
    assert (await stage.again(mine.family)).head_id == mine.head.id


async def test_the_survivors_values_stand_and_what_it_lacks_comes_from_the_other(stage: Stage) -> None:
    mine = a_family(stage.world, HOME, phone=None, address="南街 1 号", categories=["ORPHANED_OR_ALONE"], next_contact_on=date(2026, 12, 9))
    theirs = a_family(
        stage.world,
        AWAY,
        phone="13800000002",
        address="东街 2 号",
        categories=["POVERTY_RISK", "ORPHANED_OR_ALONE"],
        health_categories=["ILL_AND_DISABLED"],
        next_contact_on=date(2026, 12, 1),
        income_per_head=50_000,
    )
    theirs.head.work_told_on, theirs.head.work_at_home = date(2026, 11, 1), True
    mine.head.guardian_name, theirs.head.guardian_name = "赵监护", "钱监护"
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    now, head = await stage.again(mine.family), await stage.again(mine.head)
    assert (now.phone, now.address, now.income_per_head) == ("13800000002", "南街 1 号", 50_000)
    assert (now.categories, now.health_categories) == (["ORPHANED_OR_ALONE", "POVERTY_RISK"], ["ILL_AND_DISABLED"])
    assert now.next_contact_on == date(2026, 12, 1)
    assert (head.work_told_on, head.work_at_home, head.guardian_name) == (date(2026, 11, 1), True, "赵监护")


async def test_numbers_are_sealed_anew_for_whom_they_are_now_and_found_under_that_person(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    number = an_id_number()
    await stage.done(PersonIdentify, CADRE, theirs.head.id, id_number=number)
    card = "1" * 20
    await _certify(stage, theirs, card)
    await merge(stage, mine, theirs)
    head = await stage.again(mine.head)
    assert head.id_number_cipher is not None
    assert head.certificate_number_cipher is not None
    assert CIPHER.open(Secret.ID_NUMBER, head.id, head.id_number_cipher) == number
    assert CIPHER.open(Secret.CERTIFICATE_NUMBER, head.id, head.certificate_number_cipher) == card
    assert (head.id_number_index, head.no_id_reason) == (CIPHER.index(Secret.ID_NUMBER, number), None)
    assert (head.sex, head.certificate_status, head.disability_category) == ((await stage.again(theirs.head)).sex, "CERTIFIED", "4")
    record = await stage.row(CertificateRecord, CertificateRecord.person_id == head.id)
    assert record.number_cipher is not None
    assert CIPHER.open(Secret.CERTIFICATE_NUMBER, head.id, record.number_cipher) == card


async def _certify(stage: Stage, case: Case, card: str) -> None:
    """The head has a certificate with this number."""
    sealed, index = CIPHER.seal(Secret.CERTIFICATE_NUMBER, case.head.id, card), CIPHER.index(Secret.CERTIFICATE_NUMBER, card)
    async with stage.loader.begin() as connection:
        await connection.execute(
            update(Person)
            .where(Person.id == case.head.id)
            .values(
                certificate_status=CertificateStatus.CERTIFIED.value,
                certificate_number_cipher=sealed,
                certificate_number_index=index,
                certificate_number_masked="1" + "*" * 17,
                disability_category="4",
                disability_level=1,
            )
        )
    record = CertificateRecord(id=uuid4(), family_id=case.family.id, person_id=case.head.id, region_code=case.region, at=NOW)
    record.status, record.number_cipher = CertificateStatus.CERTIFIED, sealed
    stage.world.add(record)
    await stage.placed(case)


async def test_an_office_is_given_nothing_of_whom_the_other_family_brings(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    mine.with_need("EMPLOYMENT").with_draft("A14").referred_to(KNEW, person_id=None)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.DISPATCHED, person_id=None)
    spouse = theirs.members[1]
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    of_mine, of_theirs = await stage.again(mine.access), await stage.again(theirs.access)
    assert (of_mine.family_id, of_mine.members) == (mine.family.id, [mine.head.id])
    assert of_theirs.family_id == mine.family.id
    assert set(of_theirs.members or ()) == {mine.head.id, spouse.id}
    await stage.done(ReferralSign, f"dispatcher.{WORKS}", theirs.referral.id)
    assert set((await stage.again(theirs.access)).members or ()) == {mine.head.id, spouse.id}


async def test_a_township_is_given_of_no_other_member_than_the_county_that_asks_it(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.SIGNED, person_id=None)
    stage.world.staffed(TOWN)
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    await stage.done(ReferralDelegate, f"dispatcher.{WORKS}", theirs.referral.id, office=stage.world.office(TOWN).id)
    made = await stage.row(Referral, Referral.lead_id == theirs.referral.id)
    given = await stage.row(FamilyAccess, FamilyAccess.referral_id == made.id)
    assert set(given.members or ()) == {mine.head.id, theirs.members[1].id}


async def test_what_an_ended_referral_gives_stays_with_the_merged_family(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.RETURNED, person_id=theirs.head.id)
    await stage.placed(theirs)
    version = theirs.referral.version
    await merge(stage, mine, theirs)
    referral, access = await stage.again(theirs.referral), await stage.again(theirs.access)
    assert (referral.family_id, referral.kept_family_id, referral.kept_person_id) == (mine.family.id, theirs.family.id, theirs.head.id)
    assert (referral.version, referral.updated_at) == (version, theirs.referral.updated_at)
    assert (access.family_id, access.members) == (theirs.family.id, None)


async def test_a_call_to_the_hotline_shows_neither_family_any_more(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    mine.called("operator.federation.3301")
    theirs.called("operator.federation.3301")
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    assert [(await stage.again(each.access)).until for each in (mine, theirs)] == [stage.now, stage.now]


async def test_the_old_id_is_taken_by_other_commands_as_the_survivors(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs)
    done = await stage.done(PersonIdentify, CADRE, theirs.head.id, id_number=an_id_number())
    assert done.subject == mine.head.id
    assert (await stage.again(theirs.head)).id_number_index is None


async def test_what_receives_and_what_was_granted_is_neither_lost_nor_doubled(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.CONFIRMED).with_outcome().followed_up()
    row = Entitlement(id=uuid4(), family_id=theirs.family.id, person_id=theirs.head.id, region_code=theirs.region, type_code="A01")
    row.type_version, row.source, row.referral_id, row.created_at = 1, EntitlementSource.OUTCOME, theirs.referral.id, NOW
    stage.world.add(row)
    await stage.placed(theirs)
    before = {table: count for table, count, _ in await stage.everything()}
    await merge(stage, mine, theirs)
    after = {table: count for table, count, _ in await stage.everything()}
    grown = {table for table in after if after[table] != before[table]}
    assert grown == {"family_merge", "merge_line", "event", "audit_record"}
    for kind in (Need, AssistanceItem, Referral, Outcome, Visit, Entitlement):
        assert await stage.rows(kind, kind.__table__.c.family_id == theirs.family.id) == []
    assert (await stage.again(row)).person_id == mine.head.id
    decided = await stage.row(Outcome, Outcome.referral_id == theirs.referral.id)
    assert decided.region_code == mine.region, "whoever asks the family there reads what was decided"


async def test_a_closed_need_keeps_the_division_in_which_it_was_found(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE")
    await stage.placed(theirs)
    await stage.done(NeedClose, CADRE, theirs.need.id, reason=NeedCloseReason.WITHDRAWN)
    await merge(stage, mine, theirs)
    need = await stage.again(theirs.need)
    assert (need.family_id, need.region_code) == (mine.family.id, theirs.region)


async def test_of_a_campaign_that_lists_both_one_is_taken_off_and_the_visits_of_both_count(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    campaign = Campaign(id=uuid4(), number=f"C{uuid4()}", title="走访", document_number="1", region_code="330110000000")
    campaign.starts_on, campaign.ends_on, campaign.categories = date(2026, 11, 1), date(2026, 12, 31), []
    campaign.office_id, campaign.created_at = stage.world.office("federation.330110").id, NOW
    stage.world.add(campaign)
    places = {}
    for case in (mine, theirs):
        listing = CampaignListing(id=uuid4(), campaign_id=campaign.id, family_id=case.family.id, region_code=case.region, listed_at=NOW)
        listing.state, listing.updated_at = ListingState.PENDING, NOW
        places[case.family.id] = stage.world.add(listing)
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    ours, others = await stage.again(places[mine.family.id]), await stage.again(places[theirs.family.id])
    assert (ours.state, others.state, others.removed_reason) == ("VISITED", "REMOVED", "DUPLICATE")


async def test_a_match_of_the_pair_is_decided_and_others_name_the_survivor(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    other = a_family(stage.world, "330106002051")
    of_pair, of_other = a_match(stage, mine.head, theirs.head), a_match(stage, theirs.head, other.head)
    await stage.placed(other)
    await merge(stage, mine, theirs)
    assert (await stage.again(of_pair)).decision == MatchDecision.SAME
    named = await stage.again(of_other)
    assert (named.known_id, named.family_id, named.decision) == (mine.head.id, mine.family.id, None)


def a_match(stage: Stage, known: Person, registered: Person, decision: MatchDecision | None = None) -> PersonMatch:
    match = PersonMatch(id=uuid4(), version=1, known_id=known.id, family_id=known.family_id, registered_id=registered.id, created_at=NOW)
    match.region_code, match.decision = "330110000000", decision
    return stage.world.add(match)


async def test_what_goes_on_as_the_merged_family_goes_on_as_the_survivor_in_one_step(stage: Stage) -> None:
    first, second = await a_pair(stage)
    third = await stage.placed(a_family(stage.world, HOME))
    await merge(stage, second, first)
    await merge(stage, third, second)
    assert (await stage.again(first.family)).merged_into_id == third.family.id
    assert (await stage.again(first.head)).merged_into_id == third.head.id


async def test_who_merged_what_and_why_is_recorded_and_what_stood_before_is_sealed(stage: Stage) -> None:
    mine, theirs = await a_pair(stage, phone="13800000009")
    await merge(stage, mine, theirs)
    record = await stage.row(Merge, Merge.survivor_id == mine.family.id)
    cadre = stage.world.viewer(CADRE)
    assert (record.merged_id, record.at, record.account_id, record.reason) == (theirs.family.id, NOW, cadre.account, "同一户重复登记")
    lines = await stage.rows(MergeLine, MergeLine.merge_id == record.id)
    assert {each.row_table for each in lines} >= {"family", "person", "visit"}
    assert not any(b"13800000009" in each.before_cipher for each in lines)
    audit = await stage.row(AuditRecord, AuditRecord.action == "familyMerge", AuditRecord.target_id == mine.family.id)
    assert audit.family_ids == [mine.family.id, theirs.family.id]
    event = await stage.row(Event, Event.action == "familyMerge", Event.subject_id == mine.family.id)
    assert event.family_id == mine.family.id
