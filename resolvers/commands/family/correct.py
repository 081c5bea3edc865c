"""The federation corrects a family's telephone, its address, or the name of a head who is no registered member.

Source: docs/lifecycle.md (`familyCorrect`); docs/domain.md 7: the value that stood before stays in the corrections.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.family import Family
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.correction.value import Corrected, Removed, RightAddress, RightName, RightPhone, Why, put_right, told
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.target import FamilyCommand, Note


class FamilyValueInput(Input, one_of=True):
    """The right value; the name only while the head is no registered member. 正确内容；户主未登记为成员时才可填写姓名。"""

    phone: RightPhone = None
    address: RightAddress = None
    name: RightName = None
    removed: Removed = None


class FamilyCorrectInput(Input):
    """Which value of a family was wrong, and why. 更正家庭信息。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family. 家庭。")]
    value: Annotated[FamilyValueInput, Says("The value as it should be. 正确内容。")]
    reason: Why
    note: Note = None


class FamilyCorrect(FamilyCommand[FamilyCorrectInput]):
    """Correct a family's telephone, address or name; the one before stays in the history. 更正家庭电话、住址或户主姓名，原内容保留。"""

    @override
    def apply(self, household: Aggregate[Family], input: FamilyCorrectInput, at: Moment) -> Change:
        """Write the right value. Raises VALUE_STANDS, NOT_EXPECTED."""
        return put_right(Corrected(household.answer, None), told(input.value), input.reason, input.note, at)
