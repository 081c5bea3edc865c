"""The federation answers an office's question. Source: docs/lifecycle.md (`referralAnswer`)."""

from db.tables.event import EventText
from domain.referral import State
from resolvers.commands.referral.answer import ReferralAnswer
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE


async def test_an_answered_question_waits_for_nobody(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, question_open=True)
    await stage.done(ReferralAnswer, CADRE, case.referral.id, text="家庭在家")
    referral = await stage.again(case.referral)
    assert (referral.question_open, referral.waits_federation, referral.waits_office) == (False, False, True)
    assert (await stage.row(EventText, EventText.subject_id == referral.id)).body == "家庭在家"


async def test_without_a_question_there_is_no_answer(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS)
    assert await stage.refused(ReferralAnswer, CADRE, case.referral.id, text="家庭在家") == [("NO_QUESTION", ())]


async def test_an_answer_is_not_empty_and_holds_no_number_of_a_person(stage: Stage) -> None:
    case = await stage.referred(State.IN_PROGRESS, question_open=True)
    assert await stage.refused(ReferralAnswer, CADRE, case.referral.id, text=" ") == [("REQUIRED", ("text",))]
    assert await stage.refused(ReferralAnswer, CADRE, case.referral.id, text="16000000001") == [("TEXT_HOLDS_PHONE", ("text",))]
