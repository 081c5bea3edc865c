"""An office corrects an outcome before the family has been asked, or finance a payment before its receipt is confirmed.

Source: docs/lifecycle.md (`outcomeCorrect`).
"""

from typing import Annotated

from typing_extensions import override

from domain.outcome import ends_at_once
from domain.referral import State
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.outcome import OutcomeInput, check, decide
from resolvers.commands.aggregate.pool import Pool
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Deciding, DecidingCommand, Note


class OutcomeCorrectInput(Deciding):
    """What the outcome is instead, and why. 更正后的办理结果及原因。"""

    reason: Annotated[str, CodeOf("CORRECTION_REASON"), Says("Why; a code. 更正原因代码。")]
    outcome: Annotated[OutcomeInput, Says("The whole outcome as it should be. 更正后的完整办理结果。")]
    note: Note = None


class OutcomeCorrect(DecidingCommand[OutcomeCorrectInput]):
    """Correct the outcome before anybody is asked of it; the one before stays in the history. 回访或到账前更正办理结果，原结果保留。"""

    @override
    def apply(self, case: Case, input: OutcomeCorrectInput, at: Moment) -> Change:
        """Bring the corrected outcome into force; whoever corrects stands for it. Raises Refusals."""
        if isinstance(case, Pool):
            case.reopen()
        check(input.outcome, case, at)
        case.judged.completed_by = at.viewer.account
        made = decide(case, input.outcome, at)
        ended = ends_at_once(input.outcome.result)
        return Change(to=State.ARCHIVED if ended else None, reasons=("CORRECTION_REASON", [input.reason]), text=input.note, rows=made)
