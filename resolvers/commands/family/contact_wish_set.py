"""`familyContactWishSet`: sets how a family wants to be contacted.

Source: docs/domain.md 2 (contact wish: by whom, when, not at home, through the guardian, do not contact).
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.family import Family
from domain.family import ContactBy, ContactThrough
from domain.message.refusal import Refusal
from domain.value.values import ShortText
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.family.change import change
from resolvers.commands.inputs.input import ABSENT, Absent, IdOf, Input, Says
from resolvers.commands.target import FamilyCommand


class FamilyContactWishSetInput(Input):
    """What changes; what is left out stays, null empties it. 修改内容；未填写的保持不变，填 null 则清空。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family. 家庭。")]
    by: Annotated[ContactBy | Absent | None, Says("By which way; null ends the whole wish. 联系方式；填 null 则清空全部意愿。")] = ABSENT
    when: Annotated[str | Absent | None, ShortText(100), Says("At what time. 联系时间。")] = ABSENT
    through: Annotated[ContactThrough | Absent | None, Says("Through whom. 通过何人。")] = ABSENT


class FamilyContactWishSet(FamilyCommand[FamilyContactWishSetInput]):
    """Set how a family wants to be contacted. 设置家庭的联系意愿。"""

    @override
    def apply(self, household: Aggregate[Family], input: FamilyContactWishSetInput, at: Moment) -> Change:
        """Set the contact wish. Raises REQUIRED where a time or a go-between is given without a way of contact."""
        family = household.answer
        by = family.contact_wish_by if input.by is ABSENT else input.by
        when = _after(input.when, family.contact_wish_when, by)
        through = _after(input.through, family.contact_wish_through, by)
        if by is None and (when is not None or through is not None):
            raise Refusal("REQUIRED", path=("by",))
        change(family, at.now, contact_wish_by=by, contact_wish_when=when, contact_wish_through=through)
        return Change()


def _after(told: str | Absent | None, stood: str | None, by: str | None) -> str | None:
    """Return what was told; where nothing was, what stood before, but None where the wish has no way of contact."""
    if not isinstance(told, Absent):
        return told
    return None if by is None else stood
