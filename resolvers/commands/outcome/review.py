"""An office looks again at what is on its waiting list: granted now, still waiting, or not to be had any more.

Source: docs/lifecycle.md (`referralReview`); docs/domain.md 3 (Outcomes: WAITING_LIST with review date).
"""

from typing import Annotated

from typing_extensions import override

from domain.outcome import ends_at_once
from domain.referral import State
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.outcome import OutcomeInput, check, complete
from resolvers.commands.aggregate.work import handle
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import Deciding, DecidingCommand, Note


class ReferralReviewInput(Deciding):
    """What the review decides. 轮候复核结果。"""

    outcome: Annotated[OutcomeInput, Says("What is decided now; WAITING_LIST with the next review. 复核决定；仍轮候的填写下次复核日期。")]
    note: Note = None


class ReferralReview(DecidingCommand[ReferralReviewInput]):
    """Decide anew on what is on the waiting list, by its review date or before; the family is asked again. 轮候复核。"""

    @override
    def apply(self, case: Case, input: ReferralReviewInput, at: Moment) -> Change:
        """Complete the referral once more with the new outcome. Raises Refusals."""
        referral, told = case.judged, input.outcome
        check(told, case, at)
        handle(referral, at)
        made = complete(case, told, at)
        referral.confirmed_at = None
        to = State.ARCHIVED if ends_at_once(told.result) else State.COMPLETED
        return Change(to=to, reasons=("RESULT", [told.result]), text=input.note, rows=made)
