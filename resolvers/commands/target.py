"""Base classes of the commands that are aimed at one row, and of the inputs of those aimed at a referral or an item.

Source: docs/design.md 8 (inputs). The targets of a bulk command stand beside its input.
"""

from collections.abc import Collection
from typing import Annotated, ClassVar, TypeVar, cast
from uuid import UUID

from typing_extensions import override

from db.tables.declare import Row
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain.value.values import FreeText
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.outcome import OutcomeInput, failed_lines
from resolvers.commands.command import A, Command, Given, type_arguments
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

R = TypeVar("R", bound=Row)

Note = Annotated[str | None, FreeText(), Says("A note; no number of a person in it. 备注，不得填写证件号、电话等。")]


class OnReferral(Input):
    """The base of the inputs of actions on one referral."""

    id: Annotated[UUID, IdOf("Referral"), Says("The referral. 转介。")]


class OnItem(Input):
    """The base of the inputs of actions on one item."""

    id: Annotated[UUID, IdOf("AssistanceItem"), Says("The item. 帮扶事项。")]


class RowCommand(Command[A, Given, R]):
    """An action on one row, which the viewer must see. The row's class is taken from the arguments of the command's base class."""

    row: ClassVar[type[Row]]

    @override
    def __init_subclass__(cls) -> None:
        """Take the row's class from the declaration."""
        super().__init_subclass__()
        for row in type_arguments(cls, Row):
            cls.row = row

    @override
    async def find(self, view: View, input: Given) -> R:
        """Return the row. Raises NOT_FOUND."""
        return cast(R, await view.aimed_at(self.row))


class FamilyCommand(RowCommand[Aggregate[Family], Given, Family]):
    """An action on one family, which changes nothing else of it."""

    answers = "Family"

    @override
    async def load(self, locks: Locks, found: Family) -> Aggregate[Family]:
        """Return the family, locked."""
        family = await locks.locked(found)
        return Aggregate(answer=family, family=family)


class Deciding(OnReferral):
    """The base of the inputs that say what was decided of a referral."""

    outcome: Annotated[OutcomeInput, Says("What was decided and given. 办理结果。")]


D = TypeVar("D", bound=Deciding)


class ReferralCommand(RowCommand[Case, Given, Referral]):
    """An action on one referral, which may change the whole case."""

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return the case, locked."""
        return await locks.referral(found)


class OutcomeCommand(ReferralCommand[Given]):
    """An action on one referral that changes what its outcome gives."""

    @override
    async def load(self, locks: Locks, found: Referral) -> Case:
        """Return its case, locked, with what its outcome writes."""
        return await locks.for_outcome(found)


class DecidingCommand(Command[Case, D, tuple[Referral, Collection[UUID]]]):
    """An action on one referral that says what was decided of it."""

    @override
    async def find(self, view: View, input: D) -> tuple[Referral, Collection[UUID]]:
        """Return the referral, and the lines of a request whose payment is said to have failed. Raises NOT_FOUND."""
        return await view.aimed_at(Referral), failed_lines(input.outcome)

    @override
    async def load(self, locks: Locks, found: tuple[Referral, Collection[UUID]]) -> Case:
        """Return its case, locked, with what its outcome writes."""
        return await locks.for_outcome(*found)


class ItemCommand(RowCommand[Case, Given, AssistanceItem]):
    """An action on one item, which may change the whole case."""

    answers = "AssistanceItem"

    @override
    async def load(self, locks: Locks, found: AssistanceItem) -> Case:
        """Return the case, locked."""
        return await locks.item(found)
