"""A need is closed without an item that met it.

Source: docs/lifecycle.md (`needClose`: open items are cancelled with it; not over a completed one that awaits its follow-up).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock, share
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.need import Need
from domain.item import ItemState
from domain.need import FOLLOWED, NeedCloseReason
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.item.cancel import cancel
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand

NEED_CLOSED = "NEED_CLOSED"


@dataclass
class NeedWithItems(Aggregate):
    """A need and the items that still move for it."""

    moving: list[Case] = field(default_factory=list)

    @property
    @override
    def subjects(self) -> list[Row]:
        """The need, and what its items move with them."""
        return [self.answer, *(row for case in self.moving for row in case.subjects)]

    @override
    def move(self, to: str, at: Moment) -> None:
        """Bring the need to a status."""
        self.judged.status = to

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Settle each item, then count the need's version."""
        new = [row for case in self.moving for row in case.settle(made, at)]
        self.judged.changed(at.now)
        return new


class NeedCloseInput(Input):
    """Why a need is closed. 关闭需求的原因。"""

    id: Annotated[UUID, IdOf("Need"), Says("The need. 需求。")]
    reason: Annotated[NeedCloseReason, Says("Why. 原因。")]


class NeedClose(RowCommand[NeedWithItems, NeedCloseInput, Need]):
    """Close a need; open items are cancelled with it. 关闭需求，未结事项一并撤销。"""

    answers = "Need"

    @override
    async def load(self, locks: Locks, found: Need) -> NeedWithItems:
        """Return the need with every item that is not at its end, locked."""
        session = locks.session
        (family,) = await share(session, Family, Family.id == found.family_id)
        (need,) = await lock(session, Need, Need.id == found.id)
        ended = [state.value for state in (*FOLLOWED, ItemState.CANCELLED, ItemState.COMPLETED)]
        items = await lock(session, AssistanceItem, AssistanceItem.need_id == need.id, AssistanceItem.state.not_in(ended))
        cases = [await locks.filled(Case(judged=item, answer=item, item=item, need=need, family=family)) for item in items]
        return NeedWithItems(judged=need, answer=need, family=family, moving=cases)

    @override
    def apply(self, aggregate: NeedWithItems, input: NeedCloseInput, at: Moment) -> Change:
        """Close the need for the reason given; cancel its items that are not at their end."""
        need: Need = aggregate.judged
        need.close_reason, need.closed_at = input.reason, at.now
        for case in aggregate.moving:
            cancel(case, NEED_CLOSED, at)
        return Change(reasons=("NEED_CLOSE_REASON", [input.reason]))
