"""A draft is thrown away.

Source: docs/lifecycle.md (`itemDiscard`).
"""

from typing_extensions import override

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.target import ItemCommand, OnItem

DISCARDED = "DISCARDED"


class ItemDiscardInput(OnItem):
    """Which draft is thrown away. 废弃的草稿。"""


class ItemDiscard(ItemCommand[ItemDiscardInput]):
    """Throw a draft away. 废弃草稿。"""

    @override
    def apply(self, case: Case, input: ItemDiscardInput, at: Moment) -> Change:
        """Cancel the draft as discarded."""
        case.item.cancel_reason = DISCARDED
        return Change(reasons=("CANCEL_REASON", [DISCARDED]))
