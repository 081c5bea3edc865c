"""An office asks for more time than the finishing limit leaves.

Source: docs/lifecycle.md (`referralExtensionAsk`); docs/domain.md 4 (Clocks): while it is pending no clock stops.
"""

from typing import Annotated

from typing_extensions import override

from db.tables.referral import Referral
from domain.ask import EXTENSION
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import check_reason
from resolvers.commands.asks.ask import begin
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralExtensionAskInput(OnReferral):
    """How much more time is needed, and why. 申请延期的工作日数及原因。"""

    days: Annotated[int, Says("How many working days more. 延长的工作日数。")]
    reason: Annotated[str, CodeOf("EXTENSION_REASON"), Says("Why; a code. 延期原因代码。")]
    note: Note = None


class ReferralExtensionAsk(ReferralCommand[ReferralExtensionAskInput]):
    """Ask for more time to finish; every clock runs on until that is granted. 申请延长办理时限，批准前时限照常计算。"""

    @override
    def apply(self, case: Case, input: ReferralExtensionAskInput, at: Moment) -> Change:
        """Open the ask, which lapses when the referral is to be finished. Raises REASON_UNFIT, NUMBER_RANGE."""
        referral: Referral = case.judged
        check_reason("EXTENSION_REASON", input.reason, case, at)
        least, most = at.reference.limits["extension_min"], most_days(referral, at)
        if not least <= input.days <= most:
            raise Refusal("NUMBER_RANGE", path=("days",), least=least, most=most)
        begin(EXTENSION, referral, referral.finish_due_at, at)
        referral.extension_days, referral.extension_reason = input.days, input.reason
        return Change(reasons=("EXTENSION_REASON", [input.reason]), text=input.note, days=input.days)


def most_days(referral: Referral, at: Moment) -> int:
    """Return how many working days may be asked: those of the type's own limit, where its rule names them and that limit runs."""
    is_clue = referral.needs_application and referral.accepted_on is None
    of_type = at.reference.type_at(referral.type_code, referral.type_version).extension_max
    return at.reference.limits["extension_max"] if of_type is None or is_clue else of_type
