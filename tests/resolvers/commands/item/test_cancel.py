"""Help is no longer asked for. Source: docs/lifecycle.md (`itemCancel`)."""

import pytest

from db.tables.event import Event
from domain.item import ItemState
from domain.need import NeedStatus
from domain.referral import OPEN, ReturnedBy, State
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.referral.return_ import ReferralReturn
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER

REASON = {"reason": "FAMILY_WITHDREW"}


@pytest.mark.parametrize("state", sorted(OPEN))
async def test_an_open_referral_is_cancelled_with_its_item(stage: Stage, state: State) -> None:
    case = await stage.referred(state)
    await stage.done(ItemCancel, CADRE, case.item.id, **REASON)
    item, referral = await stage.again(case.item), await stage.again(case.referral)
    assert (item.state, item.cancel_reason) == (ItemState.CANCELLED, "FAMILY_WITHDREW")
    assert (referral.state, referral.cancel_reason, referral.ended_at) == (State.CANCELLED, "FAMILY_WITHDREW", stage.now)
    assert (referral.waits_office, referral.waits_federation, referral.waits_commissioner) == (False, False, False)
    event = await stage.row(Event, Event.subject_id == referral.id, Event.action == "itemCancel")
    assert (event.before, event.after, event.reason) == (state, State.CANCELLED, "FAMILY_WITHDREW")
    assert (await stage.again(case.need)).status == NeedStatus.OPEN


async def test_what_came_back_waits_for_nobody_when_its_item_is_cancelled(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, reason="INCOMPLETE", returned_by=ReturnedBy.INFORMATION_MISSING)
    await stage.done(ItemCancel, CADRE, case.item.id, **REASON)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.waits_federation) == (State.RETURNED, False)


async def test_what_is_completed_is_not_cancelled(stage: Stage) -> None:
    case = await stage.referred(State.COMPLETED)
    assert await stage.refused(ItemCancel, CADRE, case.item.id, **REASON) == [("INVALID_TRANSITION", ())]


async def test_a_reason_that_the_system_gives_is_nobodys_to_choose(stage: Stage) -> None:
    case = await stage.drafted()
    for reason in ("RECALLED", "NEED_CLOSED", "NONE"):
        assert await stage.refused(ItemCancel, CADRE, case.item.id, reason=reason) == [("UNKNOWN_CODE", ("reason",))]
