"""The histories of the demonstration county are ones that the commands could have made, and leave nothing out."""

from collections import Counter, defaultdict
from datetime import date, time, timedelta
from itertools import pairwise
from random import Random

import pytest

from db.reference.read import Reference
from db.tables import Row
from db.tables.audit import AuditRecord
from db.tables.event import Event
from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.family_merge import FamilyMerge, MergeLine
from db.tables.family_move import FamilyMoveProposal
from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from db.tables.visit import Visit
from demonstration.county.county import SEED
from demonstration.county.county import county as made_of
from demonstration.county.special import SpecialFamily
from demonstration.history.histories import histories
from demonstration.history.stage import Distinct
from domain.disclosure import FOREVER, half_of
from domain.follow_up import FollowUpResult
from domain.item import ItemState
from domain.moving import MoveState
from domain.need import ItemOfNeed, NeedStatus, need_status
from domain.outcome import Result
from domain.referral import GIVEN_UP, OPEN, Part, State, UrgencyLevel
from domain.rules.action import Subject
from domain.rules.actions import ACTIONS
from domain.time.calendar import SHANGHAI, day_of, start_of
from domain.time.clock import dues
from domain.time.clock_facts import clock_facts
from domain.value.number import NumberKind
from domain.visit import ContactResult, IntakeChannel, VisitMode
from schema.subjects.action import EVENTS_OF_THEIR_OWN
from tests.builders.county import CIPHER, TODAY, divisions
from tests.demonstration.history.conftest import Told

NOW = start_of(TODAY)


def values(row: Row) -> dict[str, object]:
    """What a row holds; what is encrypted differs each time."""
    names = [column.name for column in row.__table__.columns if column.computed is None and not column.name.endswith("_cipher")]
    return {"table": row.__tablename__} | {name: getattr(row, name) for name in names}


def test_the_same_seed_tells_the_same_histories(told: Told, reference: Reference) -> None:
    assert [values(row) for row in told.rows] == [values(row) for row in Told(reference).rows]


def test_every_state_result_and_answer_occurs(told: Told) -> None:
    assert {State(each.state) for each in told.all(Referral)} == set(State)
    assert {ItemState(each.state) for each in told.all(AssistanceItem)} == set(ItemState)
    assert {NeedStatus(each.status) for each in told.all(Need)} == set(NeedStatus)
    assert {Result(each.result) for each in told.all(Outcome)} == set(Result)
    assert {FollowUpResult(each.result) for each in told.all(FollowUp)} == set(FollowUpResult)
    assert {UrgencyLevel(each.urgency_level) for each in told.all(Referral)} == set(UrgencyLevel)


def test_every_action_on_items_needs_and_referrals_is_taken(told: Told) -> None:
    taken = {each.action for each in told.all(AuditRecord)}
    foreseen = {action.name for action in ACTIONS if action.over is not Subject.NOTHING}
    assert foreseen - taken == {"reveal"}


def test_households_are_merged_parted_and_split(told: Told) -> None:
    merged, parted = told.all(FamilyMerge)
    assert (merged.parted_at, parted.parted_at is None) == (None, False)
    assert {each.merge_id for each in told.all(MergeLine)} == {merged.id}, "what was kept to part them is gone once they are parted"
    families = {each.family.id: each.family for each in told.county.families} | {each.id: each for each in told.all(Family)}
    assert families[merged.merged_id].merged_into_id == merged.survivor_id
    assert families[parted.merged_id].merged_into_id is None
    (new,) = told.all(Family)
    assert {each.family_id for members in told.county.families for each in members.persons if each.id == new.head_id} == {new.id}
    standing = {key for key, each in families.items() if each.merged_into_id is None}
    assert {each.family_id for each in told.all(Need)} | {each.family_id for each in told.all(AssistanceItem)} <= {*standing, None}


def test_families_that_move_to_another_county_are_taken_on_or_not(told: Told) -> None:
    proposed = told.all(FamilyMoveProposal)
    assert {MoveState(each.state) for each in proposed} == set(MoveState)
    homes = {each.family.id: each.family.region_code for each in told.county.families}
    assert [homes[each.family_id] == each.region_code for each in proposed] == [each.state == MoveState.ACCEPTED for each in proposed]


def test_visits_are_of_every_way_and_every_result(told: Told) -> None:
    visits = told.all(Visit)
    assert {VisitMode(each.mode) for each in visits} >= {VisitMode.HOME_VISIT, VisitMode.PHONE}
    assert {ContactResult(each.contact_result) for each in visits} >= {ContactResult.MET, ContactResult.NOT_HOME, ContactResult.DECEASED}
    assert IntakeChannel.HOTLINE_12385 in {each.channel for each in visits}
    assert any(each.no_difficulty for each in visits)


