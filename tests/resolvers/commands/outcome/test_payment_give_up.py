"""An office asks no more for what could not be paid. Source: docs/lifecycle.md (`paymentGiveUp`)."""

from resolvers.commands.outcome.payment_give_up import PaymentGiveUp
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.sign import ReferralSign
from tests.resolvers.commands.aggregate.test_granted import failed, failing, since
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_pool import CLERK, TREASURER, asked, granted, lines, paid, sent
from tests.resolvers.commands.referral.test_complete import TODAY
from tests.resolvers.commands.samples import HANDLER


async def test_it_is_given_up_for_good_but_not_for_another_month(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage)
    request = await failed(stage, one, two)
    await stage.done(PaymentGiveUp, HANDLER, one.referral.id, reason="PAID_OTHERWISE")
    assert await since(stage, one) is None
    assert [line.state for line in await lines(stage, request.item_id)].count("FAILED") == 1
    assert await stage.refused(PaymentGiveUp, HANDLER, one.referral.id, reason="OTHER") == [("NO_FAILED_PAYMENT", ())]
    item = await asked(stage, one, two, period="2026-10")
    later = await sent(stage, item)
    await stage.done(ReferralSign, TREASURER, later.id)
    of_one, of_two = sorted(await lines(stage, item.id), key=lambda line: line.granted_id != one.item.id)
    await stage.done(ReferralComplete, CLERK, later.id, outcome=paid(of_two.sum, failed=failing(of_one.id)))
    assert await since(stage, one) == TODAY


async def test_finance_is_told_nothing_of_whom_it_failed_to_pay(stage: Stage) -> None:
    one, two = await granted(stage), await granted(stage)
    await failed(stage, one, two)
    assert await stage.refused(PaymentGiveUp, CLERK, one.referral.id, reason="OTHER") == [("NOT_FOUND", ("id",))]
