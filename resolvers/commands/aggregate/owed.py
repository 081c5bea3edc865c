"""What an outcome leaves its office to pay.

Source: docs/domain.md 3 (Pooled items).
"""

from datetime import date

from db.tables.outcome import Outcome
from domain.fund import Granted, Owed, owed
from domain.outcome import GRANTING, BenefitPer, OutcomeKind


def owed_of(outcome: Outcome, period: date, pays: OutcomeKind) -> Owed | None:
    """Return what is owed by a period for an outcome, in a request whose own outcome is of kind `pays`; None for nothing.

    Money is asked for benefits. Posts are agreed on by number, and no sum is asked for them.
    """
    if outcome.result not in GRANTING:
        return None
    if pays is OutcomeKind.PAYMENT:
        if outcome.benefit_amount is None or outcome.benefit_per is None or outcome.benefit_from is None:
            return None
        return owed(Granted(outcome.benefit_amount, BenefitPer(outcome.benefit_per), outcome.benefit_from, outcome.benefit_until), period)
    if outcome.placement_from is None:
        return None
    found = owed(Granted(1, BenefitPer.MONTH, outcome.placement_from, outcome.placement_until), period)
    return None if found is None else Owed(found.due, 0)
