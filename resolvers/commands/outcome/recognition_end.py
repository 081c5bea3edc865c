"""An office ends what it recognised: the risk of a monitored household is eliminated, or the status is lost otherwise.

Source: docs/lifecycle.md (`recognitionEnd`); docs/domain.md 2 (Entitlement).
"""

from datetime import date
from typing import Annotated

from typing_extensions import override

from domain.message.refusal import Refusal
from domain.value.values import NotInFuture
from resolvers.commands.aggregate.case import Case, of_family
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import Note, OnReferral, OutcomeCommand

REASONS = "RECOGNITION_END_REASON"


class RecognitionEndInput(OnReferral):
    """When and why a recognised status ended. 认定终止的日期及原因。"""

    ended_on: Annotated[date, NotInFuture(), Says("The last day on which it held. 认定终止日期。")]
    reason: Annotated[
        str, CodeOf(REASONS), Says("Why; a code. RISK_ELIMINATED fits monitored households alone. 终止原因代码，风险消除仅适用于监测对象。")
    ]
    note: Note = None


class RecognitionEnd(OutcomeCommand[RecognitionEndInput]):
    """End a recognised status, such as that of a monitored household whose risk is eliminated. 终止认定，例如监测对象风险消除。"""

    @override
    def apply(self, case: Case, input: RecognitionEndInput, at: Moment) -> Change:
        """End the status, for good unless the referral is worked on and decided anew. Raises TOO_EARLY, REASON_UNFIT."""
        referral, status = case.judged, of_family(case).entitlement
        assert status is not None, "an outcome that recognises something writes it"
        if input.ended_on < referral.recognised_on:
            raise Refusal("TOO_EARLY", path=("endedOn",), earliest=referral.recognised_on)
        of_monitored = at.reference.facts[REASONS][input.reason].get("monitored", False)
        if of_monitored and not at.reference.type_at(referral.type_code, referral.type_version).monitors:
            raise Refusal("REASON_UNFIT", path=("reason",))
        referral.recognition_ended_on = status.until = input.ended_on
        status.end_reason = input.reason
        return Change(reasons=(REASONS, [input.reason]), text=input.note)
