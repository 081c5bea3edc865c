"""What a payment does to the lines of a request, and what becomes of lines that are not granted any more. Source: docs/domain.md 3."""

from asyncio import gather
from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest

from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.outcome import Outcome
from domain.fund import LineState
from domain.item import ItemState
from domain.outcome import Result
from domain.referral import State
from resolvers.commands.aggregate.outcome import DetailInput
from resolvers.commands.aggregate.payment import FailedLineInput
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.pool import ItemPool
from resolvers.commands.item.receipt_confirm import ReceiptConfirm
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.move import ReferralMove
from resolvers.commands.referral.reopen import ReferralReopen
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_pool import CLERK, MONTHLY, NOTHING, asked, asking, granted, lines, paid, sent, signed, summed
from tests.resolvers.commands.referral.test_complete import BENEFIT, TODAY, outcome
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER, PLAIN_TOWN, SUPERIOR, WITHDRAWN


async def test_what_is_left_unpaid_goes_on_in_a_new_request(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    referral = await signed(stage, one, two, document="函1号", source="CITY")
    small, large = await lines(stage, referral.item_id)
    given = paid(50_000, Result.PARTIALLY_GRANTED, unpaid=(large.id,))
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=given)
    new = await stage.row(AssistanceItem, AssistanceItem.previous_id == referral.item_id)
    assert (new.state, new.request_document, new.fund_source, new.need_domain) == (ItemState.DRAFT, "函1号", "CITY", "MEDICAL")
    assert [(line.id, line.state) for line in await lines(stage, new.id)] == [(large.id, LineState.OPEN)]
    assert summed(new) == (1, 80_000, 0, 80_000, 0)
    assert summed(await stage.again(referral)) == (1, 50_000, 50_000, 0, 0)
    assert (await stage.again(small)).state == LineState.PAID
    assert (await sent(stage, new)).line_sum == 80_000


@pytest.mark.parametrize(
    ("sum_", "result", "names", "refused"),
    [
        (80_001, Result.GRANTED, {}, ("PAID_DIFFERS", ("outcome", "detail", "payment", "paid"))),
        (0, Result.GRANTED, {}, ("PAID_DIFFERS", ("outcome", "detail", "payment", "paid"))),
        (80_000, Result.PARTIALLY_GRANTED, {}, ("REQUIRED", ("outcome", "detail", "payment", "unpaid"))),
        (0, Result.GRANTED, {"unpaid"}, ("NOT_EXPECTED", ("outcome", "detail", "payment", "unpaid"))),
        (0, Result.PARTIALLY_GRANTED, {"unpaid", "failed"}, ("REPEATED", ("outcome", "detail", "payment", "unpaid", 0))),
        (80_000, Result.GRANTED, {"stranger"}, ("NOT_FOUND", ("outcome", "detail", "payment", "failed", 0))),
    ],
)
async def test_a_payment_that_does_not_agree_with_the_lines(
    stage: Stage, sum_: int, result: Result, names: set[str], refused: tuple[str, tuple[str | int, ...]]
) -> None:
    referral = await signed(stage, await granted(stage))
    (line,) = await lines(stage, referral.item_id)
    failed = [line.id] if "failed" in names else [uuid4()] if "stranger" in names else []
    given = paid(
        sum_,
        result,
        failed=tuple(FailedLineInput(line=key, reason="OTHER") for key in failed),
        unpaid=(line.id,) if "unpaid" in names else (),
    )
    assert await stage.refused(ReferralComplete, CLERK, referral.id, outcome=given) == [refused]


@pytest.mark.parametrize("code", ["2", "20811078", "208110", "abc"])
async def test_a_subject_of_the_budget_has_three_five_or_seven_digits(stage: Stage, code: str) -> None:
    referral = await signed(stage, await granted(stage))
    told = paid(80_000)
    assert told.detail is not None
    assert told.detail.payment is not None
    given = replace(told, detail=DetailInput(payment=replace(told.detail.payment, subject_code=code)))
    path = ("outcome", "detail", "payment", "subjectCode")
    assert await stage.refused(ReferralComplete, CLERK, referral.id, outcome=given) == [("SUBJECT_CODE_SHAPE", path)]


async def test_finance_says_nothing_of_families_and_gives_no_benefit(stage: Stage) -> None:
    referral = await signed(stage, await granted(stage))
    for result in (Result.DECEASED, Result.MOVED_AWAY, Result.ALREADY_RECEIVING):
        given = outcome(result)
        assert await stage.refused(ReferralComplete, CLERK, referral.id, outcome=given) == [("RESULT_OF_FUNDS", ("outcome", "result"))]
    benefit = outcome(Result.GRANTED, detail=DetailInput(benefit=BENEFIT))
    assert await stage.refused(ReferralComplete, CLERK, referral.id, outcome=benefit) == [("OUTCOME_KIND", ("outcome", "detail"))]


