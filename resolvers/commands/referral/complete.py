"""An office completes a referral with its outcome.

Source: docs/lifecycle.md (`referralComplete`); docs/domain.md 3 (Outcomes). "Not eligible" is an outcome with its reasons.
"""

from typing import Annotated

from typing_extensions import override

from domain.message.refusal import Refusal
from domain.outcome import ends_at_once
from domain.referral import State
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.outcome import check, complete
from resolvers.commands.aggregate.work import handle, resume
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Deciding, DecidingCommand


class ReferralCompleteInput(Deciding):
    """With which outcome a referral is completed. 办结内容。"""

    without_assisting: Annotated[
        str | None,
        CodeOf("WITHOUT_ASSISTING_REASON"),
        Says("While offices assist yet: why they are not waited for; a code. 不等待协办的原因代码。"),
    ] = None


class ReferralComplete(DecidingCommand[ReferralCompleteInput]):
    """Complete a referral with its outcome; the federation then asks the family. 办结转介，随后由残联回访。"""

    @override
    def apply(self, case: Case, input: ReferralCompleteInput, at: Moment) -> Change:
        """Complete the referral with its outcome; for a person who has died it is archived at once. Raises Refusals, ASSISTING_OPEN."""
        referral, told = case.judged, input.outcome
        check(told, case, at)
        if (input.without_assisting is None) != (referral.open_assisting == 0):
            raise Refusal("NOT_EXPECTED" if referral.open_assisting == 0 else "ASSISTING_OPEN", path=("withoutAssisting",))
        referral.without_assisting = input.without_assisting
        resume(case, referral, at)
        handle(referral, at)
        referral.started_at = referral.started_at or at.now
        referral.question_open = False
        made = complete(case, told, at)
        return Change(to=State.ARCHIVED if ends_at_once(told.result) else State.COMPLETED, reasons=("RESULT", [told.result]), rows=made)
