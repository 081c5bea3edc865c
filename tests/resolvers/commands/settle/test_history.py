"""The history tells what was said: every input that matters to its reader. Source: docs/lifecycle.md (Actions); docs/domain.md 3."""

from datetime import date

import pytest

from db.tables.outcome import Outcome
from domain.referral import ReturnedBy, State, TextKind
from resolvers.commands.aggregate.outcome import OutcomeInput
from resolvers.commands.referral.answer import ReferralAnswer
from resolvers.commands.referral.assign import ReferralAssign
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.hand_back import ReferralHandBack
from resolvers.commands.referral.progress import ReferralProgress, StageInput
from resolvers.commands.referral.reopen import ReferralReopen
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.start import ReferralStart
from resolvers.commands.referral.take import ReferralTake
from tests.resolvers.commands.conftest import Stage, told
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER, WITHDRAWN

OFFICE = "civil-affairs.330110"
TODAY = date(2026, 11, 24)


async def test_it_tells_to_whom_a_referral_was_assigned_also_where_that_changes_nothing(stage: Stage) -> None:
    who = stage.world.viewer(HANDLER).account
    case = await stage.referred(State.SIGNED, handler_id=who)
    await stage.done(ReferralAssign, DISPATCHER, case.referral.id, handler=who)
    step = await told(stage, case.referral, "referralAssign")
    assert (step.handler_id, step.account_id) == (who, stage.world.viewer(DISPATCHER).account)


async def test_it_tells_who_became_the_handler_by_signing_taking_or_working(stage: Stage) -> None:
    who, cases = (
        stage.world.viewer(HANDLER).account,
        [await stage.referred(state) for state in (State.DISPATCHED, State.SIGNED, State.SIGNED)],
    )
    await stage.done(ReferralSign, DISPATCHER, cases[0].referral.id, handler=who)
    await stage.done(ReferralTake, HANDLER, cases[1].referral.id)
    await stage.done(ReferralStart, HANDLER, cases[2].referral.id)
    steps = [
        await told(stage, case.referral, action)
        for case, action in zip(cases, ("referralSign", "referralTake", "referralStart"), strict=True)
    ]
    assert [each.handler_id for each in steps] == [who] * 3
    await stage.done(ReferralProgress, DISPATCHER, cases[2].referral.id, note="已联系家庭")
    await stage.done(ReferralHandBack, HANDLER, cases[1].referral.id)
    noted, handed = [await told(stage, case.referral, of) for case, of in ((cases[2], "referralProgress"), (cases[1], "referralHandBack"))]
    assert (noted.handler_id, handed.handler_id) == (None, None)


@pytest.mark.parametrize(
    ("given", "kind"), [({"note": "已联系家庭"}, TextKind.NOTE), ({"question": "家庭是否已搬迁？"}, TextKind.QUESTION)]
)
async def test_it_tells_a_note_from_a_question(stage: Stage, given: dict[str, str], kind: TextKind) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, **given)
    assert (await told(stage, case.referral, "referralProgress")).text_kind == kind


async def test_it_tells_an_answer_as_one(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, question_open=True)
    await stage.done(ReferralAnswer, CADRE, case.referral.id, text="家庭在家")
    assert (await told(stage, case.referral, "referralAnswer")).text_kind == TextKind.ANSWER


async def test_it_tells_the_day_of_acceptance_with_the_stage(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED, "A01", OFFICE)
    await stage.done(
        ReferralProgress, f"handler.{OFFICE}", case.referral.id, accepted_on=TODAY, stage=StageInput(code="ACCEPTED", on=TODAY)
    )
    step = await told(stage, case.referral, "referralProgress")
    assert (step.accepted_on, step.stage, step.stage_on, step.text_kind) == (TODAY, "ACCEPTED", TODAY, None)


async def test_it_tells_who_refused_and_whom_it_named_instead(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    suggested = stage.world.office("healthcare-security.330106").id
    given = {"reason": "WRONG_AREA", "returned_by": ReturnedBy.NOT_OUR_AREA, "suggested_office": suggested}
    await stage.done(ReferralReturn, DISPATCHER, case.referral.id, **given)
    step = await told(stage, case.referral, "referralReturn")
    assert (step.reasons, step.returned_by, step.suggested_office_id) == (["WRONG_AREA"], ReturnedBy.NOT_OUR_AREA, suggested)
    assert (await stage.again(case.item)).suggested_office_id == suggested


async def test_earlier_outcomes_stay_beside_the_one_in_force(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=WITHDRAWN)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="RESULT_WRONG")
    second = OutcomeInput(result=WITHDRAWN.result, decided_on=WITHDRAWN.decided_on, note="家庭再次放弃")
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=second)
    outcomes = await stage.rows(Outcome, Outcome.referral_id == case.referral.id)
    assert sorted((each.version, each.note) for each in outcomes) == [(1, None), (2, "家庭再次放弃")]
