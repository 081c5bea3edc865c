"""What is granted is received from then on, told once, and known before more is sent. Source: docs/domain.md 2 (Entitlement)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from db.tables.entitlement import Entitlement
from domain.entitlement import EntitlementSource
from domain.outcome import BenefitPer, Result
from domain.referral import State
from resolvers.commands.aggregate.outcome import DetailInput, OutcomeInput, PlacementInput
from resolvers.commands.aggregate.recognition import RecognitionInput
from resolvers.commands.context import Envelope
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.reopen import ReferralReopen
from resolvers.commands.visit.input import EntitlementInput, VisitedFamilyInput, VisitedPersonInput
from resolvers.commands.visit.record import VisitRecord
from tests.builders.case import Case
from tests.builders.visit import told
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.referral.test_complete import BENEFIT, GRANTED, TODAY, outcome
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, HANDLER, WITHDRAWN


async def completed(stage: Stage, given: OutcomeInput = GRANTED, type_: str = "A11") -> Case:
    """A referral that its office has completed."""
    line = stage.reference.types[type_].lead_department.lower().replace("_", "-")
    case = await stage.referred(State.IN_PROGRESS, type_, f"{line}.330110", accepted_on=date(2026, 11, 23))
    await stage.done(ReferralComplete, f"handler.{line}.330110", case.referral.id, outcome=given)
    return case


async def received(stage: Stage, case: Case) -> list[tuple[Any, ...]]:
    rows = sorted(await stage.rows(Entitlement, Entitlement.family_id == case.family.id), key=lambda each: each.created_at)
    return [(each.type_code, each.person_id, each.source, each.since, each.until) for each in rows]


async def test_a_benefit_is_received_from_its_first_day_on(stage: Stage) -> None:
    case = await completed(stage)
    assert await received(stage, case) == [("A11", case.head.id, EntitlementSource.OUTCOME, date(2026, 12, 1), None)]


@pytest.mark.parametrize(
    ("type_", "detail", "until"),
    [
        ("A11", DetailInput(benefit=replace(BENEFIT, per=BenefitPer.ONCE)), date(2026, 12, 1)),
        ("A11", DetailInput(benefit=replace(BENEFIT, until=date(2027, 11, 30))), date(2027, 11, 30)),
        ("A15", DetailInput(placement=PlacementInput(employer="工坊", post="保洁员", from_=date(2026, 12, 1))), None),
        ("A14", DetailInput(recognition=RecognitionInput(status="就业困难人员", from_=date(2026, 12, 1))), None),
    ],
)
async def test_it_lasts_as_long_as_the_outcome_says(stage: Stage, type_: str, detail: DetailInput, until: date | None) -> None:
    case = await completed(stage, outcome(Result.GRANTED, detail=detail), type_)
    assert [each[3:] for each in await received(stage, case)] == [(date(2026, 12, 1), until)]


async def test_what_is_not_granted_is_not_received(stage: Stage) -> None:
    assert await received(stage, await completed(stage, WITHDRAWN)) == []


async def test_a_corrected_outcome_rewrites_what_is_received(stage: Stage) -> None:
    case = await completed(stage)
    later = outcome(Result.GRANTED, detail=DetailInput(benefit=replace(BENEFIT, from_=date(2027, 1, 1), first_payment_on=None)))
    await stage.done(OutcomeCorrect, HANDLER, case.referral.id, reason="DAY_WRONG", outcome=later)
    assert [each[3:] for each in await received(stage, case)] == [(date(2027, 1, 1), None)]
    await stage.done(OutcomeCorrect, HANDLER, case.referral.id, reason="RESULT_WRONG", outcome=WITHDRAWN)
    assert await received(stage, case) == []


async def test_a_second_grant_after_reopening_is_no_second_entitlement(stage: Stage) -> None:
    case = await completed(stage)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="NOT_DELIVERED")
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=GRANTED)
    assert len(await received(stage, case)) == 1


async def test_a_visit_tells_what_is_received_once(stage: Stage) -> None:
    case = await completed(stage)
    known = {"family": VisitedFamilyInput(id=case.family.id), "person": VisitedPersonInput(id=case.head.id)}
    said = (
        EntitlementInput(type="A11"),
        EntitlementInput(type="A01", since=TODAY - timedelta(days=400), household=True),
        EntitlementInput(type="A01", household=True),
        EntitlementInput(type="A07"),
    )
    for _ in range(2):
        viewer = await stage.viewer(COMMISSIONER)
        done = await stage.commands.run(VisitRecord(), told(**known, entitlements=said), viewer, Envelope(trace="trace"))
        assert done.errors == ()
    assert [each[:3] for each in await received(stage, case)] == [
        ("A11", case.head.id, EntitlementSource.OUTCOME),
        ("A01", None, EntitlementSource.VISIT),
        ("A07", case.head.id, EntitlementSource.VISIT),
    ]
