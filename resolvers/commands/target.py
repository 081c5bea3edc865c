"""Commands that are aimed at one referral or one item: how they find and load it, and inputs that begin with its id.

Source: docs/design.md 8 (inputs). Bulk commands take `targets` beside their input instead.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Command, Given
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

Note = Annotated[str | None, FreeText(), Says("A note; no number of a person in it. 备注，不得填写证件号、电话等。")]


class OnReferral(Input):
    """What every action on one referral is told."""

    id: Annotated[UUID, IdOf("Referral"), Says("The referral. 转介。")]


class OnItem(Input):
    """What every action on one item is told."""

    id: Annotated[UUID, IdOf("AssistanceItem"), Says("The item. 帮扶事项。")]


class ReferralCommand(Command[Case, Given, Referral]):
    """An action on one referral, with the item that it is of and all that moves with it."""

    @override
    async def find(self, view: View, input: Given) -> Referral:
        """Return the referral. Raises NOT_FOUND."""
        return await view.aimed_at(Referral)

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return its case, locked."""
        return await locks.referral(found)


class ItemCommand(Command[Case, Given, AssistanceItem]):
    """An action on one item, with all that moves with it."""

    answers = "AssistanceItem"

    @override
    async def find(self, view: View, input: Given) -> AssistanceItem:
        """Return the item. Raises NOT_FOUND."""
        return await view.aimed_at(AssistanceItem)

    @override
    async def load(self, locks: Locks, found: AssistanceItem) -> Case:
        """Return its case, locked."""
        return await locks.case(found.id)
