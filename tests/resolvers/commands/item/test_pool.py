"""From grants to a request for funds, its payment and its receipt. Source: docs/domain.md 3 (Pooled items)."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.fund import LineState
from domain.item import ItemState
from domain.outcome import BenefitPer, Result
from domain.referral import LegalBasis, ReturnedBy, State
from resolvers.commands.aggregate.outcome import DetailInput, OutcomeInput
from resolvers.commands.aggregate.payment import FailedLineInput, PaymentInput
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.discard import ItemDiscard
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.pool import ItemPool
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.reopen import ReferralReopen
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.start import ReferralStart
from tests.builders.case import Case
from tests.builders.world import COUNTY, TOWN
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.outcome.test_entitlement import completed
from tests.resolvers.commands.referral.test_complete import BENEFIT, outcome
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER

FINANCE, CLERK = f"finance.{COUNTY}", f"handler.finance.{COUNTY}"
TREASURER = f"dispatcher.{FINANCE}"
MONTHLY = replace(BENEFIT, amount=80_000, from_=date(2026, 10, 1), first_payment_on=None)
NOTHING = uuid4()
"""The target of a command that is aimed at nothing."""


async def granted(stage: Stage, detail: Any = MONTHLY, type_: str = "A11") -> Case:
    """A referral that the office has granted; each test asks for its own, whatever others left."""
    given = DetailInput(benefit=detail) if type_ == "A11" else DetailInput(placement=detail)
    return await completed(stage, outcome(Result.GRANTED, detail=given), type_)


def asking(*cases: Case, period: str = "2026-11", **given: Any) -> dict[str, Any]:
    """The input of a request for these cases."""
    told = {"type": "A31", "of": "A11", "township": f"{TOWN}000", "period": period}
    return {**told, "referrals": tuple(case.referral.id for case in cases), **given}


async def asked(stage: Stage, *cases: Case, **given: Any) -> AssistanceItem:
    """A draft of a request for these cases."""
    done = await stage.done(ItemPool, DISPATCHER, NOTHING, **asking(*cases, **given))
    assert done.subject is not None
    return await stage.row(AssistanceItem, AssistanceItem.id == done.subject)


async def sent(stage: Stage, item: AssistanceItem) -> Referral:
    """The request, dispatched to the finance office of the county."""
    stage.world.staffed(FINANCE)
    await stage.done(ItemDispatch, DISPATCHER, item.id, legal_basis=LegalBasis.STATUTORY_DUTY, preview_seen=True)
    return await stage.row(Referral, Referral.item_id == item.id, Referral.state == State.DISPATCHED)


async def signed(stage: Stage, *cases: Case, **given: Any) -> Referral:
    """A request that finance has signed."""
    referral = await sent(stage, await asked(stage, *cases, **given))
    await stage.done(ReferralSign, TREASURER, referral.id)
    return referral


async def lines(stage: Stage, item: UUID) -> list[ItemLine]:
    """The lines of a request, in the order of their sums."""
    return sorted(await stage.rows(ItemLine, ItemLine.item_id == item), key=lambda line: line.sum)


def paid(sum_: int, result: Result = Result.GRANTED, **given: Any) -> OutcomeInput:
    """What finance says of a payment."""
    payment = PaymentInput(
        indicator_document="财社〔2026〕12号", source="COUNTY", subject_code="2081107", paid_on=date(2026, 11, 24), paid=sum_, **given
    )
    return outcome(result, detail=DetailInput(payment=payment))


def summed(row: AssistanceItem | Referral) -> tuple[int | None, ...]:
    """Persons, sum, paid, outstanding and failed."""
    return row.line_persons, row.line_sum, row.line_paid, row.line_outstanding, row.line_failed


async def test_a_request_is_drafted_from_what_the_office_granted(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    item = await asked(stage, one, two, document="杭残联函〔2026〕3号", source="CITY")
    assert (item.state, item.family_id, item.need_id, item.request_text) == (ItemState.DRAFT, None, None, None)
    assert (item.owner_office_id, item.region_code) == (stage.world.office("healthcare-security.330110").id, f"{COUNTY}000000")
    assert (item.request_document, item.fund_source) == ("杭残联函〔2026〕3号", "CITY")
    assert summed(item) == (2, 130_000, 0, 130_000, 0)
    found = await lines(stage, item.id)
    assert [(line.sum, line.persons, line.state, line.period, line.township_code) for line in found] == [
        (sum_, 1, LineState.OPEN, date(2026, 11, 1), f"{TOWN}000") for sum_ in (50_000, 80_000)
    ]
    assert item.fitting_offices == item.route_offices, "the office itself is none to which it could go"


async def test_finance_is_told_the_letter_and_the_source_of_a_request(stage: Stage) -> None:
    referral = await sent(stage, await asked(stage, await granted(stage), document="杭残联函〔2026〕4号", source="CITY"))
    assert (referral.request_document, referral.fund_source, referral.request_text) == ("杭残联函〔2026〕4号", "CITY", None)


async def test_what_was_granted_is_owed_while_it_is_worked_on_once_more_until_it_is_decided_anew(stage: Stage) -> None:
    case = await granted(stage)
    await stage.done(ReferralReopen, CADRE, case.referral.id, reason="NOT_DELIVERED")
    october = await asked(stage, case, period="2026-10")
    await stage.done(ReferralStart, HANDLER, case.referral.id)
    november = await asked(stage, case)
    assert [[line.sum for line in await lines(stage, each.id)] for each in (october, november)] == [[80_000], [80_000]]
    less = outcome(Result.GRANTED, detail=DetailInput(benefit=replace(MONTHLY, amount=60_000)))
    await stage.done(ReferralComplete, HANDLER, case.referral.id, outcome=less)
    assert [line.state for each in (october, november) for line in await lines(stage, each.id)] == [LineState.VOID] * 2
    assert [line.sum for line in await lines(stage, (await asked(stage, case)).id)] == [60_000]
    never = await stage.referred(State.IN_PROGRESS)
    assert await stage.refused(ItemPool, DISPATCHER, NOTHING, **asking(never)) == [("NOT_FOUND", ("referrals", 0))]


async def test_without_names_all_that_is_owed_is_asked_for_once(stage: Stage) -> None:
    case = await granted(stage)
    whole = asking(period="2026-11") | {"referrals": None}
    done = await stage.done(ItemPool, DISPATCHER, NOTHING, **whole)
    assert done.subject is not None
    assert case.item.id in {line.granted_id for line in await lines(stage, done.subject)}
    assert await stage.refused(ItemPool, DISPATCHER, NOTHING, **whole) == [("NOTHING_OWED", ("of",))]


@pytest.mark.parametrize(
    ("benefit", "period", "due"),
    [
        (replace(MONTHLY), "2026-10", date(2026, 10, 1)),
        (replace(MONTHLY), "2026-09", None),
        (replace(MONTHLY, until=date(2026, 10, 31)), "2026-11", None),
        (replace(MONTHLY, per=BenefitPer.ONCE, from_=date(2026, 10, 5)), "2026-11", date(2026, 10, 1)),
        (replace(MONTHLY, per=BenefitPer.YEAR, from_=date(2026, 10, 5)), "2026-11", date(2026, 10, 1)),
    ],
)
async def test_what_is_owed_for_a_month(stage: Stage, benefit: Any, period: str, due: date | None) -> None:
    case = await granted(stage, benefit)
    if due is None:
        assert await stage.refused(ItemPool, DISPATCHER, NOTHING, **asking(case, period=period)) == [("NOT_OWED", ("referrals", 0))]
        return
    item = await asked(stage, case, period=period)
    assert [line.due for line in await lines(stage, item.id)] == [due]


async def test_what_is_asked_for_is_not_asked_for_again_until_its_payment_failed(stage: Stage) -> None:
    case = await granted(stage)
    referral = await signed(stage, case)
    again = asking(case)
    assert await stage.refused(ItemPool, DISPATCHER, NOTHING, **again) == [("NOT_OWED", ("referrals", 0))]
    (line,) = await lines(stage, referral.item_id)
    failed = paid(0, failed=(FailedLineInput(line=line.id, reason="ACCOUNT_WRONG"),))
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=failed)
    (line,) = await lines(stage, referral.item_id)
    assert (line.state, line.failure) == (LineState.FAILED, "ACCOUNT_WRONG")
    assert (await stage.row(Outcome, Outcome.referral_id == referral.id)).payment_failed_persons == 1
    assert summed(await asked(stage, case)) == (1, 80_000, 0, 80_000, 0)


async def test_two_at_once_ask_for_it_once(stage: Stage) -> None:
    case = await granted(stage)
    await stage.viewer(DISPATCHER)
    both = await asyncio.gather(*(stage.run(ItemPool, DISPATCHER, NOTHING, **asking(case)) for _ in range(2)))
    assert sorted(len(done.errors) for done in both) == [0, 1]
    assert len(await stage.rows(ItemLine, ItemLine.granted_id == case.item.id)) == 1


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"type": "A01"}, ("NOT_POOLED", ("type",))),
        ({"period": "2026-13"}, ("MONTH_SHAPE", ("period",))),
        ({"period": "2026-12"}, ("IN_FUTURE", ("period",))),
        ({"township": COUNTY}, ("REGION_LEVEL", ("township",))),
        ({"source": "MOON"}, ("UNKNOWN_CODE", ("source",))),
        ({"of": "A01"}, ("NOT_FOUND", ("referrals", 0))),
        ({"township": "330110110000"}, ("NOT_FOUND", ("referrals", 0))),
    ],
)
async def test_a_request_that_cannot_be(stage: Stage, given: dict[str, Any], refused: tuple[str, tuple[str | int, ...]]) -> None:
    assert await stage.refused(ItemPool, DISPATCHER, NOTHING, **(asking(await granted(stage)) | given)) == [refused]


async def test_nobody_asks_for_what_another_office_granted_and_handlers_ask_for_nothing(stage: Stage) -> None:
    case = await granted(stage)
    assert await stage.refused(ItemPool, HANDLER, NOTHING, **asking(case)) == [("FORBIDDEN", ())]
    for other in ("dispatcher.civil-affairs.330110", CADRE):
        assert await stage.refused(ItemPool, other, NOTHING, **asking(case)) == [("NOT_FOUND", ("referrals", 0))]


async def test_returned_for_its_sums_it_is_cancelled_and_its_lines_are_free(stage: Stage) -> None:
    case = await granted(stage)
    referral = await sent(stage, await asked(stage, case))
    given = {"reason": "SUMS_DO_NOT_MATCH", "returned_by": ReturnedBy.INFORMATION_MISSING}
    await stage.done(ReferralReturn, TREASURER, referral.id, **given)
    item = await stage.row(AssistanceItem, AssistanceItem.id == referral.item_id)
    assert (item.state, item.designatable) == (ItemState.TO_DISPATCH, False)
    (line,) = await lines(stage, item.id)
    assert (line.referral_id, line.state) == (None, LineState.OPEN), "a former office is shown no lines"
    assert (await stage.again(referral)).waits_federation, "it waits for the office that asked"
    await stage.done(ItemCancel, DISPATCHER, item.id, reason="MISTAKE")
    assert [line.state for line in await lines(stage, item.id)] == [LineState.VOID]
    assert (await asked(stage, case)).line_sum == 80_000


async def test_a_draft_thrown_away_frees_its_lines(stage: Stage) -> None:
    case = await granted(stage)
    item = await asked(stage, case)
    await stage.done(ItemDiscard, DISPATCHER, item.id)
    assert [line.state for line in await lines(stage, item.id)] == [LineState.VOID]
    await asked(stage, case)


@pytest.mark.parametrize("reason", ["FAMILY_WITHDREW", "DECEASED", "MOVED"])
async def test_a_reason_of_a_family_is_none_of_funds(stage: Stage, reason: str) -> None:
    item = await asked(stage, await granted(stage))
    assert await stage.refused(ItemCancel, DISPATCHER, item.id, reason=reason) == [("REASON_UNFIT", ("reason",))]


async def test_a_reason_of_funds_is_none_of_a_family(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    given = {"reason": "NO_BASIS", "returned_by": ReturnedBy.NOT_OUR_DUTY}
    assert await stage.refused(ReferralReturn, DISPATCHER, case.referral.id, **given) == [("REASON_UNFIT", ("reason",))]
