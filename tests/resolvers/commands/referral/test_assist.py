"""Other offices assist the one that leads. Source: docs/lifecycle.md (`referralAssist`); docs/domain.md 3 and 7 (assisting office)."""

from datetime import date, timedelta
from typing import Any

import pytest

from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.referral import Referral
from domain.disclosure import Half
from domain.item import ItemState
from domain.outcome import Result
from domain.referral import LegalBasis, Part, ReturnedBy, State
from domain.rules.group import Group, Level
from resolvers.commands.aggregate.outcome import OutcomeInput
from resolvers.commands.command import AnyCommand
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.referral.assist import ReferralAssist
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.delegate import ReferralDelegate
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.recall import ReferralRecall
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.suspend import ReferralSuspend
from resolvers.commands.referral.urge import ReferralUrge
from tests.builders.beside import assisted_by
from tests.builders.case import Case
from tests.builders.world import COUNTY, TOWN
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, WITHDRAWN

LEAD, HELPER = "civil-affairs.330110", "housing.330110"
BY, THERE = f"dispatcher.{LEAD}", f"dispatcher.{HELPER}"
DECLINED = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}


async def a_lead(stage: Stage, state: State = State.SIGNED, type_: str = "A01") -> Case:
    """A case that civil affairs lead, in a county whose housing office can sign."""
    stage.world.staffed(HELPER)
    return await stage.referred(state, type_, LEAD)


async def assisting(stage: Stage, case: Case) -> Referral:
    """What the housing office is asked."""
    await stage.done(ReferralAssist, CADRE, case.lead.id, office=stage.world.office(HELPER).id, request_text="请核实住房")
    (made,) = await stage.rows(Referral, Referral.item_id == case.item.id, Referral.part == Part.ASSISTING)
    return made


@pytest.mark.parametrize("state", [State.DISPATCHED, State.SIGNED, State.SUSPENDED, State.REOPENED])
async def test_another_office_is_asked_while_the_lead_is_open_and_the_item_follows_the_lead(stage: Stage, state: State) -> None:
    case = await a_lead(stage, state)
    made, lead, item = await assisting(stage, case), await stage.again(case.lead), await stage.again(case.item)
    assert (made.state, made.lead_id, made.previous_id, made.request_text) == (State.DISPATCHED, lead.id, None, "请核实住房")
    assert (made.department_code, made.delegating_office_id, made.dispatching_office_id) == ("HOUSING", None, lead.dispatching_office_id)
    assert (lead.open_assisting, lead.state) == (1, state)
    assert (item.state, item.lead_id, item.lead_office_id) == (ItemState(state), lead.id, lead.office_id)


@pytest.mark.parametrize("type_", ["A01", "A14"])
async def test_it_sees_what_assisting_needs_and_nothing_that_the_type_keeps_from_the_lead(stage: Stage, type_: str) -> None:
    office = {"A01": LEAD, "A14": "human-resources.330110"}[type_]
    stage.world.staffed(HELPER)
    made = await assisting(stage, await stage.referred(State.SIGNED, type_, office))
    contract = stage.reference.contract(type_, made.contract_version)

    async def seen() -> dict[str, int]:
        row = await stage.row(FamilyAccess, FamilyAccess.referral_id == made.id)
        return {group.value: getattr(row, column) for group, column in LEVEL_OF_GROUP.items() if getattr(row, column)}

    assert await seen() == {Group.ADDRESS: Level.COARSE}
    await stage.done(ReferralSign, THERE, made.id)
    address = contract[Half.AFTER][Group.ADDRESS]
    whole = {Group.IDENTITY: Level.FULL, Group.CONTACT: Level.FULL, Group.CONTACT_WISH: Level.FULL, Group.ADDRESS: address}
    assert await seen() == whole
    assert address == (Level.FULL if type_ == "A01" else Level.MASKED)


async def test_its_return_ends_it_alone_and_the_lead_waits_for_the_federation_until_that_does_something(stage: Stage) -> None:
    case = await a_lead(stage)
    made = await assisting(stage, case)
    await stage.done(ReferralReturn, THERE, made.id, **DECLINED)
    ended, lead, item = await stage.again(made), await stage.again(case.lead), await stage.again(case.item)
    assert (ended.state, ended.waits_office, ended.waits_federation) == (State.RETURNED, False, False)
    assert (lead.state, lead.open_assisting, lead.assisting_returned, lead.waits_federation) == (State.SIGNED, 0, True, True)
    assert (item.state, item.lead_id, item.last_returned_office_id, item.designatable) == (ItemState.SIGNED, lead.id, None, False)
    await stage.done(ReferralProgress, BY, case.lead.id, note="继续办理")
    assert (await stage.again(case.lead)).waits_federation
    await stage.done(ReferralUrge, CADRE, case.lead.id)
    lead = await stage.again(case.lead)
    assert (lead.assisting_returned, lead.waits_federation) == (False, False)


