"""The federation answers an office's question.

Source: docs/lifecycle.md (`referralAnswer`).
"""

from typing import Annotated

from typing_extensions import override

from domain.referral import TextKind
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import OnReferral, ReferralCommand


class ReferralAnswerInput(OnReferral):
    """The answer to the office's question. 对办理机构问题的答复。"""

    text: Annotated[str, FreeText(), Says("The answer. 答复内容。")]


class ReferralAnswer(ReferralCommand[ReferralAnswerInput]):
    """Answer the office's question. 答复办理机构的问题。"""

    @override
    def apply(self, case: Case, input: ReferralAnswerInput, at: Moment) -> Change:
        """Close the open question."""
        case.judged.question_open = False
        return Change(text=input.text, text_kind=TextKind.ANSWER)