def test_special_families_keep_what_makes_them_special(told: Told) -> None:
    special = told.county.special
    results = {each.family_id: each.contact_result for each in told.all(Visit)}
    assert special[SpecialFamily.WITHOUT_PHONE].family.phone is None
    assert results[special[SpecialFamily.DECEASED].family.id] == ContactResult.DECEASED
    assert results[special[SpecialFamily.DO_NOT_CONTACT].family.id] == ContactResult.REFUSED


def test_a_history_leads_from_the_dispatch_to_where_the_referral_stands(told: Told) -> None:
    events = told.events()
    for referral in told.all(Referral):
        history = events[referral.id]
        moved = "referralMove" if referral.carried_due_at is not None else "itemDispatch"
        sent = moved if referral.designation_reason is None else "itemDesignate"
        began = {Part.DELEGATE: "referralDelegate", Part.ASSISTING: "referralAssist"}.get(Part(referral.part), sent)
        assert (history[0].action, history[0].before) == (began, None)
        assert all(before.after == after.before for before, after in pairwise(history))
        assert all(before.at <= after.at for before, after in pairwise(history))
        assert history[-1].after == referral.state


def test_items_and_needs_have_a_history_that_leads_to_where_they_stand(told: Told) -> None:
    events = told.events()
    stand = {each.id: each.state for each in told.all(AssistanceItem)} | {each.id: each.status for each in told.all(Need)}
    for subject, state in stand.items():
        history = events[subject]
        assert (history[0].before, history[-1].after) == (None, state)
        assert all(before.after == after.before for before, after in pairwise(history))
    assert {each.id for each in told.all(Visit)} <= set(events)


def test_nothing_happens_in_the_future_or_while_offices_are_closed(told: Told) -> None:
    for record in told.all(AuditRecord):
        local = record.at.astimezone(SHANGHAI)
        assert record.at < NOW
        assert told.reference.calendar.is_working_day(local.date())
        assert time(8, 30) <= local.time() <= time(18, 0)


def test_each_command_leaves_one_audit_record_and_at_most_one_event_for_a_referral(told: Told) -> None:
    records = Counter((each.at, each.action) for each in told.all(AuditRecord))
    events = Counter((each.at, each.action, each.subject_id) for each in told.all(Event))
    assert set(events.values()) == {1}
    moments = {at for at, _ in records}
    for at, action, _ in events:
        assert at in moments if action in EVENTS_OF_THEIR_OWN else (at, action) in records


def test_stored_dues_are_those_of_the_clocks(told: Told) -> None:
    items = {each.id: each for each in told.all(AssistanceItem)}
    followed = {each.previous_id for each in told.all(Referral)}
    for each in told.all(Referral):
        if each.part == Part.DELEGATE:
            continue
        sent_on = each.id in followed or items[each.item_id].state == ItemState.CANCELLED
        facts = clock_facts(each, sent_on=sent_on)
        of_type = told.reference.type_at(each.type_code, each.type_version).limit
        found = dues(facts, of_type, told.reference.clock, told.reference.calendar)
        assert each.finish_due_at == found.finish_due_at
        assert each.answer_due_at == found.answer_due_at
        assert each.work_due_at == found.work_due_at
        assert [each.waits_office, each.waits_federation, each.waits_commissioner] == [
            party in found.waiting_for for party in ("OFFICE", "FEDERATION", "COMMISSIONER")
        ]


def test_what_is_delegated_is_due_with_its_lead(told: Told) -> None:
    leads = {each.id: each for each in told.all(Referral)}
    working = [each for each in told.all(Referral) if each.part == Part.DELEGATE and each.state in (State.SIGNED, State.IN_PROGRESS)]
    assert working
    for each in working:
        assert each.lead_id is not None
        assert (each.finish_due_at, each.work_due_at) == (leads[each.lead_id].finish_due_at, leads[each.lead_id].work_due_at)


def test_what_an_office_sees_is_the_half_of_the_contract_that_its_state_gives(told: Told) -> None:
    referrals = {each.id: each for each in told.all(Referral)}
    given = [each for each in told.all(FamilyAccess) if each.referral_id is not None]
    assert len(given) == len(referrals)
    for row in given:
        assert row.referral_id is not None
        referral = referrals[row.referral_id]
        half = told.reference.contract(referral.type_code, referral.contract_version)[half_of(State(referral.state), Part(referral.part))]
        assert {group: getattr(row, column) for group, column in LEVEL_OF_GROUP.items()} == {group: half[group] for group in LEVEL_OF_GROUP}
        assert (row.office_id, row.until) == (referral.office_id, referral.visible_until or FOREVER)


