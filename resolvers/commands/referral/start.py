"""Work on a referral begins.

Source: docs/lifecycle.md (`referralStart`; who starts becomes handler if there is none).
"""

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import handle
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.target import Note, ReferralCommand


class ReferralStartInput(Input):
    """How work begins. 开始办理。"""

    note: Note = None


class ReferralStart(ReferralCommand[ReferralStartInput]):
    """Begin to work on a referral. 开始办理。"""

    bulk = True

    @override
    def apply(self, case: Case, input: ReferralStartInput, at: Moment) -> Change:
        """Begin now; the viewer becomes the handler where there is none."""
        case.judged.started_at = case.judged.started_at or at.now
        handle(case.judged, at)
        return Change(text=input.note)
