"""A family that was merged by mistake is one of its own again. Source: docs/lifecycle.md (`familyPart`); docs/decisions/030-merging.md."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from db.protect.policies import SECURED
from db.tables.audit import AuditRecord
from db.tables.campaign import Campaign, CampaignListing
from db.tables.entitlement import Entitlement
from db.tables.event import Event
from db.tables.family_merge import FamilyMerge as Merge
from db.tables.outcome import Outcome
from db.tables.person import Person
from domain.campaign import ListingState
from domain.entitlement import EntitlementSource
from domain.family import Relation
from domain.need import NeedStatus
from domain.referral import State
from resolvers.commands.family.correct import FamilyCorrect, FamilyValueInput
from resolvers.commands.family.move import FamilyMove
from resolvers.commands.households.part import FamilyPart
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.referral.sign import ReferralSign
from terminal.database import rerouted
from tests.builders.case import Case, a_family
from tests.builders.visit import an_id_number
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.households.test_merge import AWAY, CADRE, HOME, KNEW, TOWN, WORKS, _certify, a_match, a_pair, merge

LATER = NOW + timedelta(hours=1)
RECORD = {"event", "audit_record", "family_merge", "command_key"}
"""What tells that something was done."""


async def part(stage: Stage, mine: Case, theirs: Case, by: str = CADRE, **given: Any) -> None:
    """The merger is taken back."""
    told = {"merged_number": theirs.family.number, "reason": "TWO_HOUSEHOLDS"}
    await stage.done(FamilyPart, by, mine.family.id, **(told | given))


async def refused(stage: Stage, mine: Case, theirs: Case, by: str = CADRE, **given: Any) -> list[tuple[str, Any]]:
    told = {"merged_number": theirs.family.number, "reason": "TWO_HOUSEHOLDS"}
    return await stage.refused(FamilyPart, by, mine.family.id, **(told | given))


async def all_rows(stage: Stage) -> dict[str, set[str]]:
    """Every row of every table that commands write, but for versions and the record."""
    async with stage.loader.connect() as connection:
        return {
            table: set(await connection.scalars(text(f"select (to_jsonb(t) - 'version' - 'updated_at')::text from {table} t")))
            for table in SECURED
            if table not in RECORD
        }


async def test_merging_and_parting_at_once_leaves_every_row_as_it_was(stage: Stage) -> None:
    mine = a_family(stage.world, HOME, phone=None, categories=["ORPHANED_OR_ALONE"]).visited()
    mine.called("operator.federation.3301")
    mine.with_need("EMPLOYMENT").with_draft("A14").referred_to(KNEW, person_id=None)
    theirs = a_family(stage.world, AWAY, phone="13800000003", health_categories=["ILL_AND_DISABLED"], next_contact_on=date(2026, 12, 1))
    theirs.with_member("李春花", Relation.SPOUSE).visited()
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.CONFIRMED).with_outcome().followed_up()
    theirs.with_need("CARE").with_draft("A20")
    theirs.visited(region_code=mine.region).with_need("CARE", region_code=mine.region, status=NeedStatus.CLOSED)  # they lived there before
    theirs.with_need("MEDICAL").with_draft("A01").referred_to(KNEW, State.RETURNED, person_id=theirs.head.id)
    theirs.head.guardian_name, theirs.head.work_told_on, theirs.head.work_can_do = "钱监护", date(2026, 11, 1), ["SIT"]
    row = Entitlement(id=uuid4(), family_id=theirs.family.id, person_id=theirs.head.id, region_code=theirs.region, type_code="A01")
    row.type_version, row.source, row.created_at = 1, EntitlementSource.VISIT, NOW
    stage.world.add(row)
    a_match(stage, mine.head, theirs.head)
    await stage.placed(theirs)
    await stage.done(PersonIdentify, CADRE, theirs.head.id, id_number=an_id_number())
    await _certify(stage, theirs, "1" * 20)
    await _listed(stage, mine, theirs)
    before = await all_rows(stage)
    await merge(stage, mine, theirs)
    assert await all_rows(stage) != before
    await part(stage, mine, theirs)
    after = await all_rows(stage)
    assert {table: after[table] ^ before[table] for table in before if after[table] != before[table]} == {}


async def _listed(stage: Stage, *cases: Case) -> None:
    """A campaign lists the families, each as far as their own visits came."""
    campaign = Campaign(id=uuid4(), number=f"C{uuid4()}", title="走访", document_number="1", region_code="330110000000")
    campaign.starts_on, campaign.ends_on, campaign.categories = date(2026, 11, 1), date(2026, 12, 31), []
    campaign.office_id, campaign.created_at = stage.world.office("federation.330110").id, NOW
    stage.world.add(campaign)
    for case in cases:
        listing = CampaignListing(id=uuid4(), campaign_id=campaign.id, family_id=case.family.id, region_code=case.region, listed_at=NOW)
        listing.state, listing.updated_at = ListingState.VISITED, NOW
        stage.world.add(listing)
    await stage.placed(cases[0])


async def test_what_was_changed_since_stays_with_the_survivor(stage: Stage) -> None:
    mine = a_family(stage.world, HOME, phone=None, address=None)
    theirs = await stage.placed(a_family(stage.world, AWAY, phone="13800000004", address="东街 4 号"))
    await merge(stage, mine, theirs)
    await stage.done(FamilyCorrect, CADRE, mine.family.id, value=FamilyValueInput(phone="13800000005"), reason="CHANGED")
    await part(stage, mine, theirs)
    kept, back = await stage.again(mine.family), await stage.again(theirs.family)
    assert (kept.phone, kept.address, kept.merged_numbers) == ("13800000005", None, [])
    assert (back.phone, back.address, back.merged_into_id) == ("13800000004", "东街 4 号", None)


async def test_where_the_survivor_moved_since_the_other_lives_where_it_did(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.CONFIRMED).with_outcome()
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    await stage.done(FamilyMove, CADRE, mine.family.id, village="330110109203")
    await part(stage, mine, theirs)
    outcome = await stage.row(Outcome, Outcome.referral_id == theirs.referral.id)
    rows = [await stage.again(each) for each in (theirs.members[1], theirs.need, theirs.item, theirs.referral, theirs.access)]
    assert {(each.family_id, each.region_code) for each in (*rows, outcome)} == {(theirs.family.id, theirs.region)}
    assert (await stage.again(mine.head)).region_code == "330110109203"


async def test_needs_found_since_go_back_where_they_are_of_who_goes_or_named(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    spouse = theirs.members[1]
    await merge(stage, mine, theirs)
    had = mine.with_need("CARE", person_id=None).need
    needs = {name: mine.with_need("CARE", person_id=person, created_at=LATER).need for name, person in _whose(mine, spouse).items()}
    await stage.placed(mine)
    assert await refused(stage, mine, theirs, needs=(theirs.family.id,)) == [("NOT_FOUND", ("needs", 0))]
    assert await refused(stage, mine, theirs, needs=(had.id,)) == [("NEED_NOT_OF_FAMILY", ("needs", 0))], "the survivor had it before"
    await part(stage, mine, theirs, needs=(needs["named"].id, needs["twin"].id))
    now = {name: await stage.again(each) for name, each in needs.items()}
    assert {name: each.family_id for name, each in now.items()} == {
        "spouse": theirs.family.id,
        "named": theirs.family.id,
        "twin": theirs.family.id,
        "stays": mine.family.id,
    }
    assert (now["twin"].person_id, now["spouse"].person_id, now["spouse"].region_code) == (theirs.head.id, spouse.id, theirs.region)


async def test_a_need_that_was_found_and_closed_since_stays_in_the_division_where_that_happened(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs)
    await stage.placed(mine.with_need("CARE", person_id=None, status=NeedStatus.CLOSED, created_at=LATER))
    await part(stage, mine, theirs, needs=(mine.need.id,))
    need = await stage.again(mine.need)
    assert (need.family_id, need.region_code) == (theirs.family.id, mine.region)


def _whose(mine: Case, spouse: Person) -> dict[str, UUID | None]:
    return {"spouse": spouse.id, "named": None, "twin": mine.head.id, "stays": None}


async def test_offices_are_given_what_they_were_and_a_case_that_ended_since_is_its_offices_own_again(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    mine.with_need("EMPLOYMENT").with_draft("A14").referred_to(KNEW, person_id=None)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(WORKS, State.DISPATCHED, person_id=None)
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    await stage.done(ReferralSign, f"dispatcher.{WORKS}", theirs.referral.id)
    await part(stage, mine, theirs)
    of_mine, of_theirs = await stage.again(mine.access), await stage.again(theirs.access)
    assert [(each.family_id, each.members, each.region_code) for each in (of_mine, of_theirs)] == [
        (mine.family.id, None, mine.region),
        (theirs.family.id, None, theirs.region),
    ]
    referral = await stage.again(theirs.referral)
    assert (referral.family_id, referral.state, referral.members) == (theirs.family.id, State.SIGNED, None)


async def test_what_an_office_gave_up_since_stays_with_the_survivor_as_it_was_shown(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01")
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    since = sent_since(mine, theirs, State.RETURNED)
    await stage.placed(since)
    await part(stage, mine, theirs)
    referral, access = await stage.again(since.referral), await stage.again(since.access)
    assert (referral.family_id, referral.kept_family_id) == (theirs.family.id, mine.family.id)
    assert access.family_id == mine.family.id


def sent_since(mine: Case, theirs: Case, state: State) -> Case:
    """The item of the family that was merged is sent to an office, which has come to a state with it."""
    mine.need, mine.item = theirs.need, theirs.item
    mine.need.family_id = mine.item.family_id = mine.family.id
    return mine.referred_to(WORKS, state, person_id=None)


async def test_of_whom_somebody_decided_since_is_given_on_to_who_goes_back(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A01")
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    await stage.placed(sent_since(mine, theirs, State.COMPLETED).with_outcome())
    await part(stage, mine, theirs)
    access = await stage.again(mine.access)
    assert (access.family_id, set(access.members or ())) == (theirs.family.id, {each.id for each in theirs.members})


async def test_the_last_merger_is_parted_first(stage: Stage) -> None:
    first, second = await a_pair(stage)
    third = await stage.placed(a_family(stage.world, HOME))
    await merge(stage, second, first)
    await merge(stage, third, second)
    assert await refused(stage, second, first) == [("MERGED_ON", ("mergedNumber",))]
    await part(stage, third, second)
    assert (await stage.again(first.family)).merged_into_id == second.family.id
    await part(stage, second, first)
    assert [(await stage.again(each.family)).merged_into_id for each in (first, second)] == [None, None]
    assert (await stage.again(first.head)).merged_into_id is None


async def test_two_mergers_into_one_family_are_parted_in_their_turn(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    other = await stage.placed(a_family(stage.world, AWAY))
    await merge(stage, mine, theirs)
    await merge(stage, mine, other)
    assert await refused(stage, mine, theirs) == [("MERGED_ON", ("mergedNumber",))]


async def test_who_parted_them_and_why_is_recorded_and_what_was_kept_for_it_is_gone(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs)
    await part(stage, mine, theirs)
    record, cadre = await stage.row(Merge, Merge.survivor_id == mine.family.id), stage.world.viewer(CADRE)
    assert (record.parted_at, record.parted_by) == (stage.now, cadre.account)
    async with stage.loader.connect() as connection:
        assert await connection.scalar(text("select count(*) from merge_line where merge_id = :key"), {"key": record.id}) == 0
    audit = await stage.row(AuditRecord, AuditRecord.action == "familyPart", AuditRecord.target_id == mine.family.id)
    assert (audit.family_ids, audit.reason) == ([mine.family.id, theirs.family.id], "TWO_HOUSEHOLDS")
    event = await stage.row(Event, Event.action == "familyPart", Event.subject_id == mine.family.id)
    assert (event.reason_list, event.reason) == ("FAMILY_PART_REASON", "TWO_HOUSEHOLDS")
    assert [(await stage.again(each.family)).version for each in (mine, theirs)] == [3, 3]


async def test_what_is_not_sent_yet_goes_to_the_office_over_where_its_family_lives_after_each_of_the_two(stage: Stage) -> None:
    elsewhere = "330110110200"
    for office in (TOWN, f"civil-affairs.{elsewhere[:9]}"):
        stage.world.staffed(office)
    mine, theirs = a_family(stage.world, HOME), a_family(stage.world, elsewhere)
    theirs.with_need("LIVING_ASSISTANCE").with_draft("A05", type_department_code="CIVIL_AFFAIRS")
    await stage.placed(mine)
    await stage.placed(theirs)
    await rerouted(stage.addresses.loader)
    before = await stage.again(theirs.item)
    await merge(stage, mine, theirs)
    now = await stage.again(theirs.item)
    there, here = stage.world.office(f"civil-affairs.{elsewhere[:9]}").id, stage.world.office(TOWN).id
    assert [(each in before.fitting_offices, each in now.fitting_offices) for each in (there, here)] == [(True, False), (False, True)]
    assert await rerouted(stage.addresses.loader) == 0, "every item stands as it would be decided now"
    await part(stage, mine, theirs)
    assert (await stage.again(theirs.item)).route_offices == before.route_offices
    assert await rerouted(stage.addresses.loader) == 0
