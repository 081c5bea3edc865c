"""A visit that was recorded by mistake is withdrawn. Source: docs/lifecycle.md (`visitWithdraw`); docs/domain.md 2 (Visit)."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from db.tables.audit import AuditRecord
from db.tables.campaign import CampaignListing
from db.tables.entitlement import Entitlement
from db.tables.event import Event
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.visit import Visit
from domain.campaign import Contact, reached
from domain.family import ContactBy
from domain.follow_up import next_contact_on
from domain.item import ItemState
from domain.referral import LegalBasis, UrgencyLevel
from domain.time.calendar import day_of, end_of
from domain.visit import ContactResult
from resolvers.commands.campaign.list_add import ListedFamiliesInput
from resolvers.commands.family.correct import FamilyCorrect, FamilyValueInput
from resolvers.commands.family.finding import Sight
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.person.correct import PersonCorrect, PersonValueInput
from resolvers.commands.person.death_set import PersonDeathSet
from resolvers.commands.visit.correct import VisitCorrect
from resolvers.commands.visit.input import ContactWishInput, EntitlementInput, VisitedPersonInput, VisitRecordInput
from resolvers.commands.visit.withdraw import VisitWithdraw
from tests.builders.case import a_family
from tests.builders.visit import ELSEWHERE, HOME, a_need, a_person, found, not_met, told
from tests.builders.world import NOW, code
from tests.resolvers.commands.campaign.test_create import TOLD, announce
from tests.resolvers.commands.campaign.test_list_add import listing
from tests.resolvers.commands.conftest import PLAIN_OFFICE, PLAIN_TYPE, Stage
from tests.resolvers.commands.households.test_merge import merge
from tests.resolvers.commands.visit.conftest import COMMISSIONER, Visitors
from tests.resolvers.commands.visit.test_record import CADRE, CALL, FROM_ABOVE, OPERATOR, known

ANOTHER_VILLAGE = "330110109200"
WHY: dict[str, Any] = {"reason": "WRONG_FAMILY"}


async def withdrawn(stage: Stage, visit: Visit, by: str = COMMISSIONER) -> Visit:
    """The visit, after it is withdrawn."""
    await stage.done(VisitWithdraw, by, visit.id, **WHY)
    return await stage.again(visit)


async def test_it_stays_with_who_when_and_why_and_its_needs_are_closed(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told(needs=found(a_need("MEDICAL"), a_need("CARE"))))
    after = await withdrawn(stage, visit)
    assert (after.state, after.withdrawn_at, after.withdrawal_reason, after.version) == ("WITHDRAWN", stage.now, "WRONG_FAMILY", 2)
    assert after.withdrawn_by == stage.world.viewer(COMMISSIONER).account
    assert {(each.status, each.close_reason, each.version) for each in await visitors.needs(visit)} == {("CLOSED", "VISIT_WITHDRAWN", 2)}
    family = await stage.row(Family, Family.id == visit.family_id)
    assert (family.version, family.next_contact_on) == (2, None)


async def test_history_and_audit_tell_of_it(visitors: Visitors, stage: Stage) -> None:
    visit = await withdrawn(stage, await visitors.record(told()))
    steps = await stage.rows(Event, Event.family_id == visit.family_id, Event.action == "visitWithdraw")
    assert {(each.subject_type, each.before, each.after, *each.reasons) for each in steps} == {
        ("Visit", "RECORDED", "WITHDRAWN", "WRONG_FAMILY"),
        ("Need", "OPEN", "CLOSED"),
    }
    audited = await stage.row(AuditRecord, AuditRecord.target_id == visit.id, AuditRecord.action == "visitWithdraw")
    assert (audited.family_ids, audited.reason, audited.from_state, audited.to_state) == (
        [visit.family_id],
        "WRONG_FAMILY",
        "RECORDED",
        "WITHDRAWN",
    )


async def test_drafts_of_its_needs_go_with_it_and_what_was_sent_stands_in_the_way(visitors: Visitors, stage: Stage) -> None:
    stage.world.staffed(PLAIN_OFFICE)
    visit = await visitors.record(told(needs=found(a_need("MEDICAL"))))
    (need,) = await visitors.needs(visit)
    await stage.done(ItemDraft, CADRE, need.id, type=PLAIN_TYPE)
    item = await stage.row(AssistanceItem, AssistanceItem.need_id == need.id)
    sent: dict[str, Any] = {"legal_basis": LegalBasis.STATUTORY_DUTY, "preview_seen": True}
    await stage.done(ItemDispatch, CADRE, item.id, office=stage.world.office(PLAIN_OFFICE).id, **sent)
    refused = await stage.run(VisitWithdraw, COMMISSIONER, visit.id, **WHY)
    assert [(each.code, each.path, each.row) for each in refused.errors] == [("VISIT_IN_USE", ("id",), ("AssistanceItem", item.id))]

    await stage.done(ItemCancel, CADRE, item.id, reason="MISTAKE")
    await stage.done(ItemDraft, CADRE, need.id, type=PLAIN_TYPE)
    await withdrawn(stage, visit, CADRE)
    items = await stage.rows(AssistanceItem, AssistanceItem.need_id == need.id)
    assert {(each.state, each.cancel_reason) for each in items} == {
        (ItemState.CANCELLED, "MISTAKE"),
        (ItemState.CANCELLED, "NEED_CLOSED"),
    }
    assert (await stage.again(need)).close_reason == "VISIT_WITHDRAWN"


async def test_what_it_told_is_received_is_known_no_more(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    first = await visitors.record(told(**known(case), entitlements=(EntitlementInput(type="A01"),)))
    second = await visitors.record(told(**known(case), entitlements=(EntitlementInput(type="A02"),)))
    assert first.id != second.id
    await withdrawn(stage, first)
    assert [each.type_code for each in await stage.rows(Entitlement, Entitlement.family_id == case.family.id)] == ["A02"]


async def test_a_call_is_owed_no_callback_and_its_office_sees_the_family_until_the_day_is_over(visitors: Visitors, stage: Stage) -> None:
    call = await visitors.record(told(**CALL), OPERATOR)
    assert call.callback_due_at is not None
    after = await withdrawn(stage, call, OPERATOR)
    access = await stage.row(FamilyAccess, FamilyAccess.visit_id == call.id)
    assert (after.callback_due_at, access.until) == (None, end_of(day_of(stage.now)))


async def test_nobody_withdraws_it_but_who_recorded_it_and_the_cadres_of_the_county(visitors: Visitors, stage: Stage) -> None:
    mine, theirs, above = [await visitors.record(told(), by) for by in (COMMISSIONER, CADRE, FROM_ABOVE)]
    assert await stage.refused(VisitWithdraw, COMMISSIONER, theirs.id, **WHY) == [("FORBIDDEN", ())]
    assert await stage.refused(VisitWithdraw, FROM_ABOVE, mine.id, **WHY) == [("FORBIDDEN", ())]
    for by, answer in (
        (f"commissioner.federation.{ANOTHER_VILLAGE}", ("NOT_FOUND", ("id",))),
        (f"cadre.federation.{ELSEWHERE[:6]}", ("NOT_FOUND", ("id",))),
        ("operator.federation.330110", ("NOT_FOUND", ("id",))),
        ("monitor.federation.3301", ("FORBIDDEN", ())),
        ("handler.civil-affairs.330110", ("FORBIDDEN", ())),
    ):
        assert await stage.refused(VisitWithdraw, by, mine.id, **WHY) == [answer], by
    for visit, by in ((mine, COMMISSIONER), (theirs, CADRE), (above, FROM_ABOVE)):
        await withdrawn(stage, visit, by)
    await withdrawn(stage, await visitors.record(told()), CADRE)


async def test_who_does_not_see_the_family_any_more_does_not_withdraw_its_visit(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told())
    async with stage.loader.begin() as connection:
        await connection.execute(update(Family).where(Family.id == visit.family_id).values(region_code=code(ANOTHER_VILLAGE)))
    assert await stage.refused(VisitWithdraw, COMMISSIONER, visit.id, **WHY) == [("NOT_FOUND", ("id",))]


async def test_a_withdrawn_visit_is_not_withdrawn_again_and_the_same_key_is_the_first_answer(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told())
    first = await stage.done(VisitWithdraw, COMMISSIONER, visit.id, key="once", **WHY)
    again = await stage.run(VisitWithdraw, COMMISSIONER, visit.id, key="once", **WHY)
    assert (again.subject, again.version, again.errors) == (first.subject, first.version, ())
    assert await stage.refused(VisitWithdraw, CADRE, visit.id, **WHY) == [("INVALID_TRANSITION", ())]
    assert await stage.refused(VisitWithdraw, CADRE, visit.id, version=1, **WHY) == [("CONFLICT", ("expectedVersion",))]


RESULTS = [ContactResult.MET, ContactResult.NOT_HOME, ContactResult.REFUSED, ContactResult.MOVED]


def some_visits(seed: int, known: dict[str, Any]) -> list[VisitRecordInput]:
    """Five visits to a family: with any result, on any day, with a need of any urgency if somebody was met."""
    random = Random(seed)
    drawn = []
    for _ in range(5):
        result, at = random.choice(RESULTS), NOW - timedelta(days=random.randrange(30), hours=1)
        given = {**known, "at": at, "needs": found(a_need(urgency=random.choice(list(UrgencyLevel))))}
        drawn.append(told(**given) if result is ContactResult.MET else not_met(result, family=known["family"], at=at))
    return drawn


async def without(stage: Stage, family: Family) -> tuple[date | None, tuple[str, str | None]]:
    """The next contact, and how far the list came, by the visits that stand and the needs that are open."""
    visits = await stage.rows(Visit, Visit.family_id == family.id, Visit.state == "RECORDED")
    needs = await stage.rows(Need, Need.family_id == family.id, Need.status == "OPEN")
    spoken = [day_of(each.at) for each in visits if each.contact_result in ("MET", "REFUSED")]
    tried = [day_of(each.at) for each in visits if each.contact_result != "MOVED"]
    counted = max(spoken) if spoken else min(tried, default=None)
    levels = [UrgencyLevel(each.urgency_level) for each in needs]
    contacts = [Contact(each.at, ContactResult(each.contact_result)) for each in visits]
    state, result = reached(contacts, TOLD["starts_on"], TOLD["ends_on"])
    return None if counted is None else next_contact_on(counted, levels, stage.reference.contact), (state, result)


@pytest.mark.parametrize("seed", range(4))
async def test_what_follows_from_the_visits_is_as_if_the_one_withdrawn_had_never_been(visitors: Visitors, stage: Stage, seed: int) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    campaign = (await announce(stage)).subject
    await listing(stage, id=campaign, families=ListedFamiliesInput(ids=(case.family.id,)))
    for visit in [await visitors.record(each) for each in some_visits(seed, known(case))][seed % 2 :]:
        await withdrawn(stage, visit, CADRE)
        family = await stage.again(case.family)
        place = await stage.row(CampaignListing, CampaignListing.family_id == family.id)
        assert (family.next_contact_on, (place.state, place.contact_result)) == await without(stage, family)


async def test_a_visit_recorded_after_it_looks_at_none_that_was_withdrawn(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    await withdrawn(stage, await visitors.record(told(**known(case))))
    earlier = NOW - timedelta(days=10)
    await visitors.record(not_met(ContactResult.REFUSED, family=known(case)["family"], at=earlier))
    assert (await stage.again(case.family)).next_contact_on == next_contact_on(day_of(earlier), [], stage.reference.contact)


async def test_a_birth_year_may_be_one_after_a_visit_that_was_withdrawn(visitors: Visitors, stage: Stage) -> None:
    person = VisitedPersonInput(new=a_person(no_id_reason="NO_HUKOU", birth_year=1990))
    visit = await visitors.record(told(person=person, at=NOW - timedelta(days=700)))
    assert visit.person_id is not None
    born: dict[str, Any] = {"value": PersonValueInput(birth_year=2025), "reason": "MISTYPED"}
    assert await stage.refused(PersonCorrect, CADRE, visit.person_id, **born) == [("BEFORE_BIRTH", ("value", "birthYear"))]
    await withdrawn(stage, visit)
    await stage.done(PersonCorrect, CADRE, visit.person_id, **born)


async def test_a_ticket_finds_no_family_to_which_its_call_was_not(visitors: Visitors, stage: Stage) -> None:
    call = await visitors.record(told(**CALL | {"hotline_ticket": "12385-977"}), OPERATOR)
    by_ticket = Sight(stage.world.viewer(CADRE), stage.now).of_ticket("12385-977")
    async with stage.loader.connect() as connection:
        assert len((await connection.execute(by_ticket)).all()) == 1
    await withdrawn(stage, call, OPERATOR)
    async with stage.loader.connect() as connection:
        assert (await connection.execute(by_ticket)).all() == []


TOLD_TWICE: dict[str, Any] = {"phone": "16000000002", "income_per_head": 50_000, "categories": ("INFECTED", "POVERTY_RISK")}


def values(family: Family) -> tuple[Any, ...]:
    """What a visit tells of a family."""
    wish = (family.contact_wish_by, family.contact_wish_when)
    return family.phone, family.income_per_head, family.categories, family.health_categories, wish


async def a_visited_family(visitors: Visitors, stage: Stage) -> tuple[Family, dict[str, Any]]:
    """A family of which a visit told something, and how others name it."""
    case = await stage.placed(a_family(stage.world, HOME))
    await visitors.record(told(**known(case), income_per_head=30_000))
    stage.now += timedelta(seconds=1)
    return await stage.again(case.family), known(case)


async def test_what_it_told_of_the_family_gives_way_to_what_stood_there(visitors: Visitors, stage: Stage) -> None:
    before, named = await a_visited_family(visitors, stage)
    wish = ContactWishInput(by=ContactBy.PHONE, when="上午")
    visit = await visitors.record(told(**named, **TOLD_TWICE, contact_wish=wish))
    assert visit.before_cipher is not None
    assert b"16000000002" not in visit.before_cipher
    assert values(await stage.again(before)) != values(before)
    assert (await withdrawn(stage, visit)).before_cipher is None
    assert values(await stage.again(before)) == values(before)


async def test_what_was_changed_since_stays(visitors: Visitors, stage: Stage) -> None:
    before, named = await a_visited_family(visitors, stage)
    visit = await visitors.record(told(**named, **TOLD_TWICE))
    right: dict[str, Any] = {"value": FamilyValueInput(phone="16000000003"), "reason": "MISTYPED"}
    await stage.done(FamilyCorrect, CADRE, before.id, **right)
    await withdrawn(stage, visit)
    family = await stage.again(before)
    assert (family.phone, family.income_per_head) == ("16000000003", before.income_per_head)


async def test_what_a_later_visit_has_told_again_stays_until_that_is_withdrawn_too(visitors: Visitors, stage: Stage) -> None:
    before, named = await a_visited_family(visitors, stage)
    visits = []
    for minutes in (1, 2):
        stage.now = NOW + timedelta(minutes=minutes)
        visits.append(await visitors.record(told(**named, **TOLD_TWICE)))
    await withdrawn(stage, visits[0])
    assert (await stage.again(before)).phone == TOLD_TWICE["phone"]
    await withdrawn(stage, visits[1])
    assert values(await stage.again(before)) == values(before)


async def test_a_family_of_which_nobody_is_left_is_not_contacted_anew(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    first, second = [await visitors.record(told(**known(case), at=NOW - timedelta(days=days))) for days in (3, 2)]
    await stage.done(PersonDeathSet, CADRE, case.head.id, deceased_on=NOW.date())
    await withdrawn(stage, second)
    assert (await stage.again(case.family)).next_contact_on is None
    await stage.done(VisitCorrect, COMMISSIONER, first.id, at=NOW - timedelta(days=4), reason="MISTYPED")
    assert (await stage.again(case.family)).next_contact_on is None


async def test_of_a_merged_family_the_survivor_s_visits_are_left_and_only_who_sees_it_withdraws(visitors: Visitors, stage: Stage) -> None:
    mine, theirs = a_family(stage.world, ANOTHER_VILLAGE), await stage.placed(a_family(stage.world, HOME))
    visit = await visitors.record(told(**known(theirs)))
    await merge(stage, mine, theirs)
    assert await stage.refused(VisitWithdraw, COMMISSIONER, visit.id, **WHY) == [("NOT_FOUND", ("id",))]
    assert (await withdrawn(stage, visit, CADRE)).family_id == mine.family.id
    assert ((await stage.again(mine.family)).next_contact_on, {each.status for each in await visitors.needs(visit)}) == (None, {"CLOSED"})
