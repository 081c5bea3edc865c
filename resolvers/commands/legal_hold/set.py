"""`legalHoldSet`: a system administrator proposes that something is not removed though its time is past; it holds from then on.

Source: docs/lifecycle.md (`legalHoldSet`); docs/decisions/048-audit-search.md.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.tables.account import Account
from db.tables.family import Family
from db.tables.retention import LegalHold
from domain.legal_hold import HoldState
from domain.message.refusal import Refusal
from domain.value.number import NumberKind, RowNumber
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

REASONS = "LEGAL_HOLD_REASON"


class LegalHoldSetInput(Input):
    """What is held, and why. 保全的范围与原因。"""

    reason: Annotated[str, CodeOf(REASONS), Says("Why; a code. 原因代码。")]
    family_number: Annotated[
        str | None, RowNumber((NumberKind.FAMILY,)), Says("What concerns the family with this number. 涉及此编号家庭的数据。")
    ] = None
    account: Annotated[UUID | None, IdOf("Account"), Says("What this account did. 此账号所为的数据。")] = None


@dataclass(frozen=True)
class Meant:
    """The account that is named, and the number of the family; without either everything is held."""

    account: Account | None
    family_number: str | None


class LegalHoldSet(Command[Aggregate[LegalHold], LegalHoldSetInput, Meant]):
    """Hold what a family or an account is named by from removal; without either, everything. 暂停删除相关数据；均未指定则暂停全部。"""

    answers = "LegalHold"

    @override
    async def find(self, view: View, input: LegalHoldSetInput) -> Meant:
        """Return what is meant. Raises NOT_FOUND."""
        account = None if input.account is None else await view.row(Account, input.account, ("account",))
        return Meant(account, input.family_number)

    @override
    async def load(self, locks: Locks, found: Meant) -> Aggregate[LegalHold]:
        """Return a new hold. Raises NOT_FOUND for a number of no family."""
        at, family = locks.at, None
        if found.family_number is not None:
            family = await locks.session.scalar(select(Family.id).where(Family.number == found.family_number))
            if family is None:
                raise Refusal("NOT_FOUND", path=("familyNumber",))
        hold = LegalHold(
            id=at.fresh.id(),
            state=HoldState.PROPOSED,
            at=at.now,
            proposed_by=at.viewer.account,
            family_id=family,
            account_id=None if found.account is None else found.account.id,
            version=1,
            updated_at=at.now,
        )
        return Aggregate(answer=hold)

    @override
    def apply(self, hold: Aggregate[LegalHold], input: LegalHoldSetInput, at: Moment) -> Change:
        """Write why it is held."""
        hold.answer.reason = input.reason
        return Change(reasons=(REASONS, [input.reason]), rows=(hold.answer,))