@pytest.mark.parametrize("when", [State.DISPATCHED, None])
async def test_what_is_not_granted_any_more_is_not_asked_for_any_more(stage: Stage, when: State | None) -> None:
    case, other = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    item = await asked(stage, case, other)
    referral = None if when is None else await sent(stage, item)
    await stage.done(OutcomeCorrect, HANDLER, case.referral.id, reason="RESULT_WRONG", outcome=WITHDRAWN)
    assert [(line.sum, line.state) for line in await lines(stage, item.id)] == [(50_000, LineState.OPEN), (80_000, LineState.VOID)]
    now = await stage.again(item)
    assert summed(now) == (1, 50_000, 0, 50_000, 0)
    assert now.version > item.version
    if referral is not None:
        assert summed(await stage.again(referral)) == (1, 50_000, 0, 50_000, 0)


async def test_another_sum_is_asked_for_anew_and_the_same_stays(stage: Stage) -> None:
    case = await granted(stage)
    item = await asked(stage, case)
    same = outcome(Result.GRANTED, detail=DetailInput(benefit=replace(MONTHLY, channel="银行卡")))
    await stage.done(OutcomeCorrect, HANDLER, case.referral.id, reason="SUM_WRONG", outcome=same)
    assert [line.state for line in await lines(stage, item.id)] == [LineState.OPEN]
    more = outcome(Result.GRANTED, detail=DetailInput(benefit=replace(MONTHLY, amount=90_000)))
    await stage.done(OutcomeCorrect, HANDLER, case.referral.id, reason="SUM_WRONG", outcome=more)
    assert [line.state for line in await lines(stage, item.id)] == [LineState.VOID]
    assert (await asked(stage, case)).line_sum == 90_000


async def test_what_another_office_decides_anew_is_not_asked_for_any_more(stage: Stage) -> None:
    case = await granted(stage)
    item = await asked(stage, case)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="NOT_DELIVERED")
    assert [line.state for line in await lines(stage, item.id)] == [LineState.OPEN]
    stage.world.staffed(PLAIN_TOWN)
    given = {"office": stage.world.office(PLAIN_TOWN).id, "reason": "HANDED_DOWN"}
    await stage.done(ReferralMove, SUPERIOR, case.referral.id, **given)
    assert [line.state for line in await lines(stage, item.id)] == [LineState.VOID]


async def test_a_reopened_and_cancelled_item_makes_its_line_void_and_what_is_paid_stays_paid(stage: Stage) -> None:
    case, paid_before = await granted(stage), await granted(stage)
    item, before = await asked(stage, case), await signed(stage, paid_before)
    await stage.done(ReferralComplete, CLERK, before.id, outcome=paid(80_000))
    for each in (case, paid_before):
        await stage.done(ReferralReopen, CADRE, each.referral.id, reason="NOT_DELIVERED")
        assert [line.state for line in await lines(stage, item.id)] == [LineState.OPEN] or each is paid_before
        await stage.done(ItemCancel, CADRE, each.item.id, reason="MISTAKE")
    assert [line.state for line in await lines(stage, item.id)] == [LineState.VOID]
    assert [line.state for line in await lines(stage, before.item_id)] == [LineState.PAID]


async def test_a_corrected_payment_decides_on_its_lines_anew(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    referral = await signed(stage, one, two)
    _, large = await lines(stage, referral.item_id)
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=paid(130_000))
    now_failed = paid(50_000, failed=(FailedLineInput(line=large.id, reason="ACCOUNT_CLOSED"),))
    await stage.done(OutcomeCorrect, CLERK, referral.id, reason="SUM_WRONG", outcome=now_failed)
    assert [(line.state, line.failure) for line in await lines(stage, referral.item_id)] == [("PAID", None), ("FAILED", "ACCOUNT_CLOSED")]
    assert summed(await stage.again(referral)) == (2, 130_000, 50_000, 0, 80_000)
    decided = await stage.rows(Outcome, Outcome.referral_id == referral.id)
    told = {each.version: (each.payment_paid, each.payment_requested, each.payment_failed_persons) for each in decided}
    assert told == {1: (130_000, 130_000, 0), 2: (50_000, 130_000, 1)}
    await stage.done(OutcomeCorrect, CLERK, referral.id, reason="SUM_WRONG", outcome=paid(130_000))
    assert [(line.state, line.failure) for line in await lines(stage, referral.item_id)] == [("PAID", None), ("PAID", None)]


