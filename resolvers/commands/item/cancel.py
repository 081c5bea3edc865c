"""Help is no longer asked for: the item and its open referrals are cancelled.

Source: docs/lifecycle.md (`itemCancel`); a family that says no to the office is outcome WITHDRAWN instead.
"""

from typing import Annotated

from typing_extensions import override

from domain.item import ItemState
from domain.referral import OPEN, State
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.follow import move
from resolvers.commands.aggregate.work import check_reason, resume
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Says
from resolvers.commands.target import ItemCommand, OnItem


class ItemCancelInput(OnItem):
    """Why it is no longer asked for. 撤销的原因。"""

    reason: Annotated[str, CodeOf("ITEM_CANCEL_REASON"), Says("Why; a code. 撤销原因代码。")]


class ItemCancel(ItemCommand[ItemCancelInput]):
    """Cancel an item with its open referrals. 撤销帮扶事项及其未结转介。"""

    @override
    def apply(self, case: Case, input: ItemCancelInput, at: Moment) -> Change:
        """Cancel the item for the reason given. Raises REASON_UNFIT."""
        check_reason("ITEM_CANCEL_REASON", input.reason, case, at)
        return cancel(case, input.reason, at)


def cancel(case: Case, reason: str, at: Moment) -> Change:
    """Cancel an item for a reason, and every open referral with it."""
    case.item.state, case.item.cancel_reason = ItemState.CANCELLED, reason
    for referral in case.referrals:
        if referral.state in OPEN:
            resume(case, referral, at)
            referral.cancel_reason = reason
            move(referral, State.CANCELLED, at)
    return Change(reasons=("CANCEL_REASON", [reason]))
