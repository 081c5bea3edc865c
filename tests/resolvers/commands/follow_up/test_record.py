"""The family is asked what became of the help. Source: docs/lifecycle.md (`followUpRecord`); docs/domain.md 5."""

from datetime import timedelta
from typing import Any

import pytest

from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from domain.follow_up import FollowUpResult, Satisfaction
from domain.item import ItemState
from domain.need import NeedStatus
from domain.outcome import Result
from domain.referral import State
from resolvers.commands.follow_up.record import FollowUpRecord
from terminal.database import rerouted
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, COMMISSIONER

SOLVED = {"result": FollowUpResult.SOLVED, "satisfaction": Satisfaction.SATISFIED}
NOT_SOLVED = {"result": FollowUpResult.NOT_SOLVED, "satisfaction": Satisfaction.NOT_SATISFIED}
UNDERSTOOD = {"result": FollowUpResult.REFUSAL_UNDERSTOOD, "satisfaction": Satisfaction.NOT_ASKED}
NO_ANSWER = {"result": FollowUpResult.NO_ANSWER, "satisfaction": Satisfaction.NOT_ASKED}


async def completed(stage: Stage, result: Result = Result.GRANTED, **columns: Any) -> Case:
    """A completed referral with its outcome of yesterday, and the newer one of a result."""
    case = await stage.referred(State.COMPLETED, **columns)
    return await stage.placed(case.with_outcome(result, version=2))


@pytest.mark.parametrize(
    ("result", "given", "status"),
    [
        (Result.GRANTED, SOLVED, NeedStatus.MET),
        (Result.PARTIALLY_GRANTED, SOLVED, NeedStatus.MET),
        (Result.GRANTED, {**SOLVED, "result": FollowUpResult.PARTLY}, NeedStatus.UNMET),
        (Result.WITHDRAWN, SOLVED, NeedStatus.UNMET),
        (Result.NOT_ELIGIBLE, UNDERSTOOD, NeedStatus.UNMET),
    ],
)
async def test_what_the_family_confirms_decides_whether_its_need_is_met(
    stage: Stage, result: Result, given: dict[str, object], status: NeedStatus
) -> None:
    case = await completed(stage, result)
    await stage.done(FollowUpRecord, COMMISSIONER, case.referral.id, **given, note="本人确认")
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed, referral.confirmed_at) == (State.CONFIRMED, True, stage.now)
    assert (referral.waits_federation, referral.waits_commissioner) == (False, False)
    need = await stage.again(case.need)
    assert (need.status, need.completed_items) == (status, 0)
    said = await stage.row(FollowUp, FollowUp.referral_id == referral.id)
    assert (said.result, said.note, said.account_id) == (given["result"], "本人确认", stage.world.viewer(COMMISSIONER).account)


async def test_what_did_not_help_goes_back_to_the_same_office(stage: Stage) -> None:
    case = await completed(stage)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **NOT_SOLVED)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.reopen_count, referral.returnable, referral.waits_office) == (State.REOPENED, 1, False, True)
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND


@pytest.mark.parametrize("beyond", [{"reopen_count": 2}, {"reopen_until": None}])
async def test_where_reopening_is_over_the_help_is_sought_anew(stage: Stage, beyond: dict[str, Any]) -> None:
    columns: dict[str, Any] = {name: stage.now if value is None else value for name, value in beyond.items()}
    case = await completed(stage, **columns)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **NOT_SOLVED)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed) == (State.ARCHIVED, False)
    draft = await stage.row(AssistanceItem, AssistanceItem.previous_id == case.item.id)
    assert (draft.state, draft.type_code, draft.request_text) == (ItemState.DRAFT, case.item.type_code, case.item.request_text)
    assert (await stage.again(case.need)).status == NeedStatus.IN_HAND
    assert case.federation.id in draft.fitting_offices
    assert await rerouted(stage.addresses.loader) == 0


async def test_three_days_without_an_answer_end_it_unconfirmed(stage: Stage) -> None:
    case = await completed(stage)
    for attempts in (1, 2):
        await stage.done(FollowUpRecord, CADRE, case.referral.id, **NO_ANSWER)
        referral = await stage.again(case.referral)
        assert (referral.state, referral.attempts, referral.waits_federation) == (State.COMPLETED, attempts, True)
        refused = await stage.refused(FollowUpRecord, CADRE, case.referral.id, **NO_ANSWER)
        assert refused == [("ALREADY_TRIED_TODAY", ("result",))]
        stage.now += timedelta(days=1)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **NO_ANSWER)
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed, referral.visible_until) == (State.ARCHIVED, False, stage.now + timedelta(days=365))
    assert (await stage.again(case.need)).status == NeedStatus.UNMET


async def test_whoever_completed_it_does_not_ask_the_family(stage: Stage) -> None:
    case = await completed(stage, completed_by=stage.world.viewer(CADRE).account)
    assert await stage.refused(FollowUpRecord, CADRE, case.referral.id, **SOLVED) == [("COMPLETED_BY_YOU", ())]


async def test_an_answer_fits_the_outcome_and_itself(stage: Stage) -> None:
    case = await completed(stage)
    assert await stage.refused(FollowUpRecord, CADRE, case.referral.id, **UNDERSTOOD) == [("NOT_A_REFUSAL", ("result",))]
    given = {**NO_ANSWER, "satisfaction": Satisfaction.SATISFIED}
    assert await stage.refused(FollowUpRecord, CADRE, case.referral.id, **given) == [("NOT_EXPECTED", ("satisfaction",))]
