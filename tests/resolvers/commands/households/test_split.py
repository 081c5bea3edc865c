"""Members of a household found one of their own. Source: docs/lifecycle.md (`familySplit`); docs/domain.md 2 (Family)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from db.tables.audit import AuditRecord
from db.tables.entitlement import Entitlement
from db.tables.event import Event
from db.tables.family import Family
from db.tables.person import Person
from domain.entitlement import EntitlementSource
from domain.family import Relation
from domain.item import ItemState
from domain.need import NeedCloseReason
from domain.referral import State
from resolvers.commands.family.move import FamilyMove
from resolvers.commands.households.merge import FamilyMerge
from resolvers.commands.households.part import FamilyPart
from resolvers.commands.households.split import FamilySplit
from resolvers.commands.need.close import NeedClose
from resolvers.commands.visit.withdraw import VisitWithdraw
from tests.builders.case import Case, a_family
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.households.test_merge import AWAY, CADRE, HOME, KNEW, WORKS, a_match, a_pair, merge
from tests.resolvers.commands.households.test_part import all_rows
from tests.resolvers.commands.households.test_part import refused as not_parted


async def a_household(stage: Stage) -> Case:
    """A head with spouse and a son, at home."""
    case = a_family(stage.world, HOME, contact_wish_by="PHONE", health_categories=["ILL_AND_DISABLED"], income_per_head=90_000)
    case.with_member("王秀英", Relation.SPOUSE).with_member("王小军", Relation.CHILD).visited()
    return await stage.placed(case)


async def split(stage: Stage, case: Case, **given: Any) -> Family:
    """The son goes, or whoever is named; the family that is new."""
    done = await stage.done(FamilySplit, CADRE, case.family.id, **(told(case) | given))
    return await stage.row(Family, Family.id == done.subject)


def told(case: Case) -> dict[str, Any]:
    son = case.members[-1].id
    return {"persons": (son,), "head": son, "reason": "OWN_HOUSEHOLD"}


async def refused(stage: Stage, case: Case, by: str = CADRE, **given: Any) -> list[tuple[str, Any]]:
    return await stage.refused(FamilySplit, by, case.family.id, **(told(case) | given))


async def test_who_goes_has_a_family_of_their_own_with_a_number_and_nothing_of_what_the_other_is(stage: Stage) -> None:
    case = await a_household(stage)
    new = await split(stage, case, village=AWAY, address="东街 9 号", phone="13800000009")
    son = await stage.again(case.members[2])
    assert (new.display_name, new.head_id, new.region_code, new.address, new.phone) == (
        "王小军",
        son.id,
        f"{AWAY}",
        "东街 9 号",
        "13800000009",
    )
    assert (new.contact_wish_by, new.health_categories, new.income_per_head) == ("PHONE", [], None)
    assert (new.number != case.family.number, new.split_from_id) == (True, case.family.id)
    assert (son.family_id, son.region_code, son.relation) == (new.id, new.region_code, Relation.HEAD)
    left = await stage.again(case.family)
    assert (left.head_id, left.version, left.phone) == (case.head.id, 2, case.family.phone)
    assert {each.id for each in await stage.rows(Person, Person.family_id == left.id)} == {each.id for each in case.members[:2]}
    assert (await stage.again(case.visit)).family_id == left.id


async def test_where_the_head_goes_another_is_the_head_of_who_stays(stage: Stage) -> None:
    case = await a_household(stage)
    head, spouse, son = (each.id for each in case.members)
    assert await refused(stage, case, persons=(head,), head=head) == [("REQUIRED", ("remainingHead",))]
    assert await refused(stage, case, remaining_head=spouse) == [("NOT_EXPECTED", ("remainingHead",))]
    assert await refused(stage, case, persons=(head,), head=head, remaining_head=head) == [("HEAD_NOT_OF_HOUSEHOLD", ("remainingHead",))]
    await split(stage, case, persons=(head, son), head=head, remaining_head=spouse)
    left = await stage.again(case.family)
    assert (left.head_id, left.display_name, (await stage.again(case.members[1])).relation) == (spouse, "王秀英", Relation.HEAD)


async def test_what_is_of_who_goes_goes_along_and_what_is_the_households_stays(stage: Stage) -> None:
    case = await a_household(stage)
    son = case.members[2].id
    case.with_need("EMPLOYMENT", person_id=son).with_draft("A14", person_id=son)
    own = (case.need, case.item)
    case.with_need("CARE", person_id=None).with_draft("A20", person_id=son)
    by_items = (case.need, case.item)
    case.with_need("LIVING_ASSISTANCE", person_id=None).with_draft("A01", person_id=None)
    stays = (case.need, case.item)
    case.with_need("MEDICAL", person_id=None)
    named = case.need
    received = _received(stage, case, son), _received(stage, case, None)
    of_son, of_head = a_match(stage, case.members[2], a_family(stage.world, "330106002051").head), a_match(stage, case.head, case.head)
    await stage.placed(case)
    new = await split(stage, case, village=AWAY, needs=(named.id,))
    for row in (*own, *by_items, named, received[0], of_son):
        assert (await stage.again(row)).family_id == new.id
    for row in (*stays, received[1], of_head):
        assert (await stage.again(row)).family_id == case.family.id
    item = await stage.again(own[1])
    assert (item.region_code, item.version) == (new.region_code, own[1].version + 1)


def _received(stage: Stage, case: Case, person: UUID | None) -> Entitlement:
    row = Entitlement(id=uuid4(), family_id=case.family.id, person_id=person, region_code=case.region, type_code="A01", type_version=1)
    row.source, row.created_at = EntitlementSource.VISIT, NOW
    return stage.world.add(row)


async def test_an_office_is_given_the_new_family_with_the_members_that_it_was_given_and_no_other(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    spouse = theirs.members[1].id
    theirs.with_need("EMPLOYMENT", person_id=spouse).with_draft("A14", person_id=spouse).referred_to(WORKS, State.SIGNED, person_id=spouse)
    mine.with_need("LIVING_ASSISTANCE").with_draft("A01").referred_to(KNEW, State.SIGNED, person_id=None)
    await stage.placed(theirs)
    await merge(stage, mine, theirs)
    mine.with_member("王小军")
    await stage.placed(mine)
    son = mine.members[1].id
    new = await split(stage, mine, persons=(spouse, son), head=son)
    access, referral = await stage.again(theirs.access), await stage.again(theirs.referral)
    assert (access.family_id, access.members) == (new.id, [spouse])
    assert (referral.family_id, referral.members, referral.kept_family_id) == (new.id, [spouse], None)
    assert ((await stage.again(mine.access)).family_id, (await stage.again(mine.access)).members) == (mine.family.id, [mine.head.id])


async def test_what_an_ended_referral_gives_stays_with_the_family_that_was_left(stage: Stage) -> None:
    case = await a_household(stage)
    son = case.members[2].id
    case.with_need("EMPLOYMENT", person_id=son).with_draft("A14", person_id=son).referred_to(WORKS, State.RETURNED, person_id=son)
    await stage.placed(case)
    new = await split(stage, case)
    referral, access = await stage.again(case.referral), await stage.again(case.access)
    assert (referral.family_id, referral.kept_family_id, referral.kept_person_id) == (new.id, case.family.id, son)
    assert (access.family_id, access.members) == (case.family.id, None)
    await stage.done(FamilyMove, CADRE, case.family.id, village=AWAY)
    assert (await stage.again(case.access)).region_code == case.region, "what an ended referral gives is past"
    joined = await stage.placed(a_family(stage.world, HOME))
    await merge(stage, case, joined, persons=())
    access = await stage.again(case.access)
    assert (access.family_id, access.members) == (case.family.id, sorted((each.id for each in case.members[:2]), key=str))


async def test_nothing_in_work_goes_or_stays_without_the_member_whom_it_is_of(stage: Stage) -> None:
    case = await a_household(stage)
    son = case.members[2].id
    case.with_need("LIVING_ASSISTANCE", person_id=None).with_draft("A01", person_id=son).with_draft("A11", person_id=None)
    await stage.placed(case)
    assert await refused(stage, case) == [("OF_WHO_STAYS", ("needs",))]
    case = await a_household(stage)
    case.with_need("LIVING_ASSISTANCE", person_id=None).with_draft("A11", person_id=None)
    case.with_draft("A01", person_id=case.members[2].id).referred_to(WORKS, State.CONFIRMED)
    await stage.placed(case)
    assert await refused(stage, case) == [("OF_WHO_STAYS", ("needs",))], "it may be reopened yet"
    stage.now += timedelta(days=60)
    await split(stage, case)
    case = await a_household(stage)
    of_head = case.with_need("LIVING_ASSISTANCE", person_id=case.head.id).need
    await stage.placed(case)
    assert await refused(stage, case, needs=(of_head.id,)) == [("OF_WHO_STAYS", ("needs",))]


async def test_somebody_stays_and_only_members_go_within_the_county_and_the_scope(stage: Stage) -> None:
    case, other = await a_household(stage), await a_household(stage)
    everybody = tuple(each.id for each in case.members)
    assert ("NOBODY_STAYS", ("persons",)) in await refused(stage, case, persons=everybody, head=everybody[0])
    stranger = other.members[2].id
    assert await refused(stage, case, persons=(stranger,), head=stranger) == [("PERSON_NOT_OF_FAMILY", ("persons", 0))]
    assert await refused(stage, case, head=case.head.id) == [("HEAD_NOT_OF_HOUSEHOLD", ("head",))]
    assert await refused(stage, case, village="330106002051") == [("OUT_OF_SCOPE", ("village",))]
    assert await refused(stage, case, by="cadre.federation.330106") == [("NOT_FOUND", ("id",))]
    assert await refused(stage, case, by="commissioner.federation.330110109201") == [("FORBIDDEN", ())]
    assert await refused(stage, case, by="cadre.federation.3301") == [("FORBIDDEN", ())]
    assert await refused(stage, case, version=9) == [("CONFLICT", ("expectedVersion",))]
    need = other.with_need("CARE").need
    await stage.placed(other)
    assert await refused(stage, case, needs=(need.id,)) == [("NEED_NOT_OF_FAMILY", ("needs", 0))]


async def test_a_household_that_became_two_is_not_parted_from_the_one_that_was_merged_into_it(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs)
    spouse = theirs.members[1].id
    await split(stage, mine, persons=(spouse,), head=spouse)
    assert await not_parted(stage, mine, theirs) == [("PARTED_SINCE", ("mergedNumber",))]


async def test_what_was_found_before_who_left_came_back_stays_where_it_was_once_they_leave_again(stage: Stage) -> None:
    case = (await a_household(stage)).with_need("CARE", person_id=None)
    row = _received(stage, case, None)
    row.visit_id, row.created_at = case.visit.id, case.at
    await stage.placed(case)
    head, spouse = case.head.id, case.members[1].id
    new = await split(stage, case, persons=(head,), head=head, remaining_head=spouse)
    before = await all_rows(stage)
    await stage.done(FamilyMerge, CADRE, case.family.id, merged=new.id, persons=(), reason="同一户重复登记")
    await stage.done(FamilyPart, CADRE, case.family.id, merged_number=new.number, reason="TWO_HOUSEHOLDS")
    after = await all_rows(stage)
    assert {table: after[table] ^ before[table] for table in before if after[table] != before[table]} == {}


async def test_a_visit_is_not_withdrawn_while_a_need_that_it_found_goes_on_in_another_household(stage: Stage) -> None:
    case = await a_household(stage)
    await stage.placed(case.with_need("CARE", person_id=case.members[2].id))
    await split(stage, case)
    assert await stage.refused(VisitWithdraw, CADRE, case.visit.id, reason="WRONG_FAMILY") == [("VISIT_IN_USE", ("id",))]
    await stage.done(NeedClose, CADRE, case.need.id, reason=NeedCloseReason.WITHDRAWN)
    await stage.done(VisitWithdraw, CADRE, case.visit.id, reason="WRONG_FAMILY")


async def test_an_old_id_of_who_was_paired_names_who_goes(stage: Stage) -> None:
    mine, theirs = await a_pair(stage)
    await merge(stage, mine, theirs)
    new = await split(stage, mine, persons=(theirs.head.id,), head=theirs.head.id, remaining_head=theirs.members[1].id)
    assert (await stage.again(mine.head)).family_id == new.id


async def test_both_histories_tell_of_it_and_why(stage: Stage) -> None:
    case = await a_household(stage)
    new = await split(stage, case, version=1)
    events = await stage.rows(Event, Event.action == "familySplit", Event.subject_id.in_([new.id, case.family.id]))
    assert {(each.subject_id, each.reason) for each in events} == {(new.id, "OWN_HOUSEHOLD"), (case.family.id, "OWN_HOUSEHOLD")}
    audit = await stage.row(AuditRecord, AuditRecord.action == "familySplit", AuditRecord.target_id == new.id)
    assert (audit.family_ids, audit.reason) == ([case.family.id, new.id], "OWN_HOUSEHOLD")


async def test_what_is_still_to_be_dispatched_is_routed_anew_from_where_they_live_now(stage: Stage) -> None:
    case = await a_household(stage)
    son, home = case.members[2].id, stage.world.office("civil-affairs.330110109")
    case.with_need("EMPLOYMENT", person_id=son).with_draft("A14", person_id=son, fitting_offices=[home.id])
    await stage.placed(case)
    await split(stage, case, village="330110110201")
    item = await stage.again(case.item)
    assert item.state == ItemState.DRAFT
    assert home.id not in item.fitting_offices