def test_a_call_to_the_hotline_shares_the_family_with_the_operators(told: Told) -> None:
    calls = {each.id for each in told.all(Visit) if each.channel == IntakeChannel.HOTLINE_12385}
    assert calls == {each.visit_id for each in told.all(FamilyAccess) if each.visit_id is not None}


def test_needs_stand_where_their_items_say(told: Told) -> None:
    outcomes = {each.referral_id: Result(each.result) for each in told.all(Outcome)}
    answers = {each.referral_id: FollowUpResult(each.result) for each in told.all(FollowUp)}
    items = defaultdict(list)
    for each in told.all(AssistanceItem):
        lead = each.lead_id
        items[each.need_id].append(ItemOfNeed(ItemState(each.state), outcomes.get(lead), answers.get(lead)))  # type: ignore[arg-type]
    for need in told.all(Need):
        assert need.status == need_status(items[need.id], closed=need.status == NeedStatus.CLOSED)


def test_one_open_lead_at_most_moves_an_item_and_gives_it_its_state(told: Told) -> None:
    leads = Counter(each.item_id for each in told.all(Referral) if each.state in OPEN and each.part == Part.LEAD)
    assert set(leads.values()) <= {1}
    referrals = {each.id: each for each in told.all(Referral)}
    for item in told.all(AssistanceItem):
        if item.lead_id is not None:
            assert item.state == referrals[item.lead_id].state
        own = [each for each in referrals.values() if each.item_id == item.id]
        assert all(each.version == item.version for each in own if each.state not in GIVEN_UP)
        assert all(each.version <= item.version for each in own)


def test_some_are_late_some_were_urged_and_some_have_time(told: Told) -> None:
    waiting = [each for each in told.all(Referral) if each.waits_office]
    assert {each.state for each in waiting if each.work_due_at <= NOW} >= {State.DISPATCHED, State.IN_PROGRESS}
    assert any(each.work_due_at > NOW + timedelta(days=3) for each in waiting)
    assert any(each.urged_for is not None for each in waiting)
    assert any(each.question_open for each in waiting)
    assert any(each.waits_federation and each.work_due_at <= NOW for each in told.all(Referral) if each.state == State.RETURNED)


def test_help_that_did_not_help_was_sought_anew(told: Told) -> None:
    assert any(each.previous_id is not None for each in told.all(AssistanceItem))
    assert any(each.previous_id is not None for each in told.all(Referral))
    assert any(each.reopen_count == 2 for each in told.all(Referral))


def test_referrals_inside_a_county_are_watched_by_the_citys_monitor_and_counted_at_the_county(told: Told) -> None:
    places = told.county.places.offices
    counted = {office.id: office for office in places.values()}
    for each in told.all(Referral):
        assert each.monitor_office_id == places["federation.3301"].id
        assert each.office_county_id is not None
        above = counted[each.office_county_id]
        assert above.department_code == each.department_code
        assert above.region_code in (each.office_region_code, each.office_region_code[:6] + "000000")


def test_families_are_contacted_again_after_their_last_visit(told: Told) -> None:
    met = {each.family_id: each for each in told.all(Visit) if each.contact_result == ContactResult.MET}
    for members in told.county.families:
        if (visit := met.get(members.family.id)) is not None:
            assert members.family.next_contact_on is not None
            assert members.family.next_contact_on > day_of(visit.at)


def test_nothing_happens_before_the_family_was_registered(told: Told) -> None:
    registered = {each.family.id: each.family.created_at for each in told.county.families}
    assert all(visit.at > registered[visit.family_id] for visit in told.all(Visit))


@pytest.mark.parametrize("today", [date(2026, 2, 24), date(2026, 5, 6), date(2026, 10, 10), date(2027, 1, 4), date(2028, 2, 29)])
def test_histories_can_be_told_on_any_day(reference: Reference, today: date) -> None:
    county = made_of(divisions(), CIPHER, today, families=10)
    rows = histories(county, reference, CIPHER, SEED)
    assert max(row.at for row in rows if isinstance(row, AuditRecord)) < start_of(today)


def test_moments_are_kept_to_the_millisecond(told: Told) -> None:
    assert all(each.at.microsecond % 1000 == 0 for each in told.all(Event))


def test_no_number_is_drawn_twice_however_many_there_are() -> None:
    first = Distinct(Random(1)).number(NumberKind.ITEM, NOW)
    assert Distinct(Random(1)).number(NumberKind.ITEM, NOW) == first
    assert Distinct(Random(1), {first}).number(NumberKind.ITEM, NOW) != first
