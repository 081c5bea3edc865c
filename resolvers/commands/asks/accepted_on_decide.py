"""Whoever dispatched a referral consents to another day of acceptance, or refuses it; of a self-handled one the monitor.

Source: docs/lifecycle.md (`acceptedOnDecide`); docs/domain.md 4 (Clocks).
"""

from typing_extensions import override

from domain.ask import ACCEPTANCE_ASK
from resolvers.commands.aggregate.case import Case
from resolvers.commands.asks.acceptance import AcceptanceCommand, check
from resolvers.commands.asks.ask import Decision, decide
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.referral.progress import accept


class AcceptedOnDecideInput(Decision):
    """Whether the day of acceptance is corrected. 是否同意更正受理日期。"""


class AcceptedOnDecide(AcceptanceCommand[AcceptedOnDecideInput]):
    """Consent to another day of acceptance, from which the limit then runs, or refuse it. 决定是否同意更正受理日期。"""

    @override
    def apply(self, case: Case, input: AcceptedOnDecideInput, at: Moment) -> Change:
        """Let the limit run from the right day. Raises TOO_LATE where something has followed since that lies before it."""
        referral = case.judged
        if not input.granted:
            decide(ACCEPTANCE_ASK, referral, granted=False)
            return Change(text=input.note, granted=False)
        day = referral.acceptance_ask_accepted_on
        check(case, day, ("granted",), at)
        decide(ACCEPTANCE_ASK, referral, granted=True)
        accept(case, referral, day, at)
        return Change(text=input.note, granted=True, accepted_on=day)
