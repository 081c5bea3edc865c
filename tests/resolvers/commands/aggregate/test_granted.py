"""What failed to be paid comes back to whoever granted it. Source: docs/lifecycle.md (Pooled items; whom a referral waits for)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from db.tables.event import Event
from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.referral import Referral
from domain.outcome import Result
from domain.referral import State
from domain.time.clock import last_day
from resolvers.commands.aggregate.payment import FailedLineInput
from resolvers.commands.item.discard import ItemDiscard
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.referral.complete import ReferralComplete
from tests.builders.case import Case
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_pool import CLERK, MONTHLY, asked, granted, lines, paid, signed
from tests.resolvers.commands.referral.test_complete import TODAY
from tests.resolvers.commands.samples import DISPATCHER, HANDLER, WITHDRAWN

AFTER_FIVE_DAYS = date(2026, 12, 1)
"""The fifth working day after today."""


def failing(*keys: UUID) -> tuple[FailedLineInput, ...]:
    """Lines whose account was closed."""
    return tuple(FailedLineInput(line=key, reason="ACCOUNT_CLOSED") for key in keys)


async def failed(stage: Stage, *cases: Case) -> Referral:
    """A request of which the last line alone is paid; what the others were to pay failed."""
    referral = await signed(stage, *cases)
    *some, last = sorted(await lines(stage, referral.item_id), key=lambda line: line.granted_id == cases[-1].item.id)
    await stage.done(ReferralComplete, CLERK, referral.id, outcome=paid(last.sum, failed=failing(*(line.id for line in some))))
    return referral


async def since(stage: Stage, case: Case) -> date | None:
    """Since when a payment of what a case granted is missing; it waits for its office just then."""
    now = await stage.again(case.referral)
    assert now.waits_office == (now.payment_failed_on is not None)
    return now.payment_failed_on


async def steps(stage: Stage, case: Case) -> list[str]:
    """The events of a granted referral that tell of its payment."""
    of = await stage.rows(Event, Event.subject_id == case.referral.id, Event.action.in_(("PAYMENT_FAILED", "PAYMENT_ASKED")))
    return [event.action for event in sorted(of, key=lambda event: (event.at, event.action == "PAYMENT_ASKED"))]


async def test_a_failed_payment_comes_back_to_the_referral_that_granted_it(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    before = await stage.again(one.referral)
    await failed(stage, one, two)
    now = await stage.again(one.referral)
    assert (now.state, now.payment_failed_on, now.waits_office, now.waits_federation) == (State.COMPLETED, TODAY, True, True)
    assert (last_day(now.work_due_at), now.version) == (AFTER_FIVE_DAYS, before.version + 1)
    assert (await stage.again(one.item)).version == now.version
    assert await steps(stage, one) == ["PAYMENT_FAILED"]
    assert await since(stage, two) is None
    assert await steps(stage, two) == []


async def test_it_waits_until_it_is_asked_for_anew_and_again_when_that_comes_to_nothing(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage)
    await failed(stage, one, two)
    again = await asked(stage, one)
    assert await since(stage, one) is None
    await stage.done(ItemDiscard, DISPATCHER, again.id)
    assert await since(stage, one) == TODAY
    third = await signed(stage, one)
    assert await since(stage, one) is None
    await stage.done(ReferralComplete, CLERK, third.id, outcome=WITHDRAWN)
    assert await since(stage, one) == TODAY
    assert sorted(await steps(stage, one)) == [*["PAYMENT_ASKED"] * 2, *["PAYMENT_FAILED"] * 3]


async def test_what_is_left_for_later_is_asked_for(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage)
    await failed(stage, one, two)
    third = await granted(stage, replace(MONTHLY, amount=50_000))
    again = await signed(stage, one, third)
    of_one, of_third = sorted(await lines(stage, again.item_id), key=lambda line: line.granted_id != one.item.id)
    given = paid(of_third.sum, Result.PARTIALLY_GRANTED, unpaid=(of_one.id,))
    await stage.done(ReferralComplete, CLERK, again.id, outcome=given)
    assert await since(stage, one) is None
    new = await stage.row(AssistanceItem, AssistanceItem.previous_id == again.item_id)
    assert [line.id for line in await stage.rows(ItemLine, ItemLine.item_id == new.id)] == [of_one.id]


async def test_a_correction_finds_it_paid_or_failed(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage, replace(MONTHLY, amount=50_000))
    request = await failed(stage, one, two)
    small, large = await lines(stage, request.item_id)
    await stage.done(OutcomeCorrect, CLERK, request.id, reason="OTHER", outcome=paid(large.sum, failed=failing(small.id)))
    assert (await since(stage, one), await since(stage, two)) == (None, TODAY)
    await stage.done(OutcomeCorrect, CLERK, request.id, reason="OTHER", outcome=paid(130_000))
    assert (await since(stage, one), await since(stage, two)) == (None, None)


async def test_what_is_not_granted_any_more_is_not_missing(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage)
    await failed(stage, one, two)
    await stage.done(OutcomeCorrect, HANDLER, one.referral.id, reason="RESULT_WRONG", outcome=WITHDRAWN)
    assert await since(stage, one) is None
