"""A township hands back what the county delegated. Source: docs/lifecycle.md (`referralDelegateReturn`)."""

from datetime import timedelta

import pytest

from db.tables.family_access import FamilyAccess
from domain.item import ItemState
from domain.referral import LegalBasis, State
from domain.rules.group import Level
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.referral.delegate import ReferralDelegate
from resolvers.commands.referral.delegate_return import ReferralDelegateReturn
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.urge import ReferralUrge
from tests.builders.beside import delegated_to
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.referral.test_delegate import BY, ENDS, THERE, TOWNSHIP, a_lead
from tests.resolvers.commands.samples import CADRE


@pytest.mark.parametrize("state", [State.DISPATCHED, State.SIGNED, State.IN_PROGRESS])
async def test_it_goes_back_to_the_county_at_any_time_and_ends_alone(stage: Stage, state: State) -> None:
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP, state))
    stage.now += timedelta(days=9)
    await stage.done(ReferralDelegateReturn, THERE, case.referral.id, reason="DONE", note="材料已收齐")
    ended, lead, item = await stage.again(case.referral), await stage.again(case.lead), await stage.again(case.item)
    assert (ended.state, ended.waits_office, ended.waits_federation, ended.return_reason) == (State.RETURNED, False, False, None)
    assert (lead.state, lead.handed_back, lead.waits_office, lead.returnable) == (State.SIGNED, True, True, True)
    assert (item.state, item.lead_id, item.last_returned_office_id) == (ItemState.SIGNED, lead.id, None)
    step = await told(stage, ended, "referralDelegateReturn")
    assert (step.reason_list, step.reasons, step.returned_by) == ("HAND_OVER_REASON", ["DONE"], None)
    access = await stage.row(FamilyAccess, FamilyAccess.referral_id == ended.id)
    assert (access.until, access.identity_level, access.contact_level) == (ended.visible_until, Level.COARSE, Level.HIDDEN)


async def test_the_lead_is_marked_until_its_office_does_something_with_it(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP))
    await stage.done(ReferralDelegateReturn, THERE, case.referral.id, reason="NOT_REACHED")
    await stage.done(ReferralUrge, CADRE, case.lead.id)
    assert (await stage.again(case.lead)).handed_back
    await stage.done(ReferralProgress, BY, case.lead.id, note="县级接续办理")
    assert not (await stage.again(case.lead)).handed_back


async def test_the_county_can_delegate_it_again(stage: Stage) -> None:
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP))
    await stage.done(ReferralDelegateReturn, THERE, case.referral.id, reason="NOT_REACHED")
    await stage.done(ReferralDelegate, BY, case.lead.id, office=stage.world.office(TOWNSHIP).id)
    assert not (await stage.again(case.lead)).handed_back


async def test_the_item_is_dispatched_after_its_lead_whatever_was_delegated(stage: Stage) -> None:
    """What was delegated is neither the referral that the next lead follows nor an office that refused."""
    case = await a_lead(stage)
    await stage.placed(delegated_to(case, TOWNSHIP))
    await stage.done(ReferralDelegateReturn, THERE, case.referral.id, reason="WRONG_AREA")
    await stage.done(ReferralReturn, BY, case.lead.id, **ENDS["returned"][2])
    item = await stage.again(case.item)
    assert stage.world.office(TOWNSHIP).id in item.route_offices
    given = {"legal_basis": LegalBasis.STATUTORY_DUTY, "preview_seen": True, "office": stage.world.office(TOWNSHIP).id}
    await stage.done(ItemDispatch, CADRE, case.item.id, **given)
    lead_id = (await stage.again(case.item)).lead_id
    lead = await stage.row(type(case.lead), type(case.lead).id == lead_id)
    assert (lead.previous_id, lead.office_id) == (case.lead.id, stage.world.office(TOWNSHIP).id)


async def test_nobody_hands_back_a_lead(stage: Stage) -> None:
    case = await a_lead(stage)
    assert await stage.refused(ReferralDelegateReturn, BY, case.lead.id, reason="DONE") == [("FORBIDDEN", ())]
