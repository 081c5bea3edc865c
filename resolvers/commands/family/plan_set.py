"""`familyPlanSet`: a family's plan, which is its items in the order in which they are to be done, and one person who answers for it.

Source: docs/domain.md 2 (Need: 工作方案); the notice of 2020-04-22 (docs/domain-facts.md 1.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock
from db.tables.account import Account
from db.tables.family import Family
from db.tables.item import AssistanceItem
from domain.item import ItemState
from domain.message.refusal import Refusal, Refusals
from domain.viewer import lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Distinct, IdOf, Input, Says, Several
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

ITEMS_MOST = 50
"""Items of one plan."""


class FamilyPlanSetInput(Input):
    """The whole plan, in place of the one before. 家庭的工作方案，整体替换原方案。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family. 家庭。")]
    responsible: Annotated[UUID, IdOf("Account"), Says("Who answers for it. 责任人。")]
    items: Annotated[
        tuple[Annotated[UUID, IdOf("AssistanceItem")], ...],
        Several(1, ITEMS_MOST),
        Distinct(),
        Says("The family's items, in their order. 该家庭的帮扶事项，按顺序排列。"),
    ]


@dataclass(kw_only=True)
class Planning(Aggregate[Family]):
    """A family, its items, and the scopes of who is to answer for the plan."""

    items: Sequence[AssistanceItem]
    scopes: list[tuple[str, ...]]


class FamilyPlanSet(Command[Planning, FamilyPlanSetInput, tuple[Family, UUID]]):
    """Set a family's plan: its items in their order, and who answers for it. 制定家庭工作方案：事项顺序与责任人。"""

    answers = "Family"

    @override
    async def find(self, view: View, input: FamilyPlanSetInput) -> tuple[Family, UUID]:
        """Return the family and the account that answers for the plan. Raises NOT_FOUND; notes it for items that are not seen."""
        family = await view.row(Family, input.id, ("id",))
        await view.named_rows(AssistanceItem, input.items, ("items",))
        return family, (await view.row(Account, input.responsible, ("responsible",))).id

    @override
    async def load(self, locks: Locks, found: tuple[Family, UUID]) -> Planning:
        """Return the family and its items, locked, and what the person is in charge of."""
        family, responsible = found
        scopes = await locks.in_charge_of(responsible)
        locked = await locks.locked(family)
        items = await lock(locks.session, AssistanceItem, AssistanceItem.family_id == family.id)
        return Planning(answer=locked, family=locked, items=items, scopes=scopes)

    @override
    def apply(self, planning: Planning, input: FamilyPlanSetInput, at: Moment) -> Change:
        """Write the plan. Raises NOT_IN_CHARGE_THERE, and ITEM_NOT_OF_FAMILY for each item of another family or that is cancelled."""
        family = planning.answer
        mine = {each.id: each for each in planning.items if each.state != ItemState.CANCELLED}
        if unfit := [(place, key) for place, key in enumerate(input.items) if key not in mine]:
            raise Refusals(*(Refusal("ITEM_NOT_OF_FAMILY", path=("items", place), row=("AssistanceItem", key)) for place, key in unfit))
        if not any(lies_in(family.region_code, scope) for scope in planning.scopes):
            raise Refusal("NOT_IN_CHARGE_THERE", path=("responsible",), row=("Account", input.responsible))
        places = {key: place for place, key in enumerate(input.items, 1)}
        for item in planning.items:
            item.plan_place = places.get(item.id)
        family.plan_responsible_id = input.responsible
        family.changed(at.now)
        return Change()
