"""A need is closed without an item that met it; its open items are cancelled with it. Source: docs/lifecycle.md (`needClose`)."""

from db.tables.event import Event
from domain.item import ItemState
from domain.need import NeedCloseReason, NeedStatus
from domain.referral import State
from resolvers.commands.need.close import NeedClose
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE

REASON = {"reason": NeedCloseReason.SOLVED_OTHERWISE}


async def test_items_that_still_move_are_cancelled_with_it_and_the_others_stay(stage: Stage) -> None:
    case = await stage.referred(State.CONFIRMED)
    confirmed = case.item
    case.with_draft("A01")
    draft = case.item
    case.with_draft("A02", state=ItemState.TO_DISPATCH)
    back = case.item
    case.with_draft("A03").referred_to("civil-affairs.330110", State.SUSPENDED)
    await stage.placed(case)
    await stage.done(NeedClose, CADRE, case.need.id, **REASON)
    need = await stage.again(case.need)
    assert (need.status, need.close_reason, need.closed_at, need.version) == (NeedStatus.CLOSED, "SOLVED_OTHERWISE", stage.now, 2)
    assert [(await stage.again(item)).state for item in (confirmed, draft, back, case.item)] == [
        ItemState.CONFIRMED,
        ItemState.CANCELLED,
        ItemState.CANCELLED,
        ItemState.CANCELLED,
    ]
    assert [(await stage.again(item)).version for item in (confirmed, draft, back, case.item)] == [1, 2, 2, 2]
    assert (await stage.again(draft)).cancel_reason == "NEED_CLOSED"
    referral = await stage.again(case.referral)
    assert (referral.state, referral.cancel_reason, referral.suspended_at) == (State.CANCELLED, "NEED_CLOSED", None)
    event = await stage.row(Event, Event.subject_id == referral.id, Event.action == "needClose")
    assert (event.reason_list, event.reason) == ("CANCEL_REASON", "NEED_CLOSED")


async def test_it_is_not_closed_over_the_head_of_a_family_that_was_not_asked(stage: Stage) -> None:
    case = await stage.referred(State.COMPLETED)
    assert await stage.refused(NeedClose, CADRE, case.need.id, **REASON) == [("FOLLOW_UP_OPEN", ())]
