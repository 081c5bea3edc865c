"""The federation urges an office, once for each due moment.

Source: docs/lifecycle.md (`referralUrge`); 催办 (docs/domain-facts.md 4).
"""

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Command, Input, Moment, Told
from resolvers.commands.target import Note
from resolvers.commands.work import Work


class ReferralUrgeInput(Input):
    """What is said to the offices that are urged. 催办内容。"""

    note: Note = None


class ReferralUrge(Command[Case, ReferralUrgeInput]):
    """Urge the office, once for each due moment. 催办，每个时限一次。"""

    bulk = True

    async def load(self, work: Work, input: ReferralUrgeInput) -> Case:
        """The referral with its case."""
        return await work.referral()

    def apply(self, case: Case, input: ReferralUrgeInput, at: Moment) -> Told:
        """Urged for the moment that is due."""
        case.judged.urged_for = case.judged.work_due_at
        return Told(text=input.note)
