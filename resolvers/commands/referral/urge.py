"""The federation urges an office, once for each due moment.

Source: docs/lifecycle.md (`referralUrge`); 催办 (docs/domain-facts.md 4).
"""

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.target import Note, ReferralCommand


class ReferralUrgeInput(Input):
    """What is said to the offices that are urged. 催办内容。"""

    note: Note = None


class ReferralUrge(ReferralCommand[ReferralUrgeInput]):
    """Urge the office, once for each due moment. 催办，每个时限一次。"""

    bulk = True

    @override
    def apply(self, case: Case, input: ReferralUrgeInput, at: Moment) -> Change:
        """Note that the office was urged for the moment that is due."""
        case.judged.urged_for = case.judged.work_due_at
        return Change(text=input.note)
