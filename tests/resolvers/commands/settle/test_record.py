"""What every command leaves behind: event, audit record, next version, what follows. Source: docs/design.md 5; docs/lifecycle.md."""

import pytest
from sqlalchemy import ColumnElement

from db.tables.audit import AuditRecord
from db.tables.event import Event, EventText
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.referral import Referral
from domain.audit import AuditKind
from domain.disclosure import FOREVER, half_of, level
from domain.item import ItemState, item_state
from domain.need import ItemOfNeed, need_status
from domain.referral import GIVEN_UP, Part, State
from domain.rules.action import Subject
from domain.rules.actions import ACTION
from domain.time.clock import delegated, dues
from domain.time.clock_facts import clock_facts
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import SAMPLES, Sample

OF_CASES = [sample for sample in SAMPLES if sample.command.answers != "Correction"]
"""A proposal to correct a value is a row of its own: the case does not move (tests/resolvers/commands/correction/test_propose.py)."""
each_sample = pytest.mark.parametrize("sample", OF_CASES, ids=[sample.command.action for sample in OF_CASES])


def of_case(case: Case) -> ColumnElement[bool]:
    return Event.family_id == case.family.id


async def referrals(stage: Stage, case: Case) -> list[Referral]:
    return await stage.rows(Referral, Referral.item_id == case.item.id)


@each_sample
async def test_a_command_is_an_event_of_its_subject_one_audit_record_and_the_next_version_of_the_whole_aggregate(
    stage: Stage, sample: Sample
) -> None:
    case = await sample.case(stage)
    by, target, action = sample.by[0], sample.target(case), sample.command.action
    done = await stage.done(sample.command, by, target, version=1, **sample.input(stage.world))
    actor = stage.world.viewer(by)
    said = [each for each in await stage.rows(Event, Event.subject_id == done.subject) if each.at == stage.now]
    assert [(each.action, each.account_id, each.office_id) for each in said] == [(action, actor.account, actor.office)]
    record = await stage.row(AuditRecord, AuditRecord.target_id == done.subject)
    assert (record.kind, record.action, record.account_id, record.at) == (AuditKind.COMMAND, action, actor.account, stage.now)
    assert (record.family_ids, record.trace, record.version) == (None if sample.of_funds else [case.family.id], "trace", done.version)
    made = action == "itemDraft"
    assert done.version == (1 if made else 2)
    if ACTION[action].over is not Subject.NEED:
        known = [each for each in await referrals(stage, case) if each.state not in GIVEN_UP or each.ended_at == stage.now]
        moved: list[AssistanceItem | Referral] = [await stage.again(case.item), *known]
        assert {(each.version, each.updated_at) for each in moved} == {(2, stage.now)}


@each_sample
async def test_what_follows_from_the_state_is_written_with_it(stage: Stage, sample: Sample) -> None:
    """Dues, access, the item's state and the need's status are those that the rules compute from the rows."""
    case = await sample.case(stage)
    await stage.done(sample.command, sample.by[0], sample.target(case), **sample.input(stage.world))
    of_need = AssistanceItem.id == case.item.id if sample.of_funds else AssistanceItem.need_id == case.need.id
    items = await stage.rows(AssistanceItem, of_need)
    every = await referrals(stage, case)
    for referral in every:
        sent_on = any(each.previous_id == referral.id for each in every)
        lead = next((each for each in every if each.id == referral.lead_id), None)
        await follows(stage, referral, lead, sent_on=sent_on)
        item = next(each for each in items if each.id == referral.item_id)
        assert sent_on or lead is not None or item.state == item_state(State(referral.state), recalled=referral.cancel_reason == "RECALLED")
    if sample.of_funds:
        return
    need = await stage.row(Need, Need.id == case.need.id)
    said = sample.given.get("result")
    looked_at = [ItemOfNeed(ItemState(each.state), None, said) for each in items]
    assert need.status == need_status(looked_at, closed=sample.command.action == "needClose")


async def follows(stage: Stage, referral: Referral, lead: Referral | None, *, sent_on: bool) -> None:
    reference = stage.reference
    facts = reference.type_at(referral.type_code, referral.type_version)
    own, rules = clock_facts(referral, sent_on=sent_on), (facts.limit, reference.clock, reference.calendar)
    found = dues(own, *rules)
    if lead is not None and referral.part == Part.DELEGATE:
        found = delegated(own, clock_facts(lead), referral.finish_due_at, *rules)
    for name in ("answer_due_at", "return_due_at", "finish_due_at", "work_due_at", "yellow_at"):
        assert getattr(referral, name) == getattr(found, name)
    waits = [party for party in ("OFFICE", "FEDERATION", "COMMISSIONER", "MONITOR") if getattr(referral, f"waits_{party.lower()}")]
    assert set(waits) == set(found.waiting_for)
    access = await stage.row(FamilyAccess, FamilyAccess.referral_id == referral.id)
    contract, half = reference.contract(referral.type_code, referral.contract_version), half_of(State(referral.state), Part(referral.part))
    assert {group: getattr(access, column) for group, column in LEVEL_OF_GROUP.items()} == {
        group: level(contract, half, group) for group in LEVEL_OF_GROUP
    }
    assert access.until == (referral.visible_until or FOREVER)
    assert referral.case_level == level(contract, half, "CASE")


async def test_what_was_written_stands_beside_the_history_where_it_can_be_erased(stage: Stage) -> None:
    (sample,) = [each for each in SAMPLES if each.command.action == "referralProgress"]
    case = await sample.case(stage)
    await stage.done(sample.command, sample.by[0], case.referral.id, note="已联系家庭")
    event = await stage.row(Event, Event.subject_id == case.referral.id, Event.action == "referralProgress")
    written = await stage.row(EventText, EventText.family_id == case.family.id)
    assert (written.event_id, written.body) == (event.id, "已联系家庭")
