"""An office asks finance for what it owes: a request for funds, with a line for each item that it granted.

Source: docs/domain.md 3 (Pooled items); docs/lifecycle.md (`itemPool`); docs/decisions/026-pooled-items.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from typing_extensions import override

from db.session.lock import lock
from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.outcome import Outcome
from db.tables.person import Person
from db.tables.referral import Referral
from domain.fund import ASKED, LineState, Owed
from domain.message.refusal import Refusal
from domain.outcome import OutcomeKind
from domain.referral import DECIDED, WORKED_ON, State
from domain.routing import at_level
from domain.value.fund import Month
from domain.value.values import FileNumber, RegionAt
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.granted import owed_of
from resolvers.commands.aggregate.payment import LINES_MOST
from resolvers.commands.aggregate.pool import Pool, fill
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Distinct, IdOf, Input, Says, Several
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class ItemPoolInput(Input):
    """For which granted help funds are asked. 为哪些已落实的帮扶申请资金。"""

    type: Annotated[str, CodeOf("ASSISTANCE_TYPE"), Says("The kind of request; A31, A36, A37. 申请类型代码：A31、A36、A37。")]
    of: Annotated[str, CodeOf("ASSISTANCE_TYPE"), Says("The type of help that was granted; a code. 已落实的帮扶类型代码。")]
    township: Annotated[str, RegionAt(RegionLevel.TOWNSHIP), Says("The township in which the families live. 家庭居住的乡镇（街道）。")]
    period: Annotated[str, Month(), Says("For which month, as 2026-11. 所属月份，例如 2026-11。")]
    referrals: Annotated[
        tuple[Annotated[UUID, IdOf("Referral")], ...] | None,
        Several(1, LINES_MOST),
        Distinct(),
        Says("Which granted referrals; by default all that are owed and not asked for. 已落实的转介，默认为全部应付未申请的。"),
    ] = None
    document: Annotated[str | None, FileNumber(100), Says("The number of the letter that asks. 请款文号。")] = None
    source: Annotated[str | None, CodeOf("FUND_SOURCE"), Says("From which source it is asked; a code. 申请的资金来源代码。")] = None


@dataclass(kw_only=True)
class Request(Pool):
    """A new request for funds, and what can be asked for: the office's referrals whose outcome stands, `owing`, locked against change."""

    owing: Sequence[Referral] = ()
    outcomes: Mapping[UUID, Outcome] = field(default_factory=dict)
    """The outcomes in force, by the keys of their referrals."""
    members: Mapping[UUID, int] = field(default_factory=dict)
    """How many living persons each family has."""
    asked: frozenset[tuple[UUID, date]] = frozenset()
    """The granted items that are asked for already, each with the month in which it fell due."""

    def owed(self, referral: Referral, period: date, kind: OutcomeKind) -> Owed | None:
        """Return what is owed for a referral by a period and is not asked for yet; None for nothing."""
        outcome = self.outcomes.get(referral.id)
        found = None if outcome is None else owed_of(outcome, referral, period, kind)
        return None if found is None or (referral.item_id, found.due) in self.asked else found


