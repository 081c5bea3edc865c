"""Whoever dispatched a referral gives its office more time, or refuses it; of a self-handled one the monitor.

Source: docs/lifecycle.md (`referralExtensionDecide`); docs/domain.md 4 (Clocks).
"""

from typing import Annotated

from typing_extensions import override

from db.tables.referral import Referral
from domain.ask import EXTENSION
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.case import Case
from resolvers.commands.asks.ask import Decision, decide
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import ReferralCommand


class ReferralExtensionDecideInput(Decision):
    """Whether the office is given more time. 是否同意延期。"""

    days: Annotated[
        int | None, Says("How many working days are granted; by default as many as are asked. 同意延长的工作日数；不填则同所申请的。")
    ] = None


class ReferralExtensionDecide(ReferralCommand[ReferralExtensionDecideInput]):
    """Give the office more time to finish, or refuse it. 决定是否同意延长办理时限。"""

    @override
    def apply(self, case: Case, input: ReferralExtensionDecideInput, at: Moment) -> Change:
        """Move the finishing limit by the working days granted. Raises NOT_EXPECTED, NUMBER_RANGE."""
        referral: Referral = case.judged
        asked = referral.extension_days
        assert asked is not None
        if input.days is not None and not input.granted:
            raise Refusal("NOT_EXPECTED", path=("days",))
        days = asked if input.days is None else input.days
        least = at.reference.limits["extension_min"]
        if not least <= days <= asked:
            raise Refusal("NUMBER_RANGE", path=("days",), least=least, most=asked)
        decide(EXTENSION, referral, granted=input.granted)
        referral.extension_count += 1
        if not input.granted:
            return Change(text=input.note, granted=False)
        referral.extension_granted_days = days
        return Change(text=input.note, granted=True, days=days)
