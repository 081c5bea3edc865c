"""The superior office of a line gives a case to another of its offices. Source: docs/lifecycle.md (`referralMove`)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.tables.entitlement import Entitlement
from db.tables.family_access import FamilyAccess
from db.tables.referral import Referral
from domain.item import ItemState
from domain.referral import Part, State
from domain.time.clock import last_day
from resolvers.commands.referral.assist import ReferralAssist
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.delegate import ReferralDelegate
from resolvers.commands.referral.move import ReferralMove
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.reopen import ReferralReopen
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.suspend import ReferralSuspend
from tests.builders.case import Case
from tests.builders.world import OTHER_TOWN, TOWN
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.referral.test_complete import GRANTED
from tests.resolvers.commands.samples import CADRE, WITHDRAWN

COUNTY, TOWNSHIP, HUMAN_RESOURCES = "civil-affairs.330110", f"civil-affairs.{TOWN}", "human-resources.330110"
BY, THERE, SUPERIOR = f"dispatcher.{COUNTY}", f"dispatcher.{TOWNSHIP}", "dispatcher.civil-affairs.3301"


async def a_lead(stage: Stage, state: State = State.SIGNED, **columns: Any) -> Case:
    """A case of the minimum living allowance with the county's civil affairs, whose township can sign."""
    stage.world.staffed(TOWNSHIP)
    stage.world.staffed(HUMAN_RESOURCES)
    return await stage.referred(state, "A01", COUNTY, **columns)


async def moved(stage: Stage, case: Case, **given: Any) -> Referral:
    """What the township gets."""
    told = {"office": stage.world.office(TOWNSHIP).id, "reason": "HANDED_DOWN", **given}
    done = await stage.done(ReferralMove, SUPERIOR, case.referral.id, **told)
    new = await stage.newest(case)
    assert done.subject == new.id
    return new


@pytest.mark.parametrize("state", [State.DISPATCHED, State.SIGNED, State.IN_PROGRESS, State.REOPENED])
async def test_the_case_goes_on_at_the_other_office_and_ends_at_the_first(stage: Stage, state: State) -> None:
    case = await a_lead(stage, state, reopen_count=1)
    new, old, item = await moved(stage, case), await stage.again(case.referral), await stage.again(case.item)
    assert (old.state, old.cancel_reason, old.visible_until is not None) == (State.CANCELLED, "REASSIGNED", True)
    assert (old.waits_office, old.waits_federation) == (False, False)
    assert (new.state, new.previous_id, new.office_id) == (State.DISPATCHED, old.id, stage.world.office(TOWNSHIP).id)
    assert (new.legal_basis, new.contract_version, new.returnable, new.reopen_count) == (old.legal_basis, old.contract_version, True, 1)
    assert (item.state, item.lead_id, item.lead_office_id, item.version) == (ItemState.DISPATCHED, new.id, new.office_id, new.version)


async def test_it_is_answered_anew_and_finished_when_it_was_to_be(stage: Stage) -> None:
    case = await a_lead(stage, State.IN_PROGRESS)
    stage.now += timedelta(days=2)
    new = await moved(stage, case)
    assert new.finish_due_at == case.referral.finish_due_at
    assert new.work_due_at == new.answer_due_at > case.referral.answer_due_at
    await stage.done(ReferralSign, THERE, new.id)
    assert (await stage.again(new)).work_due_at == case.referral.finish_due_at


async def test_what_was_accepted_stays_accepted_and_what_is_accepted_now_counts_from_now(stage: Stage) -> None:
    accepted = await a_lead(stage, State.SIGNED)
    await stage.done(ReferralProgress, BY, accepted.referral.id, accepted_on=date(2026, 11, 24))
    before = await stage.again(accepted.referral)
    new = await moved(stage, accepted)
    assert (new.accepted_on, new.finish_due_at) == (date(2026, 11, 24), before.finish_due_at)
    other = await a_lead(stage, State.SIGNED)
    new = await moved(stage, other)
    await stage.done(ReferralSign, THERE, new.id)
    await stage.done(ReferralProgress, THERE, new.id, accepted_on=date(2026, 11, 24))
    assert (await stage.again(new)).finish_due_at == before.finish_due_at > new.finish_due_at


async def test_what_was_suspended_is_finished_later_by_as_much(stage: Stage) -> None:
    case = await a_lead(stage, State.IN_PROGRESS)
    due = last_day(case.referral.finish_due_at)
    assert due is not None
    until = date(2026, 12, 10)
    await stage.done(ReferralSuspend, BY, case.referral.id, missing=["INCOME_PROOF"], until=until)
    stage.now += timedelta(days=1)
    new = await moved(stage, case)
    assert last_day(new.finish_due_at) == stage.reference.calendar.add(due, 1)
    assert (new.suspended_at, new.missing, new.suspended_days) == (None, [], 0)


