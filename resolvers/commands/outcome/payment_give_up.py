"""An office asks no more for what it granted and what could not be paid.

Source: docs/lifecycle.md (`paymentGiveUp`); docs/domain.md 3 (Pooled items).
"""

from typing import Annotated

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Note, OnReferral, ReferralCommand

REASONS = "PAYMENT_GIVE_UP_REASON"


class PaymentGiveUpInput(OnReferral):
    """Why what failed to be paid is not asked for anew. 不再重新申请拨付的原因。"""

    reason: Annotated[str, CodeOf(REASONS), Says("Why; a code. 原因代码。")]
    note: Note = None


class PaymentGiveUp(ReferralCommand[PaymentGiveUpInput]):
    """Ask no more for what was granted and could not be paid. 拨付失败的款项不再重新申请。"""

    @override
    def apply(self, case: Case, input: PaymentGiveUpInput, at: Moment) -> Change:
        """Wait for the office no more; the failed lines stay in their requests as they are."""
        case.judged.payment_failed_on = None
        return Change(reasons=(REASONS, [input.reason]), text=input.note)
