"""An office suspends a referral until what is missing has come.

Source: docs/lifecycle.md (`referralSuspend`); docs/domain.md 4 (SUSPENDED stops the finishing clock).
"""

from datetime import date
from typing import Annotated

from typing_extensions import override

from domain.message.refusal import Refusal
from domain.value.values import NotInPast
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import handle
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Distinct, Says, Several
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralSuspendInput(OnReferral):
    """What is missing and by when. 所缺材料及补正期限。"""

    missing: Annotated[list[Annotated[str, CodeOf("MISSING")]], Several(1, 20), Distinct(), Says("What is missing; codes. 所缺材料代码。")]
    until: Annotated[date, NotInPast(), Says("By when it is to come, within 30 working days. 补正期限，30 个工作日以内。")]
    note: Note = None


class ReferralSuspend(ReferralCommand[ReferralSuspendInput]):
    """Suspend a referral until what is missing has come; the finishing clock stops. 中止办理，等待补正。"""

    @override
    def apply(self, case: Case, input: ReferralSuspendInput, at: Moment) -> Change:
        """Suspend now; keep the state to resume in. Raises TOO_LATE."""
        referral = case.judged
        latest = at.reference.calendar.add(at.today, at.reference.limits["suspended_too_long"])
        if input.until > latest:
            raise Refusal("TOO_LATE", path=("until",), latest=latest)
        referral.state_before = referral.state
        referral.suspended_at, referral.suspended_until = at.now, input.until
        referral.missing = input.missing
        referral.suspensions += 1
        handle(referral, at)
        return Change(reasons=("MISSING", input.missing), text=input.note, suspended_until=input.until)