async def test_a_failed_line_that_is_asked_for_anew_is_not_paid_by_a_correction(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    referral = await signed(stage, one, two)
    _, large = await lines(stage, referral.item_id)
    failed = FailedLineInput(line=large.id, reason="ACCOUNT_CLOSED")
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=paid(50_000, failed=(failed,)))
    again = await asked(stage, one)
    refused = await stage.refused(OutcomeCorrect, CLERK, referral.id, reason="SUM_WRONG", outcome=paid(130_000))
    assert refused == [("PAID_DIFFERS", ("outcome", "detail", "payment", "paid"))]
    named = await stage.refused(OutcomeCorrect, CLERK, referral.id, reason="SUM_WRONG", outcome=paid(50_000, failed=(failed,)))
    assert named == [("NOT_FOUND", ("outcome", "detail", "payment", "failed", 0))]
    await stage.done(OutcomeCorrect, CLERK, referral.id, reason="OTHER", outcome=paid(50_000))
    assert [line.state for line in await lines(stage, referral.item_id)] == [LineState.PAID, LineState.FAILED]
    decided = await stage.row(Outcome, Outcome.referral_id == referral.id, Outcome.version == 2)
    assert (decided.payment_requested, decided.payment_failed_persons) == (130_000, 1)
    await stage.done(OutcomeCorrect, CLERK, referral.id, reason="RESULT_WRONG", outcome=WITHDRAWN)
    assert [line.state for line in await lines(stage, referral.item_id)] == [LineState.VOID, LineState.FAILED]
    assert [line.state for line in await lines(stage, again.id)] == [LineState.OPEN]


async def test_a_correction_neither_pays_what_was_not_granted_nor_takes_back_what_was_left(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    partly = await signed(stage, one, two)
    small, large = await lines(stage, partly.item_id)
    await stage.done(ReferralComplete, CLERK, partly.id, outcome=paid(50_000, Result.PARTIALLY_GRANTED, unpaid=(large.id,)))
    for given, refused in [
        (paid(50_000), ("RESULT_OF_FUNDS", ("outcome", "result"))),
        (paid(0, Result.PARTIALLY_GRANTED, unpaid=(small.id,)), ("NOT_EXPECTED", ("outcome", "detail", "payment", "unpaid"))),
    ]:
        assert await stage.refused(OutcomeCorrect, CLERK, partly.id, reason="OTHER", outcome=given) == [refused]
    await stage.done(OutcomeCorrect, CLERK, partly.id, reason="OTHER", outcome=paid(50_000, Result.PARTIALLY_GRANTED))
    assert (await stage.again(large)).state == LineState.OPEN
    await stage.done(OutcomeCorrect, CLERK, partly.id, reason="RESULT_WRONG", outcome=WITHDRAWN)
    assert (await stage.again(small)).state == LineState.VOID
    told = await stage.refused(OutcomeCorrect, CLERK, partly.id, reason="OTHER", outcome=paid(50_000, Result.PARTIALLY_GRANTED))
    assert ("RESULT_OF_FUNDS", ("outcome", "result")) in told


async def test_no_payment_is_corrected_once_its_receipt_is_confirmed(stage: Stage) -> None:
    referral = await signed(stage, await granted(stage))
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=paid(80_000))
    await stage.done(ReceiptConfirm, DISPATCHER, referral.id, received_on=TODAY)
    assert await stage.refused(OutcomeCorrect, CLERK, referral.id, reason="OTHER", outcome=paid(80_000)) == [("INVALID_TRANSITION", ())]


async def test_a_correction_of_a_payment_waits_for_a_draft_of_what_failed(stage: Stage) -> None:
    case = await granted(stage)
    referral = await signed(stage, case)
    (line,) = await lines(stage, referral.item_id)
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=paid(0, failed=(FailedLineInput(line=line.id, reason="OTHER"),)))
    drafted, corrected = await gather(
        stage.run(ItemPool, DISPATCHER, NOTHING, **asking(case)),
        stage.run(OutcomeCorrect, CLERK, referral.id, reason="SUM_WRONG", outcome=paid(80_000)),
    )
    told = {error.code for error in (*drafted.errors, *corrected.errors)}
    assert told in ({"PAID_DIFFERS"}, {"NOT_OWED"})
    states = Counter(line.state for line in await stage.rows(ItemLine, ItemLine.granted_id == case.item.id))
    assert states in (Counter(FAILED=1, OPEN=1), Counter(PAID=1))
