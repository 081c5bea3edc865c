"""`savedFilterSet`: saves a filter of a list under a name, for the account alone or for everybody of its office.

Source: docs/domain.md 3 (saved filters). The contract's own filter inputs say what a filter may hold; what it finds is decided when it is
used, by what whoever uses it sees.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import orjson
from sqlalchemy import func, or_, select
from typing_extensions import override

from db.session.lock import take_turns
from db.tables.account import Membership
from db.tables.saved_filter import SavedFilter
from domain.message.refusal import Refusal
from domain.rules.parties import D
from domain.saved_filter import OF_ONE_ROW, FilteredList
from domain.value.values import ShortText
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import FilterOf, FilterTold, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class FilterInput(Input, one_of=True):
    """A filter of one list. 某一列表的筛选条件。"""

    referrals: Annotated[FilterTold | None, FilterOf("Referral"), Says("Of referrals. 转介。")] = None
    items: Annotated[FilterTold | None, FilterOf("AssistanceItem"), Says("Of items. 帮扶事项。")] = None
    needs: Annotated[FilterTold | None, FilterOf("Need"), Says("Of needs. 需求。")] = None
    visits: Annotated[FilterTold | None, FilterOf("Visit"), Says("Of visits. 走访。")] = None
    families: Annotated[FilterTold | None, FilterOf("Family"), Says("Of families. 家庭。")] = None


class SavedFilterSetInput(Input):
    """A filter and its name. 筛选条件及其名称。"""

    id: Annotated[UUID | None, IdOf("SavedFilter"), Says("The own one to replace; null: a new one. 要替换的本人筛选；空则新建。")] = None
    name: Annotated[str, ShortText(), Says("What it is called; no name of a family. 名称，不得含家庭成员姓名。")]
    filter: Annotated[FilterInput | None, Says("The filter; null takes the saved one away. 筛选条件；为空则删除。")] = None
    shared: Annotated[bool, Says("Whether everybody of the office sees it. 是否与本办公室共享。")] = False


@dataclass(kw_only=True)
class Saved(Aggregate[SavedFilter]):
    """The filter, and how many others the account has saved. `left`: whose it is works in the office no more that it was shared in."""

    is_new: bool
    others: int
    left: bool


class SavedFilterSet(Command[Saved, SavedFilterSetInput, SavedFilter | None]):
    """Save a filter of a list, for oneself or for one's office; null takes it away. 保存列表筛选，可与本办公室共享。"""

    answers = "SavedFilter"

    @override
    async def find(self, view: View, input: SavedFilterSetInput) -> SavedFilter | None:
        """Return the filter that is replaced; None for a new one. Raises NOT_FOUND."""
        return None if input.id is None else await view.row(SavedFilter, input.id, ("id",))

    @override
    async def load(self, locks: Locks, found: SavedFilter | None) -> Saved:
        """Return the filter, locked, or a new one; the account's other changes wait. Raises FORBIDDEN for that of a colleague."""
        viewer, account = locks.at.viewer, locks.at.viewer.account
        left = False
        if found is not None and found.account_id != account:
            left = viewer.role in D.roles and not await _works(locks, found)
            if not left:
                raise Refusal("FORBIDDEN")
        await take_turns(locks.session, f"saved filters {account}")
        new = SavedFilter(id=locks.at.fresh.id(), account_id=account)
        kept = new if found is None else await locks.locked(found)
        here = or_(SavedFilter.shared_office_id.is_(None), SavedFilter.shared_office_id == viewer.office)
        own = select(func.count()).where(SavedFilter.account_id == account, SavedFilter.id != kept.id, here)
        return Saved(answer=kept, is_new=found is None, others=await locks.session.scalar(own) or 0, left=left)

    @override
    def apply(self, saved: Saved, input: SavedFilterSetInput, at: Moment) -> Change:
        """Write the filter, or take it away. Raises FORBIDDEN, REQUIRED, TOO_MANY, NOT_EXPECTED."""
        if saved.left and input.filter is not None:
            raise Refusal("FORBIDDEN")
        if input.filter is None:
            if saved.is_new:
                raise Refusal("REQUIRED", path=("filter",))
            saved.gone = [saved.answer]
            return Change()
        if saved.others >= (most := at.reference.limits["saved_filters"]):
            raise Refusal("TOO_MANY", most=most)
        (named, told), *_ = [(name, told) for name, told in vars(input.filter).items() if told is not None]
        _check(told, ("filter", named), shared=input.shared)
        row = saved.answer
        row.list, row.name, row.filter = FilteredList(named.upper()), input.name, orjson.dumps(told).decode()
        row.shared_office_id, row.saved_at = at.viewer.office if input.shared else None, at.now
        return Change(rows=(row,) if saved.is_new else ())


async def _works(locks: Locks, shared: SavedFilter) -> bool:
    """Return whether the account that shared a filter still works in the office."""
    of = (Membership.account_id == shared.account_id, Membership.office_id == shared.shared_office_id)
    running = (Membership.starts_at <= locks.at.now, Membership.ends_at > locks.at.now)
    return bool(await locks.session.scalar(select(func.count()).where(*of, *running)))


def _check(told: FilterTold, path: tuple[str, ...], *, shared: bool) -> None:
    """Check that a filter asks for anything and, shared, names no single row. Raises TOO_FEW, NOT_EXPECTED."""
    given = {name for name, value in told.items() if value is not None}
    if not given:
        raise Refusal("TOO_FEW", path=path, least=1)
    if shared and (naming := sorted(given & OF_ONE_ROW)):
        raise Refusal("NOT_EXPECTED", path=(*path, naming[0]))