class ItemPool(Command[Request, ItemPoolInput, list[Referral]]):
    """Draft a request for funds for help that the office granted: one type, township and month. 起草资金申请：同一类型、乡镇和月份。"""

    answers = "AssistanceItem"

    @override
    async def find(self, view: View, input: ItemPoolInput) -> list[Referral]:
        """Return the office's own decided referrals of the type in the township. Notes NOT_FOUND for each named that is none of these.

        Of one that is worked on once more, what was decided before goes on until it is decided anew.
        """
        conditions = [
            Referral.office_id == view.at.viewer.office,
            Referral.type_code == input.of,
            Referral.town_code == input.township,
            or_(_in(DECIDED), and_(_in(WORKED_ON), Referral.reopen_count > 0)),
        ]
        if input.referrals is None:
            return await view.rows(Referral, *conditions)
        return await view.named_rows(Referral, input.referrals, ("referrals",), *conditions)

    @override
    async def load(self, locks: Locks, found: list[Referral]) -> Request:
        """Return a new request, not yet filled in, and what can be asked for, locked against change."""
        viewer = locks.at.viewer
        item = AssistanceItem(id=locks.at.fresh.id(), owner_office_id=viewer.office, region_code=viewer.region)
        request = Request(answer=item, item=item)
        request.granted = await locks.granted([each.item_id for each in found if each.payment_failed_on is not None])
        request.owing = await lock(locks.session, Referral, Referral.id.in_([each.id for each in found]))
        await _look_up(locks, request)
        await locks.with_near(request)
        return request

    @override
    def apply(self, request: Request, input: ItemPoolInput, at: Moment) -> Change:
        """Draft the request with its lines. Raises NOT_POOLED, NOT_OWED, NOTHING_OWED, TOO_MANY, AMOUNT_TOO_LARGE."""
        facts, paid = at.reference.types[input.type], at.reference.types[input.of]
        if not facts.pooled:
            raise Refusal("NOT_POOLED", path=("type",))
        kind, period = OutcomeKind(facts.outcome_kind), date.fromisoformat(f"{input.period}-01")
        found = {each: due for each in request.owing if (due := request.owed(each, period, kind)) is not None}
        for place, key in enumerate(input.referrals or ()):
            if key not in {each.id for each in found}:
                raise Refusal("NOT_OWED", path=("referrals", place), row=("Referral", key))
        if not found:
            raise Refusal("NOTHING_OWED", path=("of",))
        if len(found) > LINES_MOST:
            raise Refusal("TOO_MANY", path=("referrals",), most=LINES_MOST)
        total, most = sum(each.sum for each in found.values()), at.reference.limits["fund_most"]
        if total > most:
            raise Refusal("AMOUNT_TOO_LARGE", path=("referrals",), most=most)
        item = request.item
        fill(item, input.type, at)
        item.need_domain = min(paid.domains)
        item.request_document, item.fund_source = input.document, input.source
        request.lines = [_line(request, each, due, period, at) for each, due in found.items()]
        return Change(rows=(item, *request.lines))


def _in(states: Collection[State]) -> ColumnElement[bool]:
    return Referral.state.in_([state.value for state in states])


def _line(request: Request, referral: Referral, owed: Owed, period: date, at: Moment) -> ItemLine:
    return ItemLine(
        id=at.fresh.id(),
        item_id=request.item.id,
        owner_office_id=request.item.owner_office_id,
        region_code=request.item.region_code,
        granted_id=referral.item_id,
        granted_referral_id=referral.id,
        type_code=referral.type_code,
        type_version=referral.type_version,
        township_code=at_level(referral.region_code, RegionLevel.TOWNSHIP),
        period=period,
        due=owed.due,
        persons=request.members.get(referral.family_id, 1) if referral.person_id is None and referral.family_id is not None else 1,
        sum=owed.sum,
        state=LineState.OPEN,
        created_at=at.now,
    )


async def _look_up(locks: Locks, request: Request) -> None:
    """Add to a request the outcomes in force, the sizes of the families, and what is asked for already."""
    keys = [each.id for each in request.owing]
    outcomes = await locks.session.scalars(select(Outcome).where(Outcome.referral_id.in_(keys)).order_by(Outcome.version))
    request.outcomes = {each.referral_id: each for each in outcomes}
    families = {each.family_id for each in request.owing}
    living = Person.family_id.in_(families), Person.deceased_on.is_(None)
    counted = select(Person.family_id, func.count()).where(*living).group_by(Person.family_id)
    request.members = dict((await locks.session.execute(counted)).all())
    items = [each.item_id for each in request.owing]
    asked = select(ItemLine.granted_id, ItemLine.due).where(
        ItemLine.granted_id.in_(items), ItemLine.state.in_([state.value for state in ASKED])
    )
    request.asked = frozenset((item, due) for item, due in await locks.session.execute(asked))
