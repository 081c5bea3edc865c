"""A county's office has a township help with its case. Source: docs/lifecycle.md (`referralDelegate`); docs/domain.md 3 and 7."""

from datetime import date, timedelta
from typing import Any

import pytest

from db.tables.event import Event
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.referral import Referral
from domain.disclosure import Half
from domain.item import ItemState
from domain.need import NeedCloseReason
from domain.referral import Part, ReturnedBy, State
from resolvers.commands.command import AnyCommand
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.need.close import NeedClose
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.delegate import ReferralDelegate
from resolvers.commands.referral.progress import ReferralProgress, StageInput
from resolvers.commands.referral.recall import ReferralRecall
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.suspend import ReferralSuspend
from resolvers.commands.referral.urge import ReferralUrge
from tests.builders.beside import delegated_to
from tests.builders.case import Case
from tests.builders.world import OTHER_TOWN, TOWN
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.samples import CADRE, WITHDRAWN

COUNTY, TOWNSHIP = "civil-affairs.330110", f"civil-affairs.{TOWN}"
BY, THERE = f"dispatcher.{COUNTY}", f"dispatcher.{TOWNSHIP}"


async def a_lead(stage: Stage, state: State = State.SIGNED, **columns: Any) -> Case:
    """A case of the minimum living allowance with the county's civil affairs, whose township can sign."""
    stage.world.staffed(TOWNSHIP)
    return await stage.referred(state, "A01", COUNTY, **columns)


async def delegated(stage: Stage, case: Case, **given: Any) -> Referral:
    """What the county delegates to the township."""
    before = {each.id for each in await stage.rows(Referral, Referral.item_id == case.item.id)}
    await stage.done(ReferralDelegate, BY, case.lead.id, office=stage.world.office(TOWNSHIP).id, **given)
    (made,) = [each for each in await stage.rows(Referral, Referral.item_id == case.item.id) if each.id not in before]
    return made


async def test_the_township_gets_a_referral_of_its_own_and_the_lead_stays(stage: Stage) -> None:
    case = await a_lead(stage)
    made, lead, item = await delegated(stage, case, request_text="请入户核查"), await stage.again(case.lead), await stage.again(case.item)
    assert (made.part, made.state, made.lead_id, made.previous_id) == (Part.DELEGATE, State.DISPATCHED, lead.id, None)
    assert (made.office_id, made.delegating_office_id) == (stage.world.office(TOWNSHIP).id, lead.office_id)
    assert (made.request_text, made.legal_basis, made.contract_version) == ("请入户核查", lead.legal_basis, lead.contract_version)
    assert (made.waits_office, made.waits_federation, made.version) == (True, False, item.version)
    assert (lead.state, lead.finish_due_at, lead.waits_office) == (State.SIGNED, case.lead.finish_due_at, True)
    assert (item.state, item.lead_id, item.lead_office_id) == (ItemState.SIGNED, lead.id, lead.office_id)


async def test_it_is_asked_what_the_county_is_asked_where_nothing_else_is_said(stage: Stage) -> None:
    case = await a_lead(stage, request_text="申请低保")
    assert (await delegated(stage, case)).request_text == "申请低保"


async def test_the_contract_of_the_lead_gives_its_half_before_and_after_the_township_signs(stage: Stage) -> None:
    case = await a_lead(stage)
    made = await delegated(stage, case)

    async def seen() -> dict[str, int]:
        row = await stage.row(FamilyAccess, FamilyAccess.referral_id == made.id)
        return {group: getattr(row, column) for group, column in LEVEL_OF_GROUP.items()}

    contract = stage.reference.contract("A01", made.contract_version)
    assert await seen() == {group: contract[Half.BEFORE][group] for group in LEVEL_OF_GROUP}
    await stage.done(ReferralSign, THERE, made.id)
    assert await seen() == {group: contract[Half.AFTER][group] for group in LEVEL_OF_GROUP}


