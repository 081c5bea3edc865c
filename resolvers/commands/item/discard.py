"""A draft is thrown away.

Source: docs/lifecycle.md (`itemDiscard`).
"""

from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Command, Moment, Told
from resolvers.commands.target import OnItem
from resolvers.commands.work import Work

DISCARDED = "DISCARDED"


class ItemDiscardInput(OnItem):
    """Which draft is thrown away. 废弃的草稿。"""


class ItemDiscard(Command[Case, ItemDiscardInput]):
    """Throw a draft away. 废弃草稿。"""

    answers = "AssistanceItem"

    async def load(self, work: Work, input: ItemDiscardInput) -> Case:
        """The item with its case."""
        return await work.item()

    def apply(self, case: Case, input: ItemDiscardInput, at: Moment) -> Told:
        """Cancelled as discarded."""
        case.item.cancel_reason = DISCARDED
        return Told(reasons=("CANCEL_REASON", [DISCARDED]))
