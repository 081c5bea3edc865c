"""An office corrects an outcome before the family has been asked. Source: docs/lifecycle.md (`outcomeCorrect`)."""

from dataclasses import replace
from datetime import timedelta

from db.tables.outcome import Outcome
from domain.follow_up import FollowUpResult, Satisfaction
from domain.need import NeedStatus
from domain.outcome import Result
from domain.referral import State
from resolvers.commands.aggregate.outcome import DetailInput
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.referral.complete import ReferralComplete
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.referral.test_complete import BENEFIT, GRANTED, TODAY, outcome
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER, WITHDRAWN

LESS = outcome(Result.PARTIALLY_GRANTED, detail=DetailInput(benefit=replace(BENEFIT, amount=50_000, first_payment_on=None)))
ASKED = {"result": FollowUpResult.NO_ANSWER, "satisfaction": Satisfaction.NOT_ASKED}


async def completed(stage: Stage) -> Case:
    """A referral that its handler has completed with a grant."""
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=GRANTED)
    return case


async def test_the_corrected_outcome_is_in_force_and_the_first_one_is_kept(stage: Stage) -> None:
    case = await completed(stage)
    before = await stage.again(case.referral)
    await stage.done(OutcomeCorrect, DISPATCHER, case.referral.id, reason="SUM_WRONG", outcome=LESS)
    versions = {each.version: each for each in await stage.rows(Outcome, Outcome.referral_id == case.referral.id)}
    assert {version: (each.result, each.benefit_amount) for version, each in versions.items()} == {
        1: (Result.GRANTED, 73_000),
        2: (Result.PARTIALLY_GRANTED, 50_000),
    }
    after = await stage.again(case.referral)
    assert (after.state, after.completed_at, after.reopen_until) == (State.COMPLETED, before.completed_at, before.reopen_until)
    assert (after.completed_by, after.version) == (stage.world.viewer(DISPATCHER).account, before.version + 1)


async def test_the_follow_up_is_due_by_the_corrected_first_payment(stage: Stage) -> None:
    case = await completed(stage)
    before = await stage.again(case.referral)
    await stage.done(OutcomeCorrect, HANDLER, case.referral.id, reason="DAY_WRONG", outcome=LESS)
    after = await stage.again(case.referral)
    assert after.first_payment_on is None
    assert after.work_due_at < before.work_due_at


async def test_once_the_family_has_been_asked_it_stays(stage: Stage) -> None:
    case = await completed(stage)
    stage.now += timedelta(days=1)
    await stage.done(FollowUpRecord, CADRE, case.referral.id, **ASKED)
    given = {"reason": "SUM_WRONG", "outcome": LESS}
    assert await stage.refused(OutcomeCorrect, HANDLER, case.referral.id, **given) == [("FOLLOW_UP_BEGAN", ())]


async def test_who_was_entered_alive_and_has_died_ends_it(stage: Stage) -> None:
    case = await completed(stage)
    await stage.done(OutcomeCorrect, HANDLER, case.referral.id, reason="RESULT_WRONG", outcome=replace(WITHDRAWN, result=Result.DECEASED))
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed) == (State.ARCHIVED, False)
    assert (await stage.again(case.need)).status == NeedStatus.UNMET


async def test_a_correction_is_compared_with_the_type_as_an_outcome_is(stage: Stage) -> None:
    case = await completed(stage)
    without = outcome(Result.GRANTED)
    refused = await stage.refused(OutcomeCorrect, HANDLER, case.referral.id, reason="OTHER", outcome=without)
    assert refused == [("OUTCOME_KIND", ("outcome", "detail"))]
    early = replace(LESS, decided_on=TODAY - timedelta(days=40))
    assert [code for code, _ in await stage.refused(OutcomeCorrect, HANDLER, case.referral.id, reason="OTHER", outcome=early)] == [
        "TOO_EARLY"
    ]
