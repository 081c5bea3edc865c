"""Whoever was placed on a post is called after 1 and 3 months. Source: docs/lifecycle.md (`placementCallRecord`); docs/domain.md 5."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from db.tables.entitlement import Entitlement
from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.placement_call import PlacementCall
from domain.follow_up import FollowUpResult, Satisfaction
from domain.fund import LineState
from domain.item import ItemState
from domain.need import NeedStatus
from domain.outcome import Result
from domain.placement import CallResult
from domain.referral import State
from domain.time.calendar import end_of, start_of
from resolvers.commands.aggregate.outcome import DetailInput, OutcomeInput, PlacementInput
from resolvers.commands.follow_up.placement_call import PlacementCallRecord
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.item.pool import ItemPool
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.reopen import ReferralReopen
from terminal.database import rerouted
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.referral.test_complete import TODAY, outcome
from tests.resolvers.commands.samples import CADRE, COMMISSIONER

OFFICE = "human-resources.330110"
HANDLER, DISPATCHER = f"handler.{OFFICE}", f"dispatcher.{OFFICE}"
SOLVED = {"result": FollowUpResult.SOLVED, "satisfaction": Satisfaction.SATISFIED}
ON_POST, SILENT = {"result": CallResult.ON_POST}, {"result": CallResult.NO_ANSWER}
FROM = TODAY + timedelta(days=2)
FIRST, SECOND = date(2026, 12, 26), date(2027, 2, 26)
"""One and three months after 26 November 2026: a Saturday and a Friday."""


def left(**given: Any) -> dict[str, Any]:
    return {"result": CallResult.LEFT, "left_on": date(2026, 12, 20), "left_reason": "TOO_FAR", "wants_another": True, **given}


def at(day: date) -> datetime:
    """09:00 of a day."""
    return start_of(day) + timedelta(hours=9)


async def placed(stage: Stage, from_: date = FROM, until: date | None = None) -> Case:
    """Somebody has come on a post, and has said so."""
    case = await stage.referred(State.IN_PROGRESS, "A15", OFFICE, accepted_on=TODAY - timedelta(days=1))
    post = PlacementInput(employer="青山助残工坊", post="保洁员", from_=from_, until=until)
    given = outcome(Result.GRANTED, detail=DetailInput(placement=post))
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=given)
    await stage.done(FollowUpRecord, COMMISSIONER, case.referral.id, **SOLVED)
    return case


async def test_from_its_day_on_a_call_is_awaited_from_the_federations_side(stage: Stage) -> None:
    case = await placed(stage)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.call_on, referral.waits_from) == (State.CONFIRMED, FIRST, start_of(FIRST))
    assert (referral.waits_office, referral.waits_federation, referral.waits_commissioner) == (False, True, True)
    assert (referral.work_due_at, referral.yellow_at) == (end_of(date(2026, 12, 28)), end_of(FIRST))  # the Monday after a Saturday


async def test_whoever_is_on_the_post_is_called_once_more_and_then_no_more(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(FIRST)
    await stage.done(PlacementCallRecord, COMMISSIONER, case.referral.id, **ON_POST, note="工作顺利")
    referral = await stage.again(case.referral)
    assert (referral.state, referral.call_on, referral.waits_from) == (State.CONFIRMED, SECOND, start_of(SECOND))
    stage.now = at(SECOND)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **ON_POST)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.call_on, referral.waits_from, referral.confirmed) == (State.CONFIRMED, None, None, True)
    assert (referral.waits_federation, referral.waits_commissioner) == (False, False)
    assert await stage.refused(PlacementCallRecord, CADRE, case.referral.id, **ON_POST) == [("NO_CALL", ())]
    calls = sorted(await stage.rows(PlacementCall, PlacementCall.referral_id == referral.id), key=lambda each: each.at)
    assert [(each.result, each.note, each.at) for each in calls] == [("ON_POST", "工作顺利", at(FIRST)), ("ON_POST", None, at(SECOND))]
    assert (await stage.again(case.need)).status == NeedStatus.MET


async def test_nobody_is_called_before_the_day(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = start_of(FIRST)
    assert await stage.refused(PlacementCallRecord, CADRE, case.referral.id, **ON_POST) == [("CALL_TOO_EARLY", ())]
    stage.now += timedelta(milliseconds=1)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **ON_POST)


@pytest.mark.parametrize(
    ("from_", "until", "call_on"),
    [
        (date(2026, 10, 24), None, date(2027, 1, 24)),  # a month ago today: the follow-up of today has made that call
        (date(2026, 10, 25), None, date(2026, 11, 25)),
        (date(2026, 8, 24), None, None),
        (FROM, FIRST, FIRST),
        (FROM, FIRST - timedelta(days=1), None),
    ],
)
async def test_a_follow_up_as_late_as_a_call_has_made_it_and_nobody_is_called_after_the_post(
    stage: Stage, from_: date, until: date | None, call_on: date | None
) -> None:
    case = await placed(stage, from_, until)
    assert (await stage.again(case.referral)).call_on == call_on


def counted(case: Case, period: str) -> dict[str, Any]:
    """The input of a request that counts the post in a month."""
    return {"type": "A37", "of": "A15", "township": f"{case.region[:9]}000", "referrals": (case.referral.id,), "period": period}


async def test_a_post_that_was_left_is_asked_for_no_longer(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(FIRST)
    asked = await stage.done(ItemPool, DISPATCHER, uuid4(), **counted(case, "2026-12"))
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **left(left_on=date(2026, 11, 30), wants_another=False))
    line = await stage.row(ItemLine, ItemLine.item_id == asked.subject)
    assert (line.state, (await stage.again(case.referral)).post_left_on) == (LineState.VOID, date(2026, 11, 30))
    assert await stage.refused(ItemPool, DISPATCHER, uuid4(), **counted(case, "2026-12")) == [("NOT_OWED", ("referrals", 0))]
    await stage.done(ItemPool, DISPATCHER, uuid4(), **counted(case, "2026-11"))  # the month in which it was left


async def test_another_post_in_the_place_of_one_that_was_left_is_asked_for(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(FIRST)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **left(left_on=date(2026, 11, 30)))
    post = PlacementInput(employer="青山助残工坊", post="保洁员", from_=date(2026, 12, 28))
    given = OutcomeInput(result=Result.GRANTED, decided_on=FIRST, detail=DetailInput(placement=post))
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=given)
    await stage.done(ItemPool, DISPATCHER, uuid4(), **counted(case, "2026-12"))


async def test_who_has_left_and_wants_help_is_helped_by_the_same_office(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(FIRST)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **left())
    referral = await stage.again(case.referral)
    assert (referral.state, referral.call_on, referral.reopen_count, referral.confirmed) == (State.REOPENED, None, 1, None)
    assert (referral.waits_office, referral.waits_federation, referral.waits_from) == (True, False, None)
    call = await stage.row(PlacementCall, PlacementCall.referral_id == referral.id)
    assert (call.left_on, call.left_reason, call.wants_another) == (date(2026, 12, 20), "TOO_FAR", True)
    step = await told(stage, referral, "placementCallRecord")
    assert (step.reason_list, step.reasons, step.text_kind) == ("CALL_RESULT", ["LEFT"], None)  # why they left is not the office's
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND


async def test_once_reopening_is_over_the_help_is_sought_anew(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(SECOND)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **left())
    referral = await stage.again(case.referral)
    assert (referral.state, referral.call_on, referral.confirmed) == (State.CONFIRMED, None, True)
    draft = await stage.row(AssistanceItem, AssistanceItem.previous_id == case.item.id)
    assert (draft.state, draft.type_code) == (ItemState.DRAFT, "A15")
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND
    assert await rerouted(stage.addresses.loader) == 0


async def test_a_closed_need_has_no_new_draft(stage: Stage) -> None:
    case = await placed(stage)
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql(f"update need set status = 'CLOSED' where id = '{case.need.id}'")
    stage.now = at(SECOND)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **left())
    assert await stage.rows(AssistanceItem, AssistanceItem.previous_id == case.item.id) == []
    assert (await stage.again(case.need)).status == NeedStatus.CLOSED


async def test_who_has_left_and_wants_nothing_is_called_no_more_and_receives_it_no_more(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(FIRST)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **left(wants_another=False))
    referral = await stage.again(case.referral)
    assert (referral.state, referral.call_on, referral.waits_federation) == (State.CONFIRMED, None, False)
    receives = await stage.row(Entitlement, Entitlement.referral_id == referral.id)
    assert (receives.since, receives.until) == (FROM, date(2026, 12, 20))


async def test_three_days_without_an_answer_give_up_the_call_and_not_the_next(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(FIRST)
    for attempts in (1, 2):
        await stage.done(PlacementCallRecord, CADRE, case.referral.id, **SILENT)
        referral = await stage.again(case.referral)
        assert (referral.call_on, referral.attempts) == (FIRST, attempts)
        assert await stage.refused(PlacementCallRecord, CADRE, case.referral.id, **SILENT) == [("ALREADY_TRIED_TODAY", ("result",))]
        stage.now += timedelta(days=1)
    await stage.done(PlacementCallRecord, CADRE, case.referral.id, **SILENT)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.call_on, referral.attempts, referral.attempted_on) == (State.CONFIRMED, SECOND, 0, None)


async def test_what_is_said_of_who_left_is_said_of_them_alone(stage: Stage) -> None:
    case = await placed(stage)
    stage.now = at(FIRST)
    told_of_others = await stage.refused(PlacementCallRecord, CADRE, case.referral.id, **left(result=CallResult.ON_POST))
    assert told_of_others == [("NOT_EXPECTED", (name,)) for name in ("leftOn", "leftReason", "wantsAnother")]
    assert await stage.refused(PlacementCallRecord, CADRE, case.referral.id, result=CallResult.LEFT) == [
        ("REQUIRED", (name,)) for name in ("leftOn", "leftReason", "wantsAnother")
    ]
    early = left(left_on=FROM - timedelta(days=1))
    assert await stage.refused(PlacementCallRecord, CADRE, case.referral.id, **early) == [("TOO_EARLY", ("leftOn",))]
    assert await stage.refused(PlacementCallRecord, CADRE, case.referral.id, **left(left_on=FIRST + timedelta(days=1))) == [
        ("IN_FUTURE", ("leftOn",))
    ]


async def test_what_is_worked_on_once_more_waits_for_no_call(stage: Stage) -> None:
    case = await placed(stage)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="LOST_AGAIN")
    referral = await stage.again(case.referral)
    assert (referral.call_on, referral.waits_from, referral.waits_federation) == (None, None, False)


async def test_money_and_services_are_not_called_about(stage: Stage) -> None:
    case = await stage.referred(State.COMPLETED)
    await stage.placed(case.with_outcome(Result.GRANTED, version=2))
    await stage.done(FollowUpRecord, COMMISSIONER, case.referral.id, **SOLVED)
    assert (await stage.again(case.referral)).call_on is None
    assert await stage.refused(PlacementCallRecord, CADRE, case.referral.id, **ON_POST) == [("NO_CALL", ())]
