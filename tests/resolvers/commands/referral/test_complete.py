"""An office completes a referral with its outcome. Source: docs/lifecycle.md (`referralComplete`); docs/domain.md 3 (Outcomes)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from db.tables.outcome import Outcome
from domain.item import ItemState
from domain.need import NeedStatus
from domain.outcome import BenefitPer, Result
from domain.referral import State
from domain.time.calendar import end_of
from resolvers.commands.aggregate.outcome import BenefitInput, DetailInput, OutcomeInput, RefusalInput, ServiceInput
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.reopen import ReferralReopen
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.samples import CADRE, HANDLER, WITHDRAWN

TODAY = date(2026, 11, 24)
BENEFIT = BenefitInput(amount=73_000, per=BenefitPer.MONTH, from_=date(2026, 12, 1), first_payment_on=date(2026, 12, 10))


def outcome(result: Result, **parts: Any) -> OutcomeInput:
    return OutcomeInput(result=result, decided_on=TODAY, **parts)


GRANTED = outcome(Result.GRANTED, detail=DetailInput(benefit=BENEFIT))


async def test_a_grant_is_kept_whole_and_followed_up_after_its_first_payment(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=GRANTED)
    referral, account = await stage.again(case.referral), stage.world.viewer(HANDLER).account
    assert (referral.state, referral.completed_at, referral.completed_by) == (State.COMPLETED, stage.now, account)
    assert (referral.reopen_until, referral.confirmed, referral.question_open) == (stage.now + timedelta(days=60), None, False)
    assert referral.work_due_at == end_of(stage.reference.calendar.add(date(2026, 12, 10), 1))
    assert (referral.waits_office, referral.waits_federation, referral.waits_commissioner) == (False, True, True)
    kept = await stage.row(Outcome, Outcome.referral_id == referral.id)
    assert (kept.result, kept.version, kept.benefit_amount, kept.benefit_per) == (Result.GRANTED, 1, 73_000, BenefitPer.MONTH)
    assert (kept.benefit_from, kept.benefit_first_payment_on) == (date(2026, 12, 1), date(2026, 12, 10))
    need = await stage.again(case.need)
    assert (need.status, need.completed_items) == (NeedStatus.IN_HAND, 1)


async def test_from_signed_it_also_counts_as_started(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=WITHDRAWN)
    assert (await stage.again(case.referral)).started_at == stage.now


async def test_a_refusal_is_an_outcome_with_its_written_notice(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    code = min(stage.reference.codes["REFUSAL_REASON"])
    refusal = RefusalInput(code=code, text="收入超标", notice_delivered_on=TODAY, how_to_object="向上级申诉")
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=outcome(Result.NOT_ELIGIBLE, refusal=refusal))
    kept = await stage.row(Outcome, Outcome.referral_id == case.referral.id)
    assert (kept.refusal_code, kept.refusal_text, kept.refusal_notice_delivered_on) == (code, "收入超标", TODAY)


async def test_nobody_is_asked_of_a_person_who_has_died(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=outcome(Result.DECEASED))
    referral = await stage.again(case.referral)
    assert (referral.state, referral.confirmed, referral.ended_at) == (State.ARCHIVED, False, stage.now)
    assert (await stage.again(case.item)).state == ItemState.ARCHIVED
    assert (await stage.again(case.need)).status == NeedStatus.UNMET


async def test_while_suspended_only_what_expects_nothing_more_of_the_family(stage: Stage) -> None:
    case = await stage.referred(State.SUSPENDED)
    refused = await stage.refused(ReferralComplete, HANDLER, case.referral.id, outcome=GRANTED)
    assert refused == [("RESULT_WHILE_SUSPENDED", ("outcome", "result"))]
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=outcome(Result.UNREACHABLE))
    referral = await stage.again(case.referral)
    assert (referral.state, referral.suspended_at, referral.missing) == (State.COMPLETED, None, [])


async def test_what_is_applied_for_is_decided_after_its_acceptance_alone(stage: Stage) -> None:
    office = "civil-affairs.330110"
    case = await stage.referred(State.IN_PROGRESS, "A01", office)
    refused = await stage.refused(ReferralComplete, f"handler.{office}", case.referral.id, outcome=GRANTED)
    assert refused == [("ACCEPTANCE_MISSING", ("outcome", "result"))]
    accepted = await stage.referred(State.IN_PROGRESS, "A01", office, accepted_on=TODAY)
    await stage.done(ReferralComplete, f"handler.{office}", accepted.referral.id, outcome=GRANTED)


async def test_a_second_completion_is_a_new_version_of_the_outcome_with_a_window_of_its_own(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=GRANTED)
    stage.now += timedelta(days=10)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="NOT_DELIVERED")
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=WITHDRAWN)
    referral = await stage.again(case.referral)
    assert sorted((each.version, each.result) for each in await stage.rows(Outcome, Outcome.referral_id == referral.id)) == [
        (1, Result.GRANTED),
        (2, Result.WITHDRAWN),
    ]
    assert (referral.reopen_until, referral.first_payment_on) == (stage.now + timedelta(days=60), None)


SERVICE = DetailInput(service=ServiceInput(provider="社区", delivered_on=TODAY))
REFUSED: list[tuple[OutcomeInput, Errors]] = [
    (outcome(Result.GRANTED), [("OUTCOME_KIND", ("outcome", "detail"))]),
    (outcome(Result.GRANTED, detail=SERVICE), [("OUTCOME_KIND", ("outcome", "detail"))]),
    (outcome(Result.GRANTED, detail=DetailInput()), [("EXACTLY_ONE", ("outcome", "detail"))]),
    (outcome(Result.NOT_ELIGIBLE), [("REQUIRED", ("outcome", "refusal"))]),
    (outcome(Result.WAITING_LIST), [("REQUIRED", ("outcome", "reviewOn"))]),
    (outcome(Result.WITHDRAWN, detail=DetailInput(benefit=BENEFIT)), [("NOT_EXPECTED", ("outcome", "detail"))]),
    (OutcomeInput(result=Result.WITHDRAWN, decided_on=date(2026, 11, 25)), [("IN_FUTURE", ("outcome", "decidedOn"))]),
    (
        outcome(Result.GRANTED, detail=DetailInput(benefit=BenefitInput(amount=-1, per=BenefitPer.ONCE, from_=TODAY))),
        [("AMOUNT_BELOW_ZERO", ("outcome", "detail", "benefit", "amount"))],
    ),
]


@pytest.mark.parametrize(("given", "refusals"), REFUSED)
async def test_an_outcome_that_does_not_fit_is_refused_with_its_path(stage: Stage, given: OutcomeInput, refusals: Errors) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    assert await stage.refused(ReferralComplete, HANDLER, case.referral.id, outcome=given) == refusals


async def test_nothing_is_decided_before_the_application_was_accepted(stage: Stage) -> None:
    office = "civil-affairs.330110"
    case = await stage.referred(State.IN_PROGRESS, "A01", office, accepted_on=TODAY)
    early = OutcomeInput(result=Result.GRANTED, decided_on=TODAY - timedelta(days=1), detail=DetailInput(benefit=BENEFIT))
    refused = await stage.refused(ReferralComplete, f"handler.{office}", case.referral.id, outcome=early)
    assert refused == [("TOO_EARLY", ("outcome", "decidedOn"))]


BENEFITS: list[tuple[dict[str, object], str, str]] = [
    ({"amount": 0}, "AMOUNT_TOO_SMALL", "amount"),
    ({"until": date(2026, 11, 30)}, "ENDS_BEFORE_START", "until"),
    ({"from_": date(1999, 1, 1)}, "TOO_EARLY", "from"),
    ({"first_payment_on": date(2036, 1, 1)}, "TOO_LATE", "firstPaymentOn"),
]


@pytest.mark.parametrize(("given", "code", "name"), BENEFITS)
async def test_a_benefit_that_cannot_be_is_refused(stage: Stage, given: dict[str, Any], code: str, name: str) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    told = outcome(Result.GRANTED, detail=DetailInput(benefit=replace(BENEFIT, **given)))
    refused = await stage.refused(ReferralComplete, HANDLER, case.referral.id, outcome=told)
    assert refused == [(code, ("outcome", "detail", "benefit", name))]
