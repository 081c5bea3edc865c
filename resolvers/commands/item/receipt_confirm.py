"""The office that asked for funds confirms that they came.

Source: docs/domain.md 3 (Pooled items, 到账); docs/lifecycle.md (`receiptConfirm`).
"""

from datetime import date
from typing import Annotated

from typing_extensions import override

from domain.message.refusal import Refusal
from domain.value.values import NotInFuture
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReceiptConfirmInput(OnReferral):
    """When the funds came. 到账情况。"""

    received_on: Annotated[
        date | None, NotInFuture(), Says("When the funds came; left out where nothing was paid. 到账日期；未拨付则不填。")
    ] = None
    note: Note = None


class ReceiptConfirm(ReferralCommand[ReceiptConfirmInput]):
    """Confirm that the funds asked for came, or that it is known that none are paid. 确认资金到账；未拨付的，确认知悉。"""

    @override
    def apply(self, case: Case, input: ReceiptConfirmInput, at: Moment) -> Change:
        """Confirm the request. Raises REQUIRED, NOT_EXPECTED, TOO_EARLY for a day before the payment."""
        outcome, referral = case.outcome, case.judged
        assert outcome is not None
        if outcome.payment_paid and input.received_on is None:
            raise Refusal("REQUIRED", path=("receivedOn",))
        if not outcome.payment_paid and input.received_on is not None:
            raise Refusal("NOT_EXPECTED", path=("receivedOn",))
        if input.received_on is not None and outcome.payment_paid_on is not None and input.received_on < outcome.payment_paid_on:
            raise Refusal("TOO_EARLY", path=("receivedOn",), earliest=outcome.payment_paid_on)
        referral.received_on = input.received_on
        referral.confirmed, referral.confirmed_at = True, at.now
        return Change(text=input.note)
