"""A death is recorded once, and ends what hangs on the person. Source: docs/domain.md 2 (Deaths); docs/lifecycle.md."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.tables.entitlement import Entitlement
from db.tables.event import Event, EventText
from db.tables.person import Person
from domain.family import Relation
from domain.fund import LineState
from domain.item import ItemState
from domain.need import NeedStatus
from domain.outcome import Result
from domain.referral import State
from resolvers.commands.aggregate.outcome import DetailInput
from resolvers.commands.handing.family_transfer_decide import FamilyTransferDecide
from resolvers.commands.households.merge import FamilyMerge, SamePersonInput
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.item.edit import ItemEdit
from resolvers.commands.item.pool import ItemPool
from resolvers.commands.outcome.recognition_end import RecognitionEnd
from resolvers.commands.person.death_set import PersonDeathSet
from resolvers.commands.visit.input import VisitedFamilyInput, VisitedPersonInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.case import Case, a_family
from tests.builders.visit import told
from tests.builders.world import CITY, VILLAGE
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage
from tests.resolvers.commands.handing.test_family_transfer import handed_over, needs
from tests.resolvers.commands.item.test_pool import MONTHLY, NOTHING, asked, asking, granted, lines
from tests.resolvers.commands.outcome.test_entitlement import completed
from tests.resolvers.commands.outcome.test_recognition import OFFICER
from tests.resolvers.commands.outcome.test_recognition_end import GONE, monitored
from tests.resolvers.commands.referral.test_complete import outcome
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, DISPATCHER

DAY = date(2026, 11, 20)


async def died(stage: Stage, person: Person, on: date | None = DAY, **given: Any) -> None:
    """The county's cadre records the death."""
    await stage.done(PersonDeathSet, CADRE, person.id, deceased_on=on, **given)


def a_couple(stage: Stage) -> Case:
    """A family of two, whose need is the head's."""
    case = a_family(stage.world, VILLAGE, next_contact_on=date(2026, 12, 1)).with_member("李春花", Relation.SPOUSE).visited()
    return case.with_need("LIVING_ASSISTANCE", person_id=case.head.id)


async def test_what_is_open_for_the_person_is_cancelled_and_the_need_closed(stage: Stage) -> None:
    case = a_couple(stage).with_draft("A11").referred_to(PLAIN_OFFICE, State.IN_PROGRESS)
    await stage.placed(case)
    await died(stage, case.head, note="村委会证明")
    item, referral, need = await stage.again(case.item), await stage.again(case.referral), await stage.again(case.need)
    assert (item.state, item.cancel_reason) == (ItemState.CANCELLED, "DECEASED")
    assert (referral.state, referral.cancel_reason) == (State.CANCELLED, "DECEASED")
    assert (need.status, need.close_reason) == (NeedStatus.CLOSED, "DECEASED")
    events = await stage.rows(Event, Event.family_id == case.family.id, Event.action == "personDeathSet")
    assert {each.subject_type for each in events} == {"Person", "AssistanceItem", "Referral", "Need"}
    assert (await stage.row(EventText, EventText.family_id == case.family.id)).body == "村委会证明"
    assert (await stage.again(case.head)).deceased_on == DAY


async def test_what_is_the_households_goes_on_while_another_member_lives_and_ends_with_the_last(stage: Stage) -> None:
    case = a_couple(stage).with_need("LIVING_ASSISTANCE", person_id=None).with_draft("A11", person_id=None)
    await stage.placed(case)
    spouse = case.members[1]
    await died(stage, case.head)
    assert (await stage.again(case.item)).state == ItemState.DRAFT
    assert (await stage.again(case.family)).next_contact_on == date(2026, 12, 1)
    await died(stage, spouse, date(2026, 11, 22))
    assert (await stage.again(case.item)).cancel_reason == "DECEASED"
    assert (await stage.again(case.need)).close_reason == "DECEASED"
    assert (await stage.again(case.family)).next_contact_on is None


async def test_nothing_of_the_household_ends_where_somebody_who_is_not_registered_lives_on(stage: Stage) -> None:
    unregistered = a_family(stage.world, VILLAGE).with_need("LIVING_ASSISTANCE").with_draft("A11", person_id=None)
    headless = a_family(stage.world, VILLAGE).with_need("LIVING_ASSISTANCE").with_draft("A11", person_id=None)
    headless.family.head_id = None
    await stage.placed(headless)
    await died(stage, unregistered.head, others_live=True)
    await died(stage, headless.head)
    assert [(await stage.again(each.item)).state for each in (unregistered, headless)] == [ItemState.DRAFT, ItemState.DRAFT]


