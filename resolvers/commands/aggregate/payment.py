"""What finance decided of a request for funds: the input of a payment, and what it does to the lines.

Source: docs/domain.md 3 (Outcomes, Pooled items). Sums in fen.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated
from uuid import UUID

from db.tables.declare import Row
from db.tables.outcome import Outcome
from domain.fund import Line, LineState, Payment, refusals, results_after
from domain.message.refusal import Path, Refusal
from domain.message.text import listed, names_of
from domain.outcome import GRANTING, Result
from domain.value.fund import SubjectCode
from domain.value.values import FileNumber, NotInFuture, Sum
from resolvers.commands.aggregate.pool import Pool
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Distinct, IdOf, Input, Says, Several

LINES_MOST = 500
"""Most lines of one request for funds."""
AT: Path = ("outcome", "detail", "payment")


class FailedLineInput(Input):
    """A line whose payment failed. 拨付失败的明细。"""

    line: Annotated[UUID, IdOf("ItemLine"), Says("The line. 明细。")]
    reason: Annotated[str, CodeOf("PAYMENT_FAILURE"), Says("Why; a code. 失败原因代码。")]


class PaymentInput(Input):
    """Money paid on a request for funds. 财政拨付。"""

    indicator_document: Annotated[str, FileNumber(100), Says("The number of the document that allots the funds. 指标文号。")]
    source: Annotated[str, CodeOf("FUND_SOURCE"), Says("From which source; a code. 资金来源代码。")]
    subject_code: Annotated[str, SubjectCode(), Says("The code of the budget's subject, 3, 5 or 7 digits. 预算支出科目编码。")]
    paid_on: Annotated[date, NotInFuture(), Says("When it was paid. 拨付日期。")]
    paid: Annotated[int, Sum("fund_most"), Says("The sum paid, in fen: that of the lines not named. 实拨金额（分），为未列明明细之和。")]
    failed: Annotated[tuple[FailedLineInput, ...], Several(0, LINES_MOST), Says("The lines whose payment failed. 拨付失败的明细。")] = ()
    unpaid: Annotated[
        tuple[Annotated[UUID, IdOf("ItemLine")], ...],
        Several(0, LINES_MOST),
        Distinct(),
        Says("With PARTIALLY_GRANTED alone: the lines left for a later request. 仅在部分落实时填写：留待下次申请的明细。"),
    ] = ()


def check(told: PaymentInput | None, result: Result, pool: Pool) -> Iterator[Refusal]:
    """Return a refusal for each error in what finance decided: its result, and the lines and the sum of its payment."""
    before = None if pool.outcome is None else Result(pool.outcome.result)
    if result not in (expected := results_after(before)):
        allowed = names_of([each for each in Result if each in expected])
        yield Refusal("RESULT_OF_FUNDS", path=("outcome", "result"), allowed=listed(allowed.values()))
    if told is not None and result in GRANTING:
        lines = {line.id: Line(LineState(line.state), line.sum) for line in pool.lines}
        payment = Payment(result, told.paid, [each.line for each in told.failed], told.unpaid, corrected=before is not None)
        yield from refusals(payment, lines, AT)


def settle(told: PaymentInput | None, result: Result, pool: Pool, before: Outcome | None, at: Moment) -> list[Row]:
    """Write what was decided on the open lines and on the outcome; return the new request with the lines left for later, if there are any.

    `before`: the outcome that is corrected. Without a payment, posts asked for are agreed to or, like all else that is not granted, no
    longer asked for.
    """
    lines, outcome = pool.open(), pool.outcome
    assert outcome is not None
    if result not in GRANTING:
        pool.void(lines)
        return []
    failed = {each.line: each.reason for each in told.failed} if told is not None else {}
    left = [line for line in lines if told is not None and line.id in told.unpaid]
    for line in lines:
        line.failure = failed.get(line.id)
        if line not in left:
            line.state = LineState.PAID if line.failure is None else LineState.FAILED
    if told is not None:
        outcome.payment_requested = sum(line.sum for line in lines) if before is None else before.payment_requested
        outcome.payment_failed_persons = sum(line.persons for line in pool.lines if line.state == LineState.FAILED)
    return [pool.left_for_later(left, at)] if left else []
