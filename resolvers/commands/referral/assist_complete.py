"""An office that assists has done what it was asked.

Source: docs/lifecycle.md (`referralAssistComplete`): it ends so, and is neither followed up nor reopened.
"""

from typing import Annotated

from typing_extensions import override

from domain.disclosure import visible_until
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import handle
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import OnReferral, ReferralCommand


class ReferralAssistCompleteInput(OnReferral):
    """What was done. 协办情况。"""

    note: Annotated[str, FreeText(), Says("What was done; no number of a person in it. 协办情况，不得填写证件号、电话等。")]


class ReferralAssistComplete(ReferralCommand[ReferralAssistCompleteInput]):
    """Complete what the office was asked to assist with. 办结协办事项。"""

    @override
    def apply(self, case: Case, input: ReferralAssistCompleteInput, at: Moment) -> Change:
        """End the referral now; its office sees it for a while yet."""
        referral = case.judged
        handle(referral, at)
        referral.started_at = referral.started_at or at.now
        referral.completed_at, referral.completed_by, referral.ended_at = at.now, at.viewer.account, at.now
        referral.visible_until = visible_until(at.now, at.reference.limits["retention_days"])
        referral.question_open = False
        return Change(text=input.note)
