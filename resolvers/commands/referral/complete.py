"""An office completes a referral with its outcome.

Source: docs/lifecycle.md (`referralComplete`); docs/domain.md 3 (Outcomes). "Not eligible" is an outcome with its reasons.
"""

from datetime import timedelta
from typing import Annotated

from typing_extensions import override

from domain.message.refusal import Refusals
from domain.outcome import OutcomeKind, ends_at_once
from domain.outcome_check import Handled, refusals
from domain.referral import State
from domain.time import outcome_days
from domain.time.clock import moment
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.outcome import OutcomeInput, given, known_days, row
from resolvers.commands.aggregate.work import handle, resume
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import OnReferral, ReferralCommand


class ReferralCompleteInput(OnReferral):
    """With which outcome a referral is completed. 办结内容。"""

    outcome: Annotated[OutcomeInput, Says("What was decided and given. 办理结果。")]


class ReferralComplete(ReferralCommand[ReferralCompleteInput]):
    """Complete a referral with its outcome; the federation then asks the family. 办结转介，随后由残联回访。"""

    @override
    def apply(self, case: Case, input: ReferralCompleteInput, at: Moment) -> Change:
        """Complete the referral with its outcome; for a person who has died it is archived at once. Raises Refusals."""
        referral, told = case.judged, input.outcome
        facts = at.reference.type_at(referral.type_code, referral.type_version)
        handled = Handled(
            State(referral.state), OutcomeKind(facts.outcome_kind), facts.limit.needs_application, referral.accepted_on is not None
        )
        if wrong := (*refusals(given(told), handled), *outcome_days.refusals(known_days(told, referral), at.reference.limits)):
            raise Refusals(*wrong)
        resume(case, referral, at)
        handle(referral, at)
        referral.started_at = referral.started_at or at.now
        referral.completed_at, referral.completed_by = at.now, at.viewer.account
        referral.reopen_until = moment(at.now + timedelta(days=at.reference.limits["reopen_days"]))
        referral.question_open = False
        referral.attempts, referral.attempted_on = 0, None
        benefit = told.detail.benefit if told.detail else None
        referral.first_payment_on = benefit.first_payment_on if benefit else None
        version = 1 if case.outcome is None or case.outcome.referral_id != referral.id else case.outcome.version + 1
        case.outcome = row(told, referral, at.fresh.id(), version, at.now)
        ended = ends_at_once(told.result)
        referral.confirmed = False if ended else None
        return Change(to=State.ARCHIVED if ended else State.COMPLETED, reasons=("RESULT", [told.result]), rows=(case.outcome,))
