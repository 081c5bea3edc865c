"""A visit that was recorded by mistake is withdrawn: it stays to be seen, and counts nowhere.

Source: docs/lifecycle.md (`visitWithdraw`); docs/domain.md 2 (Visit); docs/decisions/032-visits-corrected.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, true
from typing_extensions import override

from db.protect.cipher import Secret
from db.session.lock import lock
from db.tables.entitlement import Entitlement
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.visit import Visit
from domain.item import ItemState
from domain.message.refusal import Refusal, Refusals
from domain.need import UNSOLVED, NeedStatus
from domain.time.calendar import end_of
from resolvers.commands.aggregate.case import FamilyCase
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.before import given_back
from resolvers.commands.family.change import change
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.need.close import close, open_cases
from resolvers.commands.view import View
from resolvers.commands.visit.recorded import Recorded, recorded, seen
from resolvers.commands.visit.standing import STANDS

REASONS = "VISIT_WITHDRAWAL_REASON"
OF_NEEDS = "VISIT_WITHDRAWN"
"""Why the needs that the visit found are closed with it."""
NOT_SENT = (ItemState.DRAFT.value, ItemState.CANCELLED.value)


class VisitWithdrawInput(Input):
    """Which visit was recorded by mistake, and why. 撤回的走访及原因。"""

    id: Annotated[UUID, IdOf("Visit"), Says("The visit. 走访。")]
    reason: Annotated[str, CodeOf(REASONS), Says("Why; a code. 撤回原因代码。")]


@dataclass(frozen=True)
class Withdrawn:
    """The visit, and the keys of the items of its needs that the viewer sees."""

    visit: Visit
    items: frozenset[UUID]


@dataclass(kw_only=True)
class Withdrawing(Recorded):
    """A visit with the items that were sent for its needs; of those that the viewer sees, `told`. `access`: what a call gave its office."""

    last: Sequence[Visit]
    """The visits recorded after the last that stands, the newest first: this one, if it is one of them, and those withdrawn before it."""
    sent: Sequence[UUID]
    parted: bool = False
    """Whether a need that it found, and that is not solved, is another household's by now."""
    told: frozenset[UUID]
    access: Sequence[FamilyAccess]
    cases: Sequence[FamilyCase] = ()


class VisitWithdraw(Command[Withdrawing, VisitWithdrawInput, Withdrawn]):
    """Withdraw a visit recorded by mistake; it stays to be seen and counts nowhere. 撤回误录的走访，记录保留但不计入统计。"""

    answers = "Visit"

    @override
    async def find(self, view: View, input: VisitWithdrawInput) -> Withdrawn:
        """Return the visit, and what the viewer sees of its items. Raises NOT_FOUND."""
        visit = await seen(view)
        return Withdrawn(visit, frozenset(each.id for each in await view.rows(AssistanceItem, _of(visit))))

    @override
    async def load(self, locks: Locks, found: Withdrawn) -> Withdrawing:
        """Return the visit with the open items of its needs, locked, and all that was written with it."""
        session = locks.session
        of = await recorded(locks, found.visit)
        cases = [case for need in of.found for case in await open_cases(locks, need, of.family)]
        return Withdrawing(
            **vars(of) | {"cases": cases, "gone": await lock(session, Entitlement, Entitlement.visit_id == of.answer.id)},
            last=await _last(locks, of.answer),
            sent=(await session.scalars(select(AssistanceItem.id).where(_of(of.answer), AssistanceItem.state.not_in(NOT_SENT)))).all(),
            parted=bool(await session.scalar(_parted(of))),
            told=found.items,
            access=await lock(session, FamilyAccess, FamilyAccess.visit_id == of.answer.id),
        )

    @override
    def apply(self, visited: Withdrawing, input: VisitWithdrawInput, at: Moment) -> Change:
        """Close the needs of the visit, end what a call gave, and decide anew what followed from it.

        Raises VISIT_IN_USE for each item, and where a need went on to another household: it is closed there first.
        """
        if visited.sent or visited.parted:
            told = [Refusal("VISIT_IN_USE", path=("id",), row=("AssistanceItem", key)) for key in visited.sent if key in visited.told]
            raise Refusals(*(told or [Refusal("VISIT_IN_USE", path=("id",))]))
        for need in visited.found:
            close(need, OF_NEEDS, [case for case in visited.cases if case.need is need], at)
            need.status = NeedStatus.CLOSED
        visit, family = visited.answer, visited.family
        visit.withdrawn_at, visit.withdrawn_by, visit.withdrawal_reason = at.now, at.viewer.account, input.reason
        visit.callback_due_at = None
        visit.changed(at.now)
        for each in visited.access:  # until then whoever withdrew it sees that it was
            each.until = min(each.until, end_of(at.today))
        version = family.version
        _give_back(visited, at)
        visited.follow(at)
        if family.version == version:
            family.changed(at.now)
        return Change(reasons=(REASONS, [input.reason]))


async def _last(locks: Locks, visit: Visit) -> list[Visit]:
    """Return the visits of the family recorded after the last that stands without this one, locked, the newest first."""
    others = (Visit.family_id == visit.family_id, Visit.id != visit.id, STANDS)
    stands_since = await locks.session.scalar(select(func.max(Visit.created_at)).where(*others))
    since = true() if stands_since is None else Visit.created_at > stands_since
    found = await lock(locks.session, Visit, Visit.family_id == visit.family_id, since)
    return sorted(found, key=lambda each: each.created_at, reverse=True)


def _give_back(visited: Withdrawing, at: Moment) -> None:
    """Put back on the family what the visits replaced that were recorded after the last that stands; what was changed since stays."""
    for each in visited.last:
        if each.before_cipher is not None:
            change(visited.family, at.now, **given_back(at.cipher.open(Secret.VISIT, each.id, each.before_cipher), visited.family))
            each.before_cipher = None


def _parted(of: Recorded) -> Select[tuple[bool]]:
    """Select whether a need that the visit found, and that is not solved, is another family's than the visit."""
    unsolved = Need.status.in_([status.value for status in UNSOLVED])
    return select(exists().where(Need.visit_id == of.answer.id, Need.family_id != of.family.id, unsolved))


def _of(visit: Visit) -> ColumnElement[bool]:
    """Whether an item is of a need that the visit found."""
    return AssistanceItem.need_id.in_(select(Need.id).where(Need.visit_id == visit.id))
