"""An office goes on with a referral that it has suspended.

Source: docs/lifecycle.md (`referralResume`).
"""

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import handle, resume
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralResumeInput(OnReferral):
    """How work goes on. 恢复办理。"""

    note: Note = None


class ReferralResume(ReferralCommand[ReferralResumeInput]):
    """Go on with a suspended referral; the finishing clock runs again. 恢复办理。"""

    @override
    def apply(self, case: Case, input: ReferralResumeInput, at: Moment) -> Change:
        """Resume in the state in which it was suspended."""
        resume(case, case.judged, at)
        handle(case.judged, at)
        return Change(text=input.note)