async def test_it_is_due_when_the_lead_is_once_it_is_signed(stage: Stage) -> None:
    case = await a_lead(stage)
    made = await delegated(stage, case)
    assert made.work_due_at == made.answer_due_at
    await stage.done(ReferralSign, THERE, made.id)
    signed, lead = await stage.again(made), await stage.again(case.lead)
    assert (signed.work_due_at, signed.finish_due_at, signed.yellow_at) == (lead.work_due_at, lead.finish_due_at, lead.yellow_at)
    await stage.done(ReferralProgress, BY, case.lead.id, accepted_on=date(2026, 11, 24))
    signed, lead = await stage.again(made), await stage.again(case.lead)
    assert lead.finish_due_at > made.finish_due_at
    assert (signed.work_due_at, signed.finish_due_at) == (lead.finish_due_at, lead.finish_due_at)


async def test_the_lead_pauses_and_the_township_is_due_with_it(stage: Stage) -> None:
    case = await a_lead(stage, State.IN_PROGRESS)
    made = await delegated(stage, case)
    await stage.done(ReferralSign, THERE, made.id)
    await stage.done(ReferralSuspend, BY, case.lead.id, missing=["ID_DOCUMENT"], until=date(2026, 12, 1))
    assert (await stage.again(made)).state == State.SIGNED
    stage.now += timedelta(days=2)
    await stage.done(ReferralResume, BY, case.lead.id)
    lead, still = await stage.again(case.lead), await stage.again(made)
    assert lead.finish_due_at > made.finish_due_at
    assert still.work_due_at == lead.work_due_at


async def test_the_township_notes_stages_and_neither_accepts_nor_asks_the_federation(stage: Stage) -> None:
    case = await a_lead(stage)
    made = await delegated(stage, case)
    await stage.done(ReferralSign, THERE, made.id)
    await stage.done(ReferralProgress, THERE, made.id, note="已入户", stage=StageInput(code="HOME_SURVEY", on=date(2026, 11, 24)))
    noted, item = await stage.again(made), await stage.again(case.item)
    assert (noted.state, noted.stage) == (State.IN_PROGRESS, "HOME_SURVEY")
    assert item.state == ItemState.SIGNED
    refused = await stage.refused(ReferralProgress, THERE, made.id, accepted_on=date(2026, 11, 24), question="收入如何？")
    assert refused == [("NOT_EXPECTED", ("acceptedOn",)), ("NOT_EXPECTED", ("question",))]


LEFT_TO_THE_LEAD: dict[type[AnyCommand], dict[str, Any]] = {
    ReferralReturn: {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY},
    ReferralSuspend: {"missing": ["ID_DOCUMENT"], "until": date(2026, 12, 1)},
    ReferralComplete: {"outcome": WITHDRAWN},
}


@pytest.mark.parametrize("command", LEFT_TO_THE_LEAD, ids=lambda command: command.action)
async def test_what_the_lead_alone_does_is_not_for_the_township(stage: Stage, command: type[AnyCommand]) -> None:
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP))
    assert await stage.refused(command, THERE, case.referral.id, **LEFT_TO_THE_LEAD[command]) == [("FORBIDDEN", ())]


ENDS: dict[str, tuple[type[AnyCommand], str, dict[str, Any]]] = {
    "completed": (ReferralComplete, BY, {"outcome": WITHDRAWN}),
    "returned": (ReferralReturn, BY, {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}),
}


@pytest.mark.parametrize("end", ENDS)
async def test_it_ends_with_the_lead(stage: Stage, end: str) -> None:
    command, by, given = ENDS[end]
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP))
    await stage.done(command, by, case.lead.id, **given)
    ended = await stage.again(case.referral)
    assert (ended.state, ended.cancel_reason, ended.ended_at, ended.waits_office) == (State.CANCELLED, "LEAD_ENDED", stage.now, False)
    assert ended.visible_until == stage.now + timedelta(days=365)
    step = await told(stage, ended, command.action)
    assert (step.before, step.after, step.reason_list, step.reasons) == (State.SIGNED, State.CANCELLED, "CANCEL_REASON", ["LEAD_ENDED"])


