"""`needClose`: closes a need that no item has met.

Source: docs/lifecycle.md (`needClose`: open items are cancelled with it; not over a completed one that awaits its follow-up).
"""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock, share
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.need import Need
from domain.item import ItemState
from domain.need import FOLLOWED, NeedCloseReason
from resolvers.commands.aggregate.case import Case, FamilyCase, WithCases
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.item.cancel import cancel
from resolvers.commands.locks import Locks, of_one_family
from resolvers.commands.target import RowCommand

NEED_CLOSED = "NEED_CLOSED"


class NeedCloseInput(Input):
    """Why a need is closed. 关闭需求的原因。"""

    id: Annotated[UUID, IdOf("Need"), Says("The need. 需求。")]
    reason: Annotated[NeedCloseReason, Says("Why. 原因。")]


class NeedClose(RowCommand[WithCases[Need], NeedCloseInput, Need]):
    """Close a need; open items are cancelled with it. 关闭需求，未结事项一并撤销。"""

    answers = "Need"

    @override
    async def load(self, locks: Locks, found: Need) -> WithCases[Need]:
        """Return the need with each of its items that has not ended, locked."""
        (family,) = await share(locks.session, Family, Family.id == found.family_id)
        need = await locks.locked(found)
        of_one_family(family, need)
        return WithCases(judged=need, answer=need, family=family, cases=await open_cases(locks, need, family))

    @override
    def apply(self, aggregate: WithCases[Need], input: NeedCloseInput, at: Moment) -> Change:
        """Close the need for the reason given, and cancel the items that have not ended."""
        close(aggregate.answer, input.reason, aggregate.cases, at)
        return Change(reasons=("NEED_CLOSE_REASON", [input.reason]))


async def open_cases(locks: Locks, need: Need, family: Family) -> list[FamilyCase]:
    """Return each item of a locked need that has not ended, locked."""
    ended = [state.value for state in (*FOLLOWED, ItemState.CANCELLED, ItemState.COMPLETED)]
    items = await lock(locks.session, AssistanceItem, AssistanceItem.need_id == need.id, AssistanceItem.state.not_in(ended))
    return [await locks.of_family(FamilyCase(judged=item, answer=item, item=item, need=need, family=family)) for item in items]


def close(need: Need, reason: str, cases: Iterable[Case], at: Moment) -> None:
    """Say why a need is closed, and cancel its items that have not ended."""
    need.close_reason, need.closed_at = reason, at.now
    need.changed(at.now)
    for case in cases:
        cancel(case, NEED_CLOSED, at)
