"""A recognition writes a household's status with its kind and risk cause. Source: docs/domain.md 2 (Entitlement) and 3 (Outcomes)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.tables.entitlement import Entitlement
from db.tables.outcome import Outcome
from domain.outcome import Result
from domain.referral import State
from resolvers.commands.aggregate.outcome import DetailInput, OutcomeInput
from resolvers.commands.aggregate.recognition import RecognitionInput
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.referral.complete import ReferralComplete
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Errors, Stage
from tests.resolvers.commands.referral.test_complete import TODAY, outcome

POVERTY = "poverty-alleviation.330110"
OFFICER = f"handler.{POVERTY}"
AT = ("outcome", "detail", "recognition")
MONITORED = RecognitionInput(
    kind="MARGINAL_PRONE_HOUSEHOLD", risk_cause="ILLNESS", measures=("HEALTH", "SAFETY_NET"), helper="王助理", from_=date(2026, 12, 1)
)


def recognised(told: RecognitionInput = MONITORED) -> OutcomeInput:
    return outcome(Result.GRANTED, detail=DetailInput(recognition=told))


async def accepted(stage: Stage, type_: str = "A27", office: str = POVERTY) -> Case:
    """A case whose application the office has accepted."""
    return await stage.referred(State.IN_PROGRESS, type_, office, accepted_on=TODAY)


async def status(stage: Stage, case: Case) -> list[tuple[Any, ...]]:
    """What the family receives."""
    rows = await stage.rows(Entitlement, Entitlement.family_id == case.family.id)
    return [(each.person_id, each.kind, each.risk_cause, each.measures, each.helper, each.since, each.until) for each in rows]


async def test_a_monitored_household_is_one_as_a_whole_with_kind_cause_measures_and_helper(stage: Stage) -> None:
    case = await accepted(stage)
    await stage.done(ReferralComplete, OFFICER, case.referral.id, outcome=recognised())
    assert case.referral.person_id == case.head.id
    given = ("MARGINAL_PRONE_HOUSEHOLD", "ILLNESS", ["HEALTH", "SAFETY_NET"], "王助理")
    assert await status(stage, case) == [(None, *given, date(2026, 12, 1), None)]
    kept = await stage.row(Outcome, Outcome.referral_id == case.referral.id)
    assert (kept.recognition_kind, kept.recognition_risk_cause, kept.recognition_measures, kept.recognition_helper) == given


async def test_a_corrected_recognition_rewrites_the_status(stage: Stage) -> None:
    case = await accepted(stage)
    await stage.done(ReferralComplete, OFFICER, case.referral.id, outcome=recognised())
    other = replace(MONITORED, kind="HOUSEHOLD_AT_RISK", risk_cause="ACCIDENT", measures=None, helper=None)
    await stage.done(OutcomeCorrect, OFFICER, case.referral.id, reason="DECIDED_ANEW", outcome=recognised(other))
    assert await status(stage, case) == [(None, "HOUSEHOLD_AT_RISK", "ACCIDENT", [], None, date(2026, 12, 1), None)]


async def test_who_is_recognised_as_something_else_has_a_status_and_no_kind(stage: Stage) -> None:
    office = "human-resources.330110"
    case = await accepted(stage, "A14", office)
    told = RecognitionInput(status="就业困难人员", helper="李协理", from_=TODAY)
    await stage.done(ReferralComplete, f"handler.{office}", case.referral.id, outcome=recognised(told))
    assert await status(stage, case) == [(case.head.id, None, None, [], "李协理", TODAY, None)]


@pytest.mark.parametrize(
    ("type_", "office", "told", "refusals"),
    [
        ("A27", POVERTY, RecognitionInput(status="监测户", from_=TODAY), [("REQUIRED", (*AT, "kind")), ("REQUIRED", (*AT, "riskCause"))]),
        ("A27", POVERTY, replace(MONITORED, kind="POOR"), [("UNKNOWN_CODE", (*AT, "kind"))]),
        ("A27", POVERTY, replace(MONITORED, risk_cause="因病"), [("UNKNOWN_CODE", (*AT, "riskCause"))]),
        ("A27", POVERTY, replace(MONITORED, measures=("HEALTH", "HEALTH")), [("REPEATED", (*AT, "measures", 1))]),
        ("A27", POVERTY, replace(MONITORED, helper="王 13912345678"), [("TEXT_HOLDS_PHONE", (*AT, "helper"))]),
        ("A14", "human-resources.330110", RecognitionInput(from_=TODAY), [("REQUIRED", (*AT, "status"))]),
        (
            *("A14", "human-resources.330110", replace(MONITORED, status="就业困难人员", from_=TODAY)),
            [("NOT_EXPECTED", (*AT, name)) for name in ("kind", "riskCause", "measures")],
        ),
        ("A11", "healthcare-security.330110", MONITORED, [("OUTCOME_KIND", ("outcome", "detail"))]),
    ],
)
async def test_each_type_asks_for_its_own_part(stage: Stage, type_: str, office: str, told: RecognitionInput, refusals: Errors) -> None:
    case = await accepted(stage, type_, office)
    assert await stage.refused(ReferralComplete, f"handler.{office}", case.referral.id, outcome=recognised(told)) == refusals
    assert await status(stage, case) == []
