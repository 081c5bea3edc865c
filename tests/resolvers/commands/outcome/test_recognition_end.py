"""An office ends what it recognised: the risk is eliminated. Source: docs/lifecycle.md (`recognitionEnd`), docs/domain.md 2."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from db.tables.entitlement import Entitlement
from domain.follow_up import FollowUpResult, Satisfaction
from domain.outcome import Result
from domain.referral import State
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.outcome.recognition_end import RecognitionEnd
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.reopen import ReferralReopen
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.outcome.test_recognition import MONITORED, OFFICER, POVERTY, accepted, recognised
from tests.resolvers.commands.referral.test_complete import TODAY, outcome
from tests.resolvers.commands.samples import CADRE, MONITOR, WITHDRAWN

SINCE = TODAY - timedelta(days=20)
GONE: dict[str, Any] = {"ended_on": TODAY, "reason": "RISK_ELIMINATED"}
ASKED: dict[str, Any] = {"result": FollowUpResult.SOLVED, "satisfaction": Satisfaction.SATISFIED}


async def monitored(stage: Stage) -> Case:
    """A household that its poverty office monitors since three weeks ago."""
    case = await accepted(stage)
    await stage.done(ReferralComplete, OFFICER, case.referral.id, outcome=recognised(replace(MONITORED, from_=SINCE)))
    return case


async def ended(stage: Stage, case: Case) -> tuple[date | None, str | None]:
    row = await stage.row(Entitlement, Entitlement.referral_id == case.referral.id)
    return row.until, row.end_reason


async def test_the_status_ends_with_its_reason_and_the_referral_says_when(stage: Stage) -> None:
    case = await monitored(stage)
    before = await stage.again(case.referral)
    await stage.done(RecognitionEnd, OFFICER, case.referral.id, **GONE, note="收入稳定")
    after = await stage.again(case.referral)
    assert await ended(stage, case) == (TODAY, "RISK_ELIMINATED")
    assert (after.state, after.recognition_ended_on, after.version) == (State.COMPLETED, TODAY, before.version + 1)
    assert (after.waits_federation, after.work_due_at) == (before.waits_federation, before.work_due_at)


async def test_long_after_the_family_was_asked_as_well(stage: Stage) -> None:
    case = await monitored(stage)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **ASKED)
    assert (await stage.again(case.referral)).state == State.CONFIRMED
    await stage.done(RecognitionEnd, f"dispatcher.{POVERTY}", case.referral.id, **GONE)
    assert await ended(stage, case) == (TODAY, "RISK_ELIMINATED")
    need = await stage.again(case.need)
    assert need.status == "MET"


async def test_it_ends_once_and_the_outcome_is_not_corrected_behind_it(stage: Stage) -> None:
    case = await monitored(stage)
    await stage.done(RecognitionEnd, OFFICER, case.referral.id, **GONE)
    assert await stage.refused(RecognitionEnd, OFFICER, case.referral.id, **GONE) == [("RECOGNITION_ENDED", ())]
    corrected = {"reason": "RESULT_WRONG", "outcome": WITHDRAWN}
    assert await stage.refused(OutcomeCorrect, OFFICER, case.referral.id, **corrected) == [("RECOGNITION_ENDED", ())]


async def test_a_referral_that_is_decided_anew_begins_the_status_anew(stage: Stage) -> None:
    case = await monitored(stage)
    await stage.done(RecognitionEnd, OFFICER, case.referral.id, **GONE)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="NOT_SOLVED")
    again = replace(MONITORED, from_=TODAY)
    await stage.done(ReferralComplete, OFFICER, case.referral.id, outcome=recognised(again))
    assert await ended(stage, case) == (None, None)
    assert (await stage.again(case.referral)).recognition_ended_on is None
    await stage.done(RecognitionEnd, OFFICER, case.referral.id, **GONE)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"ended_on": SINCE - timedelta(days=1)}, ("TOO_EARLY", ("endedOn",))),
        ({"ended_on": TODAY + timedelta(days=1)}, ("IN_FUTURE", ("endedOn",))),
        ({"reason": "POOR"}, ("UNKNOWN_CODE", ("reason",))),
    ],
)
async def test_a_day_or_reason_that_does_not_fit_is_refused_with_its_path(stage: Stage, given: dict[str, Any], refusal: Any) -> None:
    case = await monitored(stage)
    assert await stage.refused(RecognitionEnd, OFFICER, case.referral.id, **(GONE | given)) == [refusal]
    assert await ended(stage, case) == (None, None)


async def test_of_a_status_without_a_risk_none_is_eliminated(stage: Stage) -> None:
    office = "human-resources.330110"
    case = await accepted(stage, "A14", office)
    told = replace(MONITORED, status="就业困难人员", kind=None, risk_cause=None, measures=None, from_=SINCE)
    await stage.done(ReferralComplete, f"handler.{office}", case.referral.id, outcome=recognised(told))
    refused = await stage.refused(RecognitionEnd, f"handler.{office}", case.referral.id, **GONE)
    assert refused == [("REASON_UNFIT", ("reason",))]
    await stage.done(RecognitionEnd, f"handler.{office}", case.referral.id, ended_on=SINCE, reason="NO_LONGER_MET")
    assert await ended(stage, case) == (SINCE, "NO_LONGER_MET")


async def test_where_nothing_was_recognised_nothing_ends(stage: Stage) -> None:
    case = await accepted(stage)
    await stage.done(ReferralComplete, OFFICER, case.referral.id, outcome=outcome(Result.WITHDRAWN))
    assert await stage.refused(RecognitionEnd, OFFICER, case.referral.id, **GONE) == [("NOT_RECOGNISED", ())]


@pytest.mark.parametrize("by", [CADRE, MONITOR])
async def test_nobody_but_the_office_ends_it(stage: Stage, by: str) -> None:
    case = await monitored(stage)
    refused = await stage.refused(RecognitionEnd, by, case.referral.id, **GONE)
    assert refused == [("FORBIDDEN", ())]
