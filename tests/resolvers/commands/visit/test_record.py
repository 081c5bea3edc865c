"""A visit is recorded in one call: what it writes, what is derived, who may, and that nothing is half done."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

import pytest

from db.session.transaction import transaction
from db.tables.audit import AuditRecord
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.person import Person
from db.tables.visit import Visit
from domain.family import ContactBy, ContactThrough, Relation
from domain.need import NeedStatus
from domain.referral import UrgencyKind, UrgencyLevel
from domain.value.number import NumberKind, is_valid
from domain.visit import ContactResult, IntakeChannel, VisitMode
from domain.work import Ability
from resolvers.commands.person.work import WorkProfileInput
from resolvers.commands.visit.input import ConsolationInput, ContactWishInput, VisitedFamilyInput, VisitedPersonInput
from tests.builders.case import Case, a_family
from tests.builders.visit import AN_HOUR_AGO, ELSEWHERE, HOME, PHONE, a_need, a_new_family, a_person, found, not_met, told
from tests.builders.world import code
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.visit.conftest import COMMISSIONER, Visitors

OPERATOR = "operator.federation.330110"
CADRE = "cadre.federation.330110"
FROM_ABOVE = "cadre.federation.3301"
CALL = {"mode": VisitMode.PHONE, "channel": IntakeChannel.HOTLINE_12385, "hotline_ticket": "12385-1"}


def known(case: Case) -> dict[str, object]:
    """The family of a case and its head, as a visit tells them."""
    return {"family": VisitedFamilyInput(id=case.family.id), "person": VisitedPersonInput(id=case.head.id)}


async def test_one_call_registers_the_family_and_the_person_and_writes_the_visit_and_its_needs(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told(needs=found(a_need("MEDICAL"), a_need("CARE", household=True))))
    family = await stage.row(Family, Family.id == visit.family_id)
    person = await stage.row(Person, Person.family_id == family.id)
    needs = {each.domain: each for each in await visitors.needs(visit)}

    assert (family.display_name, family.head_id, family.phone, family.version) == ("王小明", person.id, PHONE, 1)
    assert family.region_code == family.registration_region_code == code(HOME)
    assert (visit.person_id, visit.region_code, visit.channel) == (person.id, code(HOME), IntakeChannel.ROUTINE_VISIT)
    assert (visit.visitor_id, visit.office_id) == (stage.world.viewer(COMMISSIONER).account, stage.world.viewer(COMMISSIONER).office)
    assert visit.health_categories == family.health_categories == ["ILL_AND_DISABLED"]
    assert visit.categories == family.categories == []
    assert {need.status for need in needs.values()} == {NeedStatus.OPEN}
    assert (needs["MEDICAL"].person_id, needs["CARE"].person_id) == (person.id, None)
    for row, kind in ((family, NumberKind.FAMILY), (visit, NumberKind.VISIT), (needs["CARE"], NumberKind.NEED)):
        assert is_valid(row.number)
        assert row.number.startswith(kind)


async def test_a_visit_is_one_record_of_the_audit_without_a_word_of_what_was_said(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told())
    record = await stage.row(AuditRecord, AuditRecord.target_id == visit.id)
    assert (record.action, record.target_type, record.family_ids) == ("visitRecord", "Visit", [visit.family_id])
    assert "王小明" not in repr(vars(record))


async def test_a_visit_dated_by_a_clock_a_little_ahead_of_ours_happened_now(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told(at=stage.now + timedelta(seconds=120)))
    assert visit.at == stage.now


async def test_needs_carry_their_urgency_and_notes(visitors: Visitors) -> None:
    need = a_need(urgency=UrgencyLevel.URGENT, urgency_kinds=(UrgencyKind.SUDDEN,), internal_note="家属在外地")
    (row,) = await visitors.needs(await visitors.record(told(needs=found(need))))
    assert (row.urgency_level, row.urgency_kinds, row.internal_note) == (UrgencyLevel.URGENT, ["SUDDEN"], "家属在外地")


async def test_that_there_is_no_difficulty_is_kept(visitors: Visitors) -> None:
    visit = await visitors.record(told(needs=found()))
    assert visit.no_difficulty
    assert await visitors.needs(visit) == []


async def test_what_was_found_stands_on_the_family_from_now_on(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    wish = ContactWishInput(by=ContactBy.MESSAGE, through=ContactThrough.GUARDIAN)
    given = {
        "income_per_head": 80000,
        "phone": "16000000002",
        "contact_wish": wish,
        "consolation": ConsolationInput(kind="米面油", value=20000),
    }
    visit = await visitors.record(told(**known(case), **given))
    family = await stage.again(case.family)
    assert (family.income_per_head, family.phone, family.health_categories) == (80000, "16000000002", ["ILL_AND_DISABLED"])
    assert (family.contact_wish_by, family.contact_wish_through) == (ContactBy.MESSAGE, ContactThrough.GUARDIAN)
    assert (visit.consolation_kind, visit.consolation_value, visit.income_per_head) == ("米面油", 20000, 80000)
    assert family.version == 2


async def test_the_work_profile_stands_on_whom_the_visit_met(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    await visitors.record(told(**known(case), work=WorkProfileInput(employment="FARMING", can_do=(Ability.SIT,))))
    person = await stage.again(case.head)
    assert (person.work_told_on, person.work_employment, person.work_can_do) == (stage.now.date(), "FARMING", ["SIT"])
    assert (await stage.again(case.family)).version == 2
    visit = await visitors.record(told(work=WorkProfileInput(employment="FLEXIBLE")))
    assert (await stage.row(Person, Person.id == visit.person_id)).work_employment == "FLEXIBLE"


async def test_categories_told_in_one_list_are_kept_apart_by_what_they_tell_of_and_stand_for_those_known(
    visitors: Visitors, stage: Stage
) -> None:
    case = await stage.placed(a_family(stage.world, HOME, categories=["POVERTY_RISK"], health_categories=["QUARANTINED"]))
    visit = await visitors.record(told(**known(case), categories=("INFECTED", "ORPHANED_OR_ALONE", "ILL_AND_DISABLED")))
    family = await stage.again(case.family)
    assert visit.categories == family.categories == ["ORPHANED_OR_ALONE"]
    assert visit.health_categories == family.health_categories == ["INFECTED", "ILL_AND_DISABLED"]


@pytest.mark.parametrize("known_already", [["INFECTED"], ["QUARANTINED"], []])
async def test_who_is_not_shown_health_takes_no_category_of_it_away_and_learns_none_by_the_version(
    visitors: Visitors, stage: Stage, known_already: list[str]
) -> None:
    case = await stage.placed(a_family(stage.world, HOME, categories=["POVERTY_RISK"], health_categories=known_already))
    given = told(**known(case), categories=("POVERTY_RISK", "INFECTED"), needs=found())
    await visitors.record(given, by=FROM_ABOVE)
    version = (await stage.again(case.family)).version
    await visitors.record(given, by=FROM_ABOVE)
    family = await stage.again(case.family)
    assert (family.categories, family.health_categories) == (["POVERTY_RISK"], list(dict.fromkeys([*known_already, "INFECTED"])))
    assert (version, family.version) == (2, 3)


async def test_what_a_visit_does_not_tell_stays_on_the_family(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME, income_per_head=50000))
    await visitors.record(told(**known(case)))
    family = await stage.again(case.family)
    assert (family.income_per_head, family.phone, family.head_id) == (50000, case.family.phone, case.head.id)


async def test_the_most_urgent_need_decides_when_the_family_is_contacted_next(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told(needs=found(a_need(), a_need(urgency=UrgencyLevel.EMERGENCY))))
    assert visit.next_contact_on == date(2026, 11, 27)
    assert (await stage.row(Family, Family.id == visit.family_id)).next_contact_on == date(2026, 11, 27)


async def test_needs_of_before_that_are_not_solved_count_for_the_next_contact(visitors: Visitors, stage: Stage) -> None:
    unmet = await stage.placed(a_family(stage.world, HOME).with_need("CARE", UrgencyLevel.URGENT, status=NeedStatus.UNMET))
    met = await stage.placed(a_family(stage.world, HOME).with_need("CARE", UrgencyLevel.URGENT, status=NeedStatus.MET))
    assert (await visitors.record(told(**known(unmet)))).next_contact_on == date(2026, 12, 8)
    assert (await visitors.record(told(**known(met)))).next_contact_on == date(2027, 2, 22)


async def test_a_visit_that_met_nobody_does_not_reset_the_next_contact(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME, next_contact_on=date(2026, 11, 25)))
    assert (await visitors.record(not_met(family=VisitedFamilyInput(id=case.family.id)))).next_contact_on == date(2026, 11, 25)
    refused = not_met(ContactResult.REFUSED, family=VisitedFamilyInput(id=case.family.id))
    assert (await visitors.record(refused)).next_contact_on == date(2027, 2, 22)


async def test_a_visit_that_is_recorded_late_does_not_bring_the_next_contact_forward(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME).visited())
    visit = await visitors.record(told(**known(case), at=AN_HOUR_AGO - timedelta(days=40)))
    assert visit.next_contact_on == date(2027, 2, 21)


async def test_a_new_family_that_was_not_reached_is_kept_by_its_head_s_name_and_tried_again(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(not_met())
    family = await stage.row(Family, Family.id == visit.family_id)
    assert (family.display_name, family.head_id, visit.person_id) == ("王小明", None, None)
    assert family.next_contact_on == date(2027, 2, 22)


async def test_who_has_moved_or_died_is_only_recorded(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME, next_contact_on=date(2026, 11, 25)))
    for result in (ContactResult.MOVED, ContactResult.DECEASED):
        await visitors.record(not_met(result, family=VisitedFamilyInput(id=case.family.id)))
    assert vars(await stage.again(case.family)).items() >= {"next_contact_on": date(2026, 11, 25), "version": 1}.items()


async def test_a_commissioner_s_needs_belong_to_the_county_s_federation_and_a_cadre_s_to_the_own(visitors: Visitors, stage: Stage) -> None:
    stage.world.office("federation.330110")
    city = "cadre.federation.3301"
    (by_commissioner,) = await visitors.needs(await visitors.record(told()))
    (by_city,) = await visitors.needs(await visitors.record(told(), by=city))
    assert by_commissioner.owner_office_id == stage.world.office("federation.330110").id
    assert by_city.owner_office_id == stage.world.viewer(city).office


async def test_a_call_is_called_back_within_a_day_and_needs_no_reason_for_not_being_at_home(visitors: Visitors) -> None:
    visit = await visitors.record(told(**CALL), by=OPERATOR)
    assert visit.callback_due_at == AN_HOUR_AGO + timedelta(hours=24)
    assert (visit.no_home_visit_reason, visit.channel, visit.hotline_ticket) == ("HOTLINE_CALL", IntakeChannel.HOTLINE_12385, "12385-1")


async def test_a_call_shares_its_family_with_the_operators_office_for_a_while(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told(**CALL), by=OPERATOR)
    access = await stage.row(FamilyAccess, FamilyAccess.visit_id == visit.id)
    operator = stage.world.viewer(OPERATOR)
    assert (access.family_id, access.office_id, access.referral_id) == (visit.family_id, operator.office, None)
    assert access.until == stage.now + timedelta(days=30)
    for days, sees in ((29, True), (30, False)):
        stage.now = visit.created_at + timedelta(days=days)
        async with transaction(stage.database, operator) as tx:
            assert (await tx.session.get(Family, visit.family_id) is not None) is sees


async def test_a_visit_shares_its_family_with_nobody(visitors: Visitors, stage: Stage) -> None:
    visit = await visitors.record(told())
    assert await stage.rows(FamilyAccess, FamilyAccess.family_id == visit.family_id) == []


async def test_an_operator_registers_families_in_the_office_s_region_alone(visitors: Visitors) -> None:
    elsewhere = told(**CALL, family=a_new_family(village=code(ELSEWHERE)))
    assert await visitors.refused(elsewhere, by=OPERATOR) == [("OUT_OF_SCOPE", ("family", "new", "village"))]


async def test_a_family_outside_the_scope_is_not_registered(visitors: Visitors) -> None:
    elsewhere = told(family=a_new_family(village=code(ELSEWHERE)))
    for visitor in (COMMISSIONER, CADRE):
        assert await visitors.refused(elsewhere, by=visitor) == [("OUT_OF_SCOPE", ("family", "new", "village"))]


async def test_a_family_that_the_visitor_does_not_see_is_not_found_as_if_there_were_none(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, ELSEWHERE))
    unseen, none = (told(family=VisitedFamilyInput(id=key)) for key in (case.family.id, uuid4()))
    assert await visitors.refused(unseen) == await visitors.refused(none) == [("NOT_FOUND", ("family", "id"))]
    assert await visitors.refused(told(**known(case), **CALL), by=OPERATOR) == [("NOT_FOUND", ("family", "id"))]


async def test_a_person_that_the_visitor_does_not_see_is_not_found(visitors: Visitors, stage: Stage) -> None:
    case, other = await stage.placed(a_family(stage.world, HOME)), await stage.placed(a_family(stage.world, ELSEWHERE))
    stranger = told(**known(case) | {"person": VisitedPersonInput(id=other.head.id)})
    assert await visitors.refused(stranger) == [("NOT_FOUND", ("person", "id"))]


async def test_a_person_of_another_family_is_refused(visitors: Visitors, stage: Stage) -> None:
    case, other = await stage.placed(a_family(stage.world, HOME)), await stage.placed(a_family(stage.world, HOME))
    refusal = [("PERSON_NOT_OF_FAMILY", ("person", "id"))]
    assert await visitors.refused(told(**known(case) | {"person": VisitedPersonInput(id=other.head.id)})) == refusal
    assert await visitors.refused(told(person=VisitedPersonInput(id=other.head.id))) == refusal
    (told_of,) = await visitors.refusals(told(person=VisitedPersonInput(id=other.head.id)))
    assert told_of.row == ("Person", other.head.id)


async def test_who_would_be_a_second_head_is_told_which_head_there_is(visitors: Visitors, stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    second = told(**known(case) | {"person": VisitedPersonInput(new=a_person(relation=Relation.HEAD))})
    (refusal,) = await visitors.refusals(second)
    assert (refusal.code, refusal.row) == ("HEAD_ALREADY", ("Person", case.head.id))


async def test_who_is_no_visitor_records_no_visit(visitors: Visitors) -> None:
    for by in ("dispatcher.civil-affairs.330110", "monitor.federation.3301", "leader.federation.330110"):
        assert await visitors.refused(told(), by=by) == [("FORBIDDEN", ())]


async def test_the_same_key_twice_at_once_is_one_visit(visitors: Visitors, stage: Stage) -> None:
    visit = told()
    first, second = await asyncio.gather(visitors.run(visit, key="k1"), visitors.run(visit, key="k1"))
    assert first.subject == second.subject
    assert len(await stage.rows(Visit, Visit.id == first.subject)) == 1


async def test_one_person_who_is_registered_twice_at_once_is_registered_once(visitors: Visitors, stage: Stage) -> None:
    visit = told()
    done = await asyncio.gather(*(visitors.run(visit) for _ in range(3)))
    assert sorted([error.code for each in done for error in each.errors]) == ["DUPLICATE", "DUPLICATE"]
