"""An office returns a referral: the item comes back to be dispatched. Source: docs/lifecycle.md (`referralReturn`); docs/domain.md 4."""

from datetime import timedelta

import pytest

from db.tables.family_access import FamilyAccess
from domain.item import ItemState
from domain.referral import ReturnedBy, State
from domain.rules.group import Level
from resolvers.commands.referral.return_ import ReferralReturn
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER

GIVEN = {"reason": "WRONG_AREA", "returned_by": ReturnedBy.NOT_OUR_AREA}


async def test_the_item_comes_back_and_waits_for_the_federation_two_working_days(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    suggested = stage.world.office("healthcare-security.330106")
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, **GIVEN, suggested_office=suggested.id)
    referral, item = await stage.again(case.referral), await stage.again(case.item)
    assert (referral.state, referral.return_reason, referral.suggested_office_id) == (State.RETURNED, "WRONG_AREA", suggested.id)
    assert (referral.waits_federation, referral.waits_office, referral.waits_commissioner) == (True, False, False)
    assert (item.state, item.lead_id, item.lead_office_id) == (ItemState.TO_DISPATCH, None, None)
    assert item.lead_department_code is None
    assert (item.last_returned_office_id, item.changed_since_return, item.designatable) == (referral.office_id, False, True)


async def test_the_former_office_sees_what_it_saw_before_signing_for_a_year(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, **GIVEN)
    referral = await stage.again(case.referral)
    assert referral.visible_until == stage.now + timedelta(days=365)
    access = await stage.row(FamilyAccess, FamilyAccess.referral_id == referral.id)
    assert (access.until, access.identity_level, access.contact_level) == (referral.visible_until, Level.COARSE, Level.HIDDEN)


async def test_only_a_dispute_about_the_duty_lets_the_monitor_designate(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    given = {"reason": "INCOMPLETE", "returned_by": ReturnedBy.INFORMATION_MISSING}
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, **given)
    assert not (await stage.again(case.item)).designatable


@pytest.mark.parametrize("state", [State.DISPATCHED, State.SIGNED])
async def test_a_referral_returned_after_two_working_days_needs_consent(stage: Stage, state: State) -> None:
    case = await stage.referred(state)
    stage.now = case.referral.return_due_at
    assert await stage.refused(ReferralReturn, DISPATCHER, case.referral.id, **GIVEN) == [("RETURN_TOO_LATE", ())]
    stage.now -= timedelta(milliseconds=1)
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, **GIVEN)


async def test_what_was_designated_or_reopened_is_not_returnable(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED, returnable=False)
    assert await stage.refused(ReferralReturn, DISPATCHER, case.referral.id, **GIVEN) == [("NOT_RETURNABLE", ())]


@pytest.mark.parametrize("reason", ["NOT_OUR_DUTY", "WRONG_AREA", "INCOMPLETE", "DUPLICATE", "ALREADY_RECEIVING", "FAMILY_DECLINED"])
async def test_who_refused_goes_with_the_reason(stage: Stage, reason: str) -> None:
    fitting = stage.reference.facts["RETURN_REASON"][reason]["returned_by"]
    case = await stage.referred(State.DISPATCHED)
    for returned_by in set(ReturnedBy) - set(fitting):
        given = {"reason": reason, "returned_by": returned_by}
        assert await stage.refused(ReferralReturn, DISPATCHER, case.referral.id, **given) == [("RETURNED_BY_DIFFERS", ("returnedBy",))]
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, reason=reason, returned_by=ReturnedBy(fitting[0]))


async def test_an_office_that_is_not_known_is_not_suggested(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    given = {**GIVEN, "suggested_office": case.referral.id}
    assert await stage.refused(ReferralReturn, DISPATCHER, case.referral.id, **given) == [("NOT_FOUND", ("suggestedOffice",))]
