"""An office asks to return a referral late, which then waits for the federation. Source: docs/lifecycle.md (`referralReturnAsk`)."""

from datetime import timedelta
from typing import Any

from db.tables.event import Event, EventText
from domain.ask import AskState
from domain.referral import ReturnedBy, State
from domain.time.calendar import end_of
from resolvers.commands.asks.return_ask import ReferralReturnAsk
from resolvers.commands.asks.return_decide import ReferralReturnDecide
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.referral.answer import ReferralAnswer
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.start import ReferralStart
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER, WITHDRAWN

WHY: dict[str, Any] = {"reason": "WRONG_AREA", "returned_by": ReturnedBy.NOT_OUR_AREA}


async def asked(stage: Stage, state: State = State.IN_PROGRESS, **given: Any) -> Case:
    """A referral that its office asks to return."""
    case = await stage.referred(state)
    await stage.done(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY, **given)
    return case


async def test_what_is_asked_waits_for_the_federation_two_working_days_and_stops_no_clock(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    suggested = stage.world.office("healthcare-security.330106")
    await stage.done(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY, suggested_office=suggested.id, note="住址在邻区")
    referral, until = await stage.again(case.referral), end_of(stage.reference.calendar.add(stage.now.date(), 2))
    assert (referral.return_ask_state, referral.return_ask_until, referral.return_ask_asked_at) == (AskState.OPEN, until, stage.now)
    assert (referral.return_ask_reason, referral.return_ask_suggested_office_id) == ("WRONG_AREA", suggested.id)
    assert (referral.waits_office, referral.waits_federation, referral.federation_until) == (True, True, until)
    assert (referral.state, referral.finish_due_at, referral.return_reason) == (State.IN_PROGRESS, case.referral.finish_due_at, None)
    (event,) = await stage.rows(Event, Event.subject_id == referral.id, Event.action == "referralReturnAsk")
    assert (event.reasons, event.returned_by, event.suggested_office_id, event.granted) == (
        ["WRONG_AREA"],
        ReturnedBy.NOT_OUR_AREA,
        suggested.id,
        None,
    )
    assert (await stage.row(EventText, EventText.event_id == event.id)).body == "住址在邻区"


async def test_what_nobody_decides_within_two_working_days_is_refused_though_nothing_has_written_it_down(stage: Stage) -> None:
    case = await asked(stage, State.SIGNED)
    until = (await stage.again(case.referral)).return_ask_until
    assert until is not None
    stage.now = until - timedelta(milliseconds=1)
    assert await stage.refused(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY) == [("ASK_OPEN", ())]
    stage.now = until
    assert await stage.refused(ReferralReturnDecide, CADRE, case.referral.id, granted=True) == [("NO_ASK", ())]
    assert await stage.refused(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY) == [("NOT_RETURNABLE", ())]
    assert await stage.refused(ReferralReturn, DISPATCHER, case.referral.id, **WHY) == [("NOT_RETURNABLE", ())]
    assert (await stage.again(case.referral)).return_ask_state == AskState.OPEN
    await stage.done(ReferralStart, HANDLER, case.referral.id)
    referral = await stage.again(case.referral)
    assert (referral.return_ask_state, referral.returnable, referral.waits_federation) == (AskState.LAPSED, False, False)


async def test_in_time_the_office_returns_it_without_waiting(stage: Stage) -> None:
    case = await asked(stage, State.DISPATCHED)
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, **WHY)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.return_ask_state) == (State.RETURNED, AskState.LAPSED)


async def test_where_nobody_can_decide_it_any_more_it_lapses_and_stands_still(stage: Stage) -> None:
    completed, cancelled = await asked(stage), await asked(stage)
    await stage.done(ReferralComplete, HANDLER, completed.referral.id, outcome=WITHDRAWN)
    await stage.done(ItemCancel, CADRE, cancelled.item.id, reason="MISTAKE")
    for case in (completed, cancelled):
        referral = await stage.again(case.referral)
        assert (referral.return_ask_state, referral.returnable, referral.federation_until) == (AskState.LAPSED, True, None)


async def test_while_a_question_is_open_too_an_ask_that_lapses_changes_nothing(stage: Stage) -> None:
    case = await asked(stage)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, question="是否已搬迁？")
    assert (await stage.again(case.referral)).federation_until is None
    await stage.done(ReferralAnswer, CADRE, case.referral.id, text="已核实")
    referral = await stage.again(case.referral)
    assert (referral.waits_federation, referral.federation_until) == (True, referral.return_ask_until)


async def test_who_refused_goes_with_the_reason_and_no_strange_office_is_named(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    differs = {**WHY, "returned_by": ReturnedBy.FAMILY_DECLINED}
    assert await stage.refused(ReferralReturnAsk, DISPATCHER, case.referral.id, **differs) == [("RETURNED_BY_DIFFERS", ("returnedBy",))]
    strange = {**WHY, "suggested_office": case.referral.id}
    assert await stage.refused(ReferralReturnAsk, DISPATCHER, case.referral.id, **strange) == [("NOT_FOUND", ("suggestedOffice",))]
    for text in ("户主电话13800001234", "身份证330110196805201234"):
        refused = await stage.refused(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY, note=text)
        assert [path for _, path in refused] == [("note",)]


async def test_what_was_designated_or_reopened_is_not_asked_back(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, returnable=False)
    assert await stage.refused(ReferralReturnAsk, DISPATCHER, case.referral.id, **WHY) == [("NOT_RETURNABLE", ())]
    reopened = await stage.referred(State.REOPENED)
    assert [code for code, _ in await stage.refused(ReferralReturnAsk, DISPATCHER, reopened.referral.id, **WHY)] == ["INVALID_TRANSITION"]
