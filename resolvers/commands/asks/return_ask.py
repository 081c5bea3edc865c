"""An office asks to return a referral late, with the federation's consent.

Source: docs/lifecycle.md (`referralReturnAsk`): why and to whom as `referralReturn`; clocks run on.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.organization import Office
from db.tables.referral import Referral
from domain.ask import RETURN_ASK
from domain.referral import ReturnedBy
from domain.time.calendar import end_of
from resolvers.commands.aggregate.case import Case
from resolvers.commands.asks.ask import begin
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Says
from resolvers.commands.referral.return_ import fits
from resolvers.commands.target import Note, OnReferral, ReferralCommand
from resolvers.commands.view import View


class ReferralReturnAskInput(OnReferral):
    """Why it should be returned. 申请退回的原因。"""

    reason: Annotated[str, CodeOf("RETURN_REASON"), Says("Why; a code. 退单原因代码。")]
    returned_by: Annotated[ReturnedBy, Says("Who refused. 由谁拒绝。")]
    suggested_office: Annotated[UUID | None, IdOf("Office"), Says("The office that should have it. 建议改派的办公室。")] = None
    note: Note = None


class ReferralReturnAsk(ReferralCommand[ReferralReturnAskInput]):
    """Ask the federation to consent to a return; every clock runs on. 申请退回转介，须经残联同意，期间时限照常计算。"""

    @override
    async def find(self, view: View, input: ReferralReturnAskInput) -> Referral:
        """Return the referral; note NOT_FOUND for an office that is named and not seen. Raises NOT_FOUND for the referral."""
        await view.row_if_seen(Office, input.suggested_office, ("suggestedOffice",))
        return await super().find(view, input)

    @override
    def apply(self, case: Case, input: ReferralReturnAskInput, at: Moment) -> Change:
        """Open the ask, which lapses some working days later. Raises REASON_UNFIT, RETURNED_BY_DIFFERS."""
        fits(input.reason, input.returned_by, case, at)
        referral, days = case.judged, at.reference.limits["return_decide"]
        begin(RETURN_ASK, referral, end_of(at.reference.calendar.add(at.today, days)), at)
        referral.return_ask_reason, referral.return_ask_returned_by = input.reason, input.returned_by
        referral.return_ask_suggested_office_id = input.suggested_office
        return Change(
            reasons=("RETURN_REASON", [input.reason]),
            text=input.note,
            returned_by=input.returned_by,
            suggested_office=input.suggested_office,
        )
