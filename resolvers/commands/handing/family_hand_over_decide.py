"""`familyHandOverDecide`: the county's federation takes on a family that an office has handed over, or declines.

Source: docs/domain.md 3. The office is told that alone: neither whether the family was known nor as which it was taken on.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.family import Family
from db.tables.family_hand_over import FamilyHandOver, FamilyHandOverText
from domain.ask import AskState
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.handing.told_need import REASONS, check_decision, told_need
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class FamilyHandOverDecideInput(Input):
    """Whether the federation takes it on. 是否接收。"""

    id: Annotated[UUID, IdOf("FamilyHandOver"), Says("What was handed over. 移交记录。")]
    accepted: Annotated[bool, Says("Whether what is needed becomes a need of the family. 是否登记为该家庭的需求。")]
    family: Annotated[
        UUID | None, IdOf("Family"), Says("The family, as it is registered by now; if accepted alone. 已登记的家庭，仅接收时填写。")
    ] = None
    reason: Annotated[str | None, CodeOf(REASONS), Says("Why not; a code, if declined alone. 不予接收的原因代码，仅不接收时填写。")] = None


@dataclass(kw_only=True)
class HandedOver(Aggregate[FamilyHandOver]):
    """What was handed over, with what was told of it: nothing once it is decided."""

    text: FamilyHandOverText | None


class FamilyHandOverDecide(Command[HandedOver, FamilyHandOverDecideInput, tuple[FamilyHandOver, Family | None]]):
    """Take on a family that an office has handed over, or decline; what was told of it is removed. 接收移交的家庭，或不予接收。"""

    answers = "FamilyHandOver"

    @override
    async def find(self, view: View, input: FamilyHandOverDecideInput) -> tuple[FamilyHandOver, Family | None]:
        """Return what the input names. Raises NOT_FOUND."""
        handed = await view.aimed_at(FamilyHandOver)
        return handed, None if input.family is None else await view.row(Family, input.family, ("family",))

    @override
    async def load(self, locks: Locks, found: tuple[FamilyHandOver, Family | None]) -> HandedOver:
        """Return the row and the family, locked, and what was told."""
        handed, family = found
        kept = None if family is None else await locks.locked(family)
        row = await locks.locked(handed)
        return HandedOver(answer=row, family=kept, text=await locks.session.get(FamilyHandOverText, row.id))

    @override
    def apply(self, handed: HandedOver, input: FamilyHandOverDecideInput, at: Moment) -> Change:
        """Make a need of what was told, or write why not; remove what was told. Raises NO_TRANSFER, REQUIRED, NOT_EXPECTED."""
        row, family, text = handed.answer, handed.family, handed.text
        if row.state != AskState.OPEN or text is None:
            raise Refusal("NO_TRANSFER", path=("id",))
        check_decision(input.accepted, input.reason)
        if input.accepted is (family is None):
            raise Refusal("REQUIRED" if input.accepted else "NOT_EXPECTED", path=("family",))
        row.state, row.reason = AskState.GRANTED if input.accepted else AskState.REFUSED, input.reason
        row.decided_at, row.decided_by = at.now, at.viewer.account
        row.changed(at.now)
        handed.gone = (text,)
        reasons = None if input.reason is None else (REASONS, [input.reason])
        if family is None:
            return Change(granted=False, reasons=reasons)
        row.family_id = family.id
        need = told_need(family.id, family.region_code, at.viewer.office, row.domain, text.request_text, at)
        return Change(granted=True, rows=(need,))
