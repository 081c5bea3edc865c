"""The federation supplies what an office was missing, all of it or a part.

Source: docs/lifecycle.md (`referralSupply`): what is still missing stays missing, and the referral suspended.
"""

from typing import Annotated

from typing_extensions import override

from domain.message.refusal import Refusal, Refusals
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import resume
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Distinct, Says, Several
from resolvers.commands.target import Note, OnReferral, ReferralCommand


class ReferralSupplyInput(OnReferral):
    """What has been supplied. 已补正的材料。"""

    supplied: Annotated[
        list[Annotated[str, CodeOf("MISSING")]],
        Several(1, 20),
        Distinct(),
        Says("What was supplied of what is missing; codes. 已补正的材料代码，须为所缺材料。"),
    ]
    note: Note = None


class ReferralSupply(ReferralCommand[ReferralSupplyInput]):
    """Supply what is missing; when nothing is any more, the finishing clock runs again. 补正材料；全部补正后恢复计时。"""

    @override
    def apply(self, case: Case, input: ReferralSupplyInput, at: Moment) -> Change:
        """Resume the referral, unless something is still missing. Raises NOT_MISSING."""
        referral = case.judged
        if wrong := [Refusal("NOT_MISSING", path=("supplied", i)) for i, each in enumerate(input.supplied) if each not in referral.missing]:
            raise Refusals(*wrong)
        rest = [each for each in referral.missing if each not in input.supplied]
        if rest:
            referral.missing = rest
        else:
            resume(case, referral, at)
        return Change(stays=bool(rest), reasons=("MISSING", input.supplied), text=input.note)