async def test_what_was_delegated_ends_and_who_assists_goes_on(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.done(ReferralDelegate, BY, case.referral.id, office=stage.world.office(TOWNSHIP).id)
    asked = {"office": stage.world.office(HUMAN_RESOURCES).id, "request_text": "请协助核实就业情况"}
    await stage.done(ReferralAssist, CADRE, case.referral.id, **asked)
    await stage.done(ReferralMove, SUPERIOR, case.referral.id, office=stage.world.office(TOWNSHIP).id, reason="HANDED_DOWN")
    rows = await stage.rows(Referral, Referral.item_id == case.item.id)
    of = {(each.part, each.state): each for each in rows}
    lead = of[Part.LEAD, State.DISPATCHED]
    assert of[Part.DELEGATE, State.CANCELLED].cancel_reason == "LEAD_ENDED"
    assert of[Part.ASSISTING, State.DISPATCHED].lead_id == lead.id
    assert (lead.open_assisting, len(rows)) == (1, 4)


async def test_of_a_merged_family_the_other_office_is_given_no_other_member(stage: Stage) -> None:
    case = await a_lead(stage)
    known = [case.head.id]
    async with stage.loader.begin() as connection:
        await connection.execute(update(Referral).where(Referral.id == case.referral.id).values(members=known))
    new = await moved(stage, case)
    assert new.members == known
    assert (await stage.row(FamilyAccess, FamilyAccess.referral_id == new.id)).members == known


@pytest.mark.parametrize("office", [COUNTY, f"civil-affairs.{OTHER_TOWN}", HUMAN_RESOURCES, "civil-affairs.3301"])
async def test_another_office_of_the_line_over_the_family_alone_gets_it(stage: Stage, office: str) -> None:
    case = await a_lead(stage)
    stage.world.staffed(office)
    given = {"office": stage.world.office(office).id, "reason": "HANDED_DOWN"}
    assert await stage.refused(ReferralMove, SUPERIOR, case.referral.id, **given) == [("OFFICE_DOES_NOT_FIT", ("office",))]


@pytest.mark.parametrize(
    ("by", "refused"),
    [
        (BY, "FORBIDDEN"),
        (CADRE, "FORBIDDEN"),
        ("handler.civil-affairs.3301", "FORBIDDEN"),
        ("dispatcher.human-resources.3301", "NOT_FOUND"),
        ("dispatcher.civil-affairs.3302", "NOT_FOUND"),
    ],
)
async def test_the_superior_office_of_the_line_alone_moves_it(stage: Stage, by: str, refused: str) -> None:
    case = await a_lead(stage)
    given = {"office": stage.world.office(TOWNSHIP).id, "reason": "HANDED_DOWN"}
    assert [code for code, _ in await stage.refused(ReferralMove, by, case.referral.id, **given)] == [refused]


async def test_what_is_decided_or_its_own_is_not_moved(stage: Stage) -> None:
    given = {"office": stage.world.office(TOWNSHIP).id, "reason": "HANDED_DOWN"}
    case = await a_lead(stage, State.COMPLETED)
    assert await stage.refused(ReferralMove, SUPERIOR, case.referral.id, **given) == [("INVALID_TRANSITION", ())]
    own = await stage.referred(State.SIGNED, "A01", "civil-affairs.3301")
    assert await stage.refused(ReferralMove, SUPERIOR, own.referral.id, **given) == [("FORBIDDEN", ())]


async def granted_reopened_and_moved(stage: Stage) -> tuple[Case, Referral]:
    """What the county granted, and what the township signed after the family said that it had not come."""
    case = await a_lead(stage, State.IN_PROGRESS, accepted_on=date(2026, 11, 23))
    await stage.done(ReferralComplete, BY, case.referral.id, outcome=GRANTED)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="NOT_DELIVERED")
    new = await moved(stage, case)
    await stage.done(ReferralSign, THERE, new.id)
    return case, new


async def test_what_was_granted_before_it_was_moved_is_received_once(stage: Stage) -> None:
    case, new = await granted_reopened_and_moved(stage)
    await stage.done(ReferralComplete, THERE, new.id, outcome=GRANTED)
    assert [each.referral_id for each in await stage.rows(Entitlement, Entitlement.family_id == case.family.id)] == [new.id]


async def test_what_the_other_office_does_not_grant_is_received_no_more(stage: Stage) -> None:
    case, new = await granted_reopened_and_moved(stage)
    assert len(await stage.rows(Entitlement, Entitlement.family_id == case.family.id)) == 1
    await stage.done(ReferralComplete, THERE, new.id, outcome=WITHDRAWN)
    assert await stage.rows(Entitlement, Entitlement.family_id == case.family.id) == []
