"""Commands that are aimed at one row: how they find it; how those on a referral or an item load it, and what their inputs begin with.

Source: docs/design.md 8 (inputs). Bulk commands take `targets` beside their input instead.
"""

from typing import Annotated, Any, ClassVar, TypeVar, cast
from uuid import UUID

from typing_extensions import override

from db.tables.declare import Row
from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import A, Command, Given, type_arguments
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

R = TypeVar("R", bound=Row)

Note = Annotated[str | None, FreeText(), Says("A note; no number of a person in it. 备注，不得填写证件号、电话等。")]


class OnReferral(Input):
    """What every action on one referral is told."""

    id: Annotated[UUID, IdOf("Referral"), Says("The referral. 转介。")]


class OnItem(Input):
    """What every action on one item is told."""

    id: Annotated[UUID, IdOf("AssistanceItem"), Says("The item. 帮扶事项。")]


class RowCommand(Command[A, Given, R]):
    """An action on one row, which the viewer has to see: its class is an argument of the command's type."""

    row: ClassVar[type[Row]]

    @override
    def __init_subclass__(cls) -> None:
        """The row's class follows from the declaration."""
        super().__init_subclass__()
        for row in type_arguments(cls, Row):
            cls.row = row

    @override
    async def find(self, view: View, input: Given) -> R:
        """Return the row. Raises NOT_FOUND."""
        found: Any = await view.aimed_at(self.row)
        return cast(R, found)


class ReferralCommand(RowCommand[Case, Given, Referral]):
    """An action on one referral, with the item that it is of and all that moves with it."""

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return its case, locked."""
        return await locks.referral(found)


class ItemCommand(RowCommand[Case, Given, AssistanceItem]):
    """An action on one item, with all that moves with it."""

    answers = "AssistanceItem"

    @override
    async def load(self, locks: Locks, found: AssistanceItem) -> Case:
        """Return its case, locked."""
        return await locks.case(found.id)
