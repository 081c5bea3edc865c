"""An office hands its family to the federation, with a need that it sees and cannot serve.

Source: docs/lifecycle.md (`familyTransfer`); docs/domain.md 3. Nothing that the federation knows of the family decides whether it is taken.
"""

from typing import Annotated

from typing_extensions import override

from domain.ask import AskState
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import OnReferral, ReferralCommand


class FamilyTransferInput(OnReferral):
    """What the family needs beside what the office gives. 家庭的其他需求。"""

    domain: Annotated[str, CodeOf("NEED_DOMAIN"), Says("The domain of the need; a code. 需求领域代码。")]
    request_text: Annotated[str, FreeText(), Says("What is needed; no name, no illness. 需求内容，不写姓名和病情。")]


class FamilyTransfer(ReferralCommand[FamilyTransferInput]):
    """Hand the family of a referral to the federation with a need that the office cannot serve. 将家庭的其他需求移交残联。"""

    @override
    def apply(self, case: Case, input: FamilyTransferInput, at: Moment) -> Change:
        """Note what the federation is to decide; the referral and its clocks go on."""
        referral = case.judged
        referral.transfer_state, referral.transfer_reason = AskState.OPEN, None
        referral.transfer_asked_at = referral.transfer_open_at = at.now
        referral.transfer_domain, referral.transfer_request_text = input.domain, input.request_text
        return Change()
