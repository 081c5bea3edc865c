"""An office returns a referral that is not its own to handle.

Source: docs/lifecycle.md (`referralReturn`); who refused: docs/domain.md 3. "Not eligible" is an outcome, never a return.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.item import AssistanceItem
from db.tables.organization import Office
from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.message.text import listed
from domain.referral import DESIGNATABLE, Part, ReturnedBy
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.work import check_reason
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.target import Note, ReferralCommand
from resolvers.commands.view import View


class ReferralReturnInput(Input):
    """Why referrals are returned. 退回转介的原因。"""

    reason: Annotated[str, CodeOf("RETURN_REASON"), Says("Why; a code. 退单原因代码。")]
    returned_by: Annotated[ReturnedBy, Says("Who refused. 由谁拒绝。")]
    suggested_office: Annotated[UUID | None, IdOf("Office"), Says("The office that should have it. 建议改派的办公室。")] = None
    note: Note = None


class ReferralReturn(ReferralCommand[ReferralReturnInput]):
    """Return a referral to the federation, which sends it elsewhere. 退回转介，由残联改派。"""

    bulk = True

    @override
    async def find(self, view: View, input: ReferralReturnInput) -> Referral:
        """Return the referral; note NOT_FOUND for an office that is named and not seen. Raises NOT_FOUND for the referral."""
        await view.row_if_seen(Office, input.suggested_office, ("suggestedOffice",))
        return await super().find(view, input)

    @override
    def apply(self, case: Case, input: ReferralReturnInput, at: Moment) -> Change:
        """Return the item to be dispatched, unchanged not to the same office; of who assists, tell the lead. Raises RETURNED_BY_DIFFERS."""
        fits(input.reason, input.returned_by, case, at)
        give_back(case, input.reason, input.returned_by, input.suggested_office)
        return Change(
            reasons=("RETURN_REASON", [input.reason]),
            text=input.note,
            returned_by=input.returned_by,
            suggested_office=input.suggested_office,
        )


def give_back(case: Case, reason: str, returned_by: ReturnedBy, suggested_office: UUID | None) -> None:
    """Write on the judged referral why it is returned, and what follows on its item; of who assists, tell the lead."""
    referral = case.judged
    referral.return_reason = reason
    referral.returned_by = returned_by
    referral.suggested_office_id = suggested_office
    if referral.part == Part.LEAD:
        _leave(case.item, referral)
    elif case.lead is not None:
        case.lead.assisting_returned = True


def _leave(item: AssistanceItem, referral: Referral) -> None:
    """Note on the item what routing, the next dispatch and the monitor look at."""
    item.last_returned_office_id = referral.office_id
    item.suggested_office_id = referral.suggested_office_id
    item.changed_since_return = False
    item.designatable = referral.return_reason in DESIGNATABLE and item.family_id is not None


def fits(reason: str, returned_by: ReturnedBy, case: Case, at: Moment) -> None:
    """Check that the reason goes with what is asked, and who refused with the reason. Raises REASON_UNFIT, RETURNED_BY_DIFFERS."""
    check_reason("RETURN_REASON", reason, case, at)
    fitting = at.reference.facts["RETURN_REASON"][reason].get("returned_by")
    if fitting is not None and returned_by not in fitting:
        called = at.reference.names["RETURNED_BY"]
        raise Refusal("RETURNED_BY_DIFFERS", path=("returnedBy",), allowed=listed(called[each] for each in fitting))