async def test_it_is_cancelled_with_the_item_and_with_the_need(stage: Stage) -> None:
    case, other = await a_lead(stage), await a_lead(stage)
    for each in (case, other):
        await stage.placed(delegated_to(each, TOWNSHIP))
    await stage.done(ItemCancel, CADRE, case.item.id, reason="MISTAKE")
    await stage.done(NeedClose, CADRE, other.need.id, reason=NeedCloseReason.WITHDRAWN)
    ends = [(each.state, each.cancel_reason) for each in (await stage.again(case.referral), await stage.again(other.referral))]
    assert ends == [(State.CANCELLED, "MISTAKE"), (State.CANCELLED, "NEED_CLOSED")]


async def test_once_ended_it_is_told_nothing_of_what_comes_after(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP))
    await stage.done(ReferralReturn, BY, case.lead.id, **ENDS["returned"][2])
    ended = await stage.again(case.referral)
    stage.now += timedelta(hours=1)
    await stage.done(ItemCancel, CADRE, case.item.id, reason="MISTAKE")
    later = await stage.again(case.referral)
    assert {column.key: getattr(later, column.key) for column in Referral.__table__.columns} == {
        column.key: getattr(ended, column.key) for column in Referral.__table__.columns
    }


async def test_the_county_recalls_and_urges_what_it_delegated_and_the_federation_does_not(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP, State.DISPATCHED))
    assert await stage.refused(ReferralRecall, CADRE, case.referral.id, reason="OTHER") == [("FORBIDDEN", ())]
    assert await stage.refused(ReferralUrge, CADRE, case.referral.id) == [("FORBIDDEN", ())]
    assert await stage.refused(ReferralRecall, BY, case.lead.id, reason="OTHER") == [("FORBIDDEN", ())]
    await stage.done(ReferralUrge, BY, case.referral.id)
    await stage.done(ReferralRecall, BY, case.referral.id, reason="OTHER")
    ended, item = await stage.again(case.referral), await stage.again(case.item)
    assert (ended.state, ended.cancel_reason, ended.waits_federation) == (State.CANCELLED, "RECALLED", False)
    assert item.state == ItemState.SIGNED


async def test_it_goes_to_a_township_of_the_line_over_the_family_in_which_somebody_signs_once(stage: Stage) -> None:
    case = await a_lead(stage)
    path = ("office",)
    for name in (f"civil-affairs.{OTHER_TOWN}", f"healthcare-security.{TOWN}", COUNTY, "community.330110109200", "civil-affairs.330106"):
        refused = await stage.refused(ReferralDelegate, BY, case.lead.id, office=stage.world.staffed(name).id)
        assert refused == [("OFFICE_DOES_NOT_FIT", path)]
    await delegated(stage, case)
    again = await stage.refused(ReferralDelegate, BY, case.lead.id, office=stage.world.office(TOWNSHIP).id)
    assert again == [("HAS_IT_ALREADY", path)]


async def test_a_township_in_which_nobody_signs_is_not_delegated_to(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED, office="housing.330110")
    office = stage.world.office(f"housing.{TOWN}")
    await stage.placed(case)
    refused = await stage.refused(ReferralDelegate, "dispatcher.housing.330110", case.lead.id, office=office.id)
    assert refused == [("NOBODY_SIGNS", ("office",))]


async def test_a_township_delegates_nothing_further(stage: Stage) -> None:
    stage.world.staffed(TOWNSHIP)
    case = await stage.referred(State.SIGNED, "A04", TOWNSHIP)
    office = stage.world.staffed(f"civil-affairs.{OTHER_TOWN}")
    assert await stage.refused(ReferralDelegate, THERE, case.lead.id, office=office.id) == [("NOT_AT_COUNTY", ())]
    other = await a_lead(stage)
    await stage.placed(delegated_to(other, TOWNSHIP))
    assert await stage.refused(ReferralDelegate, THERE, other.referral.id, office=office.id) == [("FORBIDDEN", ())]


async def test_the_history_of_both_begins_with_it(stage: Stage) -> None:
    case = await a_lead(stage)
    made = await delegated(stage, case)
    steps = await stage.rows(Event, Event.action == "referralDelegate", Event.subject_id.in_([made.id, case.lead.id]))
    assert {(each.subject_id, each.before, each.after) for each in steps} == {
        (case.lead.id, State.SIGNED, State.SIGNED),
        (made.id, None, State.DISPATCHED),
    }
