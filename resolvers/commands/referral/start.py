"""Work on a referral begins.

Source: docs/lifecycle.md (`referralStart`; who starts becomes handler if there is none).
"""

from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.handling import handle
from resolvers.commands.command import Command, Input, Moment, Told
from resolvers.commands.target import Note
from resolvers.commands.work import Work


class ReferralStartInput(Input):
    """How work begins. 开始办理。"""

    note: Note = None


class ReferralStart(Command[Case, ReferralStartInput]):
    """Begin to work on a referral. 开始办理。"""

    bulk = True

    async def load(self, work: Work, input: ReferralStartInput) -> Case:
        """The referral with its case."""
        return await work.referral()

    def apply(self, case: Case, input: ReferralStartInput, at: Moment) -> Told:
        """Begun now, by its handler or by who begins."""
        case.judged.started_at = case.judged.started_at or at.now
        handle(case.judged, at)
        return Told(text=input.note)