async def test_nobody_is_asked_or_called_any_more_of_what_was_decided(stage: Stage) -> None:
    asked_, called = await completed(stage), await stage.referred(State.CONFIRMED, call_on=date(2026, 12, 1))
    for case in (asked_, called):
        await died(stage, case.head)
        assert ((await stage.again(case.item)).state, (await stage.again(case.referral)).state) == (ItemState.ARCHIVED, State.ARCHIVED)
    now, confirmed = await stage.again(asked_.referral), await stage.again(called.referral)
    assert (now.confirmed, now.waits_federation, now.visible_until is not None) == (False, False, True)
    assert (confirmed.call_on, confirmed.waits_federation, confirmed.waits_commissioner) == (None, False, False)
    assert ((await stage.again(asked_.need)).status, (await stage.again(asked_.need)).completed_items) == (NeedStatus.CLOSED, 0)


async def test_two_decided_items_of_one_need_leave_none_that_awaits_the_family(stage: Stage) -> None:
    case = a_couple(stage)
    for _ in range(2):
        case.with_draft("A11").referred_to(PLAIN_OFFICE, State.COMPLETED).with_outcome()
    case.need.completed_items, case.need.status = 2, NeedStatus.IN_HAND
    await stage.placed(case)
    await died(stage, case.head)
    need = await stage.again(case.need)
    assert (need.status, need.completed_items, need.version) == (NeedStatus.CLOSED, 0, 2)


@pytest.mark.parametrize("states", [(State.ARCHIVED, State.IN_PROGRESS), (State.IN_PROGRESS, State.ARCHIVED)], ids=["first", "last"])
async def test_a_need_of_which_an_item_was_archived_before_is_closed_whichever_comes_first(
    stage: Stage, states: tuple[State, State]
) -> None:
    case = a_couple(stage)
    for state in states:
        case.with_draft("A11").referred_to(PLAIN_OFFICE, state)
        if state == State.ARCHIVED:
            case.with_outcome()
    await stage.placed(case)
    await died(stage, case.head)
    need = await stage.again(case.need)
    assert (need.status, need.close_reason) == (NeedStatus.CLOSED, "DECEASED")


async def test_a_need_goes_on_while_help_for_another_member_is_asked_by_it(stage: Stage) -> None:
    case = a_couple(stage)
    case.with_draft("A11", person_id=case.members[1].id)
    case.need.status = NeedStatus.IN_HAND
    await stage.placed(case)
    await died(stage, case.head)
    assert (await stage.again(case.item)).state == ItemState.DRAFT
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND


async def test_after_the_month_of_death_nothing_is_received_or_paid_and_what_is_asked_for_it_is_void(stage: Stage) -> None:
    case, other, on = await granted(stage), await granted(stage), date(2026, 10, 15)
    november, october = await asked(stage, case, period="2026-11"), await asked(stage, case, period="2026-10")
    for each in (case, other):
        await died(stage, each.head, on)
    given = await stage.row(Entitlement, Entitlement.family_id == case.family.id)
    assert (given.until, (await stage.again(case.referral)).owed_until) == (on, on)
    stands = [line.state for item in (november, october) for line in await lines(stage, item.id)]
    assert stands == [LineState.VOID, LineState.OPEN]
    assert await stage.refused(ItemPool, DISPATCHER, NOTHING, **asking(other)) == [("NOT_OWED", ("referrals", 0))]
    await asked(stage, other, period="2026-10")


async def test_a_day_that_is_corrected_moves_what_ended_and_one_that_is_taken_back_opens_nothing_again(stage: Stage) -> None:
    until = date(2027, 6, 30)
    case = await completed(stage, outcome(Result.GRANTED, detail=DetailInput(benefit=replace(MONTHLY, until=until))))
    await died(stage, case.head, date(2026, 11, 2))
    await died(stage, case.head, DAY)
    assert ((await stage.again(case.referral)).owed_until, await _until(stage, case)) == (DAY, DAY)
    await died(stage, case.head, None)
    assert ((await stage.again(case.referral)).owed_until, await _until(stage, case)) == (None, until)
    assert ((await stage.again(case.item)).state, (await stage.again(case.need)).status) == (ItemState.ARCHIVED, NeedStatus.CLOSED)
    assert (await stage.again(case.head)).deceased_on is None


async def _until(stage: Stage, case: Case) -> date | None:
    return (await stage.row(Entitlement, Entitlement.family_id == case.family.id)).until