async def test_the_lead_is_completed_while_others_assist_only_with_a_reason_which_ends_them(stage: Stage) -> None:
    case = await a_lead(stage, State.IN_PROGRESS)
    made = await assisting(stage, case)
    path = ("withoutAssisting",)
    assert await stage.refused(ReferralComplete, BY, case.lead.id, outcome=WITHDRAWN) == [("ASSISTING_OPEN", path)]
    await stage.done(ReferralComplete, BY, case.lead.id, outcome=WITHDRAWN, without_assisting="FAMILY_GONE")
    lead, ended = await stage.again(case.lead), await stage.again(made)
    assert (lead.state, lead.without_assisting, lead.open_assisting) == (State.COMPLETED, "FAMILY_GONE", 0)
    assert (ended.state, ended.cancel_reason, ended.visible_until) == (State.CANCELLED, "LEAD_ENDED", stage.now + timedelta(days=365))


async def test_no_reason_is_expected_where_nobody_assists(stage: Stage) -> None:
    case = await a_lead(stage, State.IN_PROGRESS)
    given = {"outcome": OutcomeInput(result=Result.WITHDRAWN, decided_on=date(2026, 11, 24)), "without_assisting": "NOT_NEEDED"}
    assert await stage.refused(ReferralComplete, BY, case.lead.id, **given) == [("NOT_EXPECTED", ("withoutAssisting",))]


async def test_it_assists_the_next_lead_when_its_lead_comes_back_and_ends_with_the_item(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(assisted_by(case, HELPER))
    await stage.done(ReferralReturn, BY, case.lead.id, **DECLINED)
    assert (await stage.again(case.referral)).state == State.SIGNED
    town = stage.world.staffed(f"civil-affairs.{TOWN}")
    await stage.done(ItemDispatch, CADRE, case.item.id, legal_basis=LegalBasis.STATUTORY_DUTY, preview_seen=True, office=town.id)
    item, still = await stage.again(case.item), await stage.again(case.referral)
    lead = await stage.row(Referral, Referral.id == item.lead_id)
    assert (lead.previous_id, lead.open_assisting, still.lead_id) == (case.lead.id, 1, lead.id)
    await stage.done(ItemCancel, CADRE, case.item.id, reason="MISTAKE")
    ended = await stage.again(case.referral)
    assert (ended.state, ended.cancel_reason) == (State.CANCELLED, "MISTAKE")


async def test_the_federation_recalls_it_and_nothing_waits(stage: Stage) -> None:
    case = await a_lead(stage)
    made = await assisting(stage, case)
    await stage.done(ReferralRecall, CADRE, made.id, reason="OTHER")
    ended, lead = await stage.again(made), await stage.again(case.lead)
    assert (ended.state, ended.waits_federation, lead.open_assisting, lead.waits_federation) == (State.CANCELLED, False, 0, False)


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("federation.330110", "OFFICE_DOES_NOT_FIT"),
        ("housing.330106", "OFFICE_DOES_NOT_FIT"),
        ("government.330110", "OFFICE_DOES_NOT_FIT"),
        (LEAD, "HAS_IT_ALREADY"),
        ("justice.330110", "NOBODY_SIGNS"),
    ],
)
async def test_it_goes_to_a_department_or_township_over_the_family_which_has_nothing_of_it(stage: Stage, name: str, refused: str) -> None:
    case = await a_lead(stage)
    stage.world.staffed(LEAD)
    await stage.placed(case)
    given = {"office": stage.world.office(name).id, "request_text": "请核实"}
    assert await stage.refused(ReferralAssist, CADRE, case.lead.id, **given) == [(refused, ("office",))]


LEFT_TO_THE_LEAD: dict[type[AnyCommand], dict[str, Any]] = {
    ReferralComplete: {"outcome": WITHDRAWN},
    ReferralSuspend: {"missing": ["ID_DOCUMENT"], "until": date(2026, 12, 1)},
}


@pytest.mark.parametrize("command", LEFT_TO_THE_LEAD, ids=lambda command: command.action)
async def test_what_the_lead_alone_does_is_not_for_who_assists(stage: Stage, command: type[AnyCommand]) -> None:
    case = await a_lead(stage)
    await stage.placed(assisted_by(case, HELPER))
    assert await stage.refused(command, THERE, case.referral.id, **LEFT_TO_THE_LEAD[command]) == [("FORBIDDEN", ())]
    given = {"office": stage.world.staffed(f"housing.{TOWN}").id}
    assert await stage.refused(ReferralDelegate, THERE, case.referral.id, **given) == [("FORBIDDEN", ())]
    assert await stage.refused(ReferralAssist, CADRE, case.referral.id, **given, request_text="请协助") == [("FORBIDDEN", ())]


async def test_it_asks_the_federation_and_enters_no_acceptance(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(assisted_by(case, HELPER))
    refused = await stage.refused(ReferralProgress, THERE, case.referral.id, accepted_on=date(2026, 11, 24))
    assert refused == [("NOT_EXPECTED", ("acceptedOn",))]
    await stage.done(ReferralProgress, THERE, case.referral.id, question="房屋产权归谁？")
    asking = await stage.again(case.referral)
    assert (asking.question_open, asking.waits_federation) == (True, True)


async def test_finance_assists_nobody_since_it_never_sees_a_family(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    office = stage.world.staffed(f"finance.{COUNTY}")
    given = {"office": office.id, "request_text": "请协助核对"}
    assert await stage.refused(ReferralAssist, CADRE, case.referral.id, **given) == [("OFFICE_DOES_NOT_FIT", ("office",))]