async def test_nothing_is_recorded_or_asked_for_somebody_who_has_died(stage: Stage) -> None:
    case = a_couple(stage).with_need("LIVING_ASSISTANCE", person_id=None).with_draft("A11", person_id=None)
    await stage.placed(case)
    await died(stage, case.head)
    visit = told(family=VisitedFamilyInput(id=case.family.id), person=VisitedPersonInput(id=case.head.id))
    assert ("PERSON_DECEASED", ("person", "id")) in await stage.refused(VisitRecord, COMMISSIONER, NOTHING, **vars(visit))
    named = {"type": "A11", "person": case.head.id}
    assert await stage.refused(ItemDraft, CADRE, case.need.id, **named) == [("PERSON_DECEASED", ("person",))]
    assert await stage.refused(ItemEdit, CADRE, case.item.id, person=case.head.id) == [("PERSON_DECEASED", ("person",))]


async def test_what_an_office_handed_over_of_somebody_who_died_is_a_need_of_the_household(stage: Stage) -> None:
    case = await handed_over(stage)
    await died(stage, case.head, others_live=True)
    await stage.done(FamilyTransferDecide, CADRE, case.referral.id, accepted=True)
    (need,) = await needs(stage, case)
    assert (need.person_id, need.status) == (None, NeedStatus.OPEN)


async def test_the_certificate_of_somebody_who_died_counts_for_nobody(stage: Stage) -> None:
    case = a_couple(stage).with_certificate().with_need("LIVING_ASSISTANCE", person_id=None)
    await stage.placed(case)
    asked_ = {"type": next(code for code, facts in stage.reference.types.items() if facts.needs_certificate), "person": None}
    await stage.done(ItemDraft, CADRE, case.need.id, **asked_)
    await died(stage, case.members[1])
    assert [code for code, _ in await stage.refused(ItemDraft, CADRE, case.need.id, **asked_)] == ["CERTIFICATE_NEEDED"]


async def test_a_line_for_a_household_counts_who_lives(stage: Stage) -> None:
    case = a_couple(stage).with_need("LIVING_ASSISTANCE", person_id=None)
    case.with_draft("A11", person_id=None, type_department_code="HEALTHCARE_SECURITY")
    case.referred_to(PLAIN_OFFICE, State.CONFIRMED, person_id=None)
    case.with_outcome(Result.GRANTED, benefit_amount=50_000, benefit_per="MONTH", benefit_from=date(2026, 10, 1))
    await stage.placed(case)
    await died(stage, case.head)
    item = await asked(stage, case)
    assert [line.persons for line in await lines(stage, item.id)] == [1]


async def test_a_status_that_was_recognised_ends_with_the_last_of_the_household_and_goes_on_if_it_was_a_mistake(stage: Stage) -> None:
    case = await monitored(stage)
    await died(stage, case.head)
    assert ((await stage.again(case.referral)).recognition_ended_on, await _until(stage, case)) == (DAY, DAY)
    assert await stage.refused(RecognitionEnd, OFFICER, case.referral.id, **GONE) == [("RECOGNITION_ENDED", ())]
    await died(stage, case.head, None)
    assert ((await stage.again(case.referral)).recognition_ended_on, await _until(stage, case)) == (None, None)


async def test_two_registrations_of_whom_one_is_dead_are_merged_once_both_are(stage: Stage) -> None:
    mine, theirs = a_family(stage.world, VILLAGE), a_family(stage.world, VILLAGE)
    await stage.placed(theirs)
    merge: Any = {"merged": theirs.family.id, "reason": "同一户重复登记"}
    merge["persons"] = (SamePersonInput(merged=theirs.head.id, survivor=mine.head.id),)
    await died(stage, theirs.head)
    assert await stage.refused(FamilyMerge, CADRE, mine.family.id, **merge) == [("PERSON_DECEASED", ("persons", 0))]
    await died(stage, mine.head)
    await stage.done(FamilyMerge, CADRE, mine.family.id, **merge)


@pytest.mark.parametrize(
    ("by", "on", "refused"),
    [
        (CADRE, date(2026, 11, 25), ("IN_FUTURE", ("deceasedOn",))),
        (CADRE, date(2026, 11, 1), ("BEFORE_BIRTH", ("deceasedOn",))),
        (CADRE, None, ("VALUE_STANDS", ("deceasedOn",))),
        (COMMISSIONER, DAY, ("FORBIDDEN", ())),
        (f"cadre.federation.{CITY}", DAY, ("FORBIDDEN", ())),
        ("cadre.federation.330106", DAY, ("NOT_FOUND", ("id",))),
    ],
)
async def test_a_death_that_cannot_be_or_is_not_ones_own_to_record_is_refused(stage: Stage, by: str, on: date | None, refused: Any) -> None:
    case = a_family(stage.world, VILLAGE)
    case.head.birth_date, case.head.birth_year = date(2026, 11, 2), 2026
    await stage.placed(case)
    assert await stage.refused(PersonDeathSet, by, case.head.id, deceased_on=on) == [refused]
