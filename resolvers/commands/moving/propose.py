"""`familyMovePropose`: a family has moved to another county, whose federation is asked to take it on.

Source: docs/lifecycle.md (`familyMovePropose`); docs/decisions/033-moving.md.
"""

import json
from dataclasses import dataclass
from typing import Annotated, NamedTuple
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.protect.cipher import Secret
from db.tables.account import Membership
from db.tables.family import Family
from db.tables.family_move import FamilyMoveProposal
from db.tables.person import Person
from domain.message.refusal import Refusal
from domain.moving import MoveState
from domain.routing import at_level
from domain.time.calendar import end_of
from domain.value.number import NumberKind
from domain.value.values import RegionAt, ShortText
from domain.viewer import RegionLevel, Role, is_county_or_below, lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.household import Household, households
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.settle.history import steps
from resolvers.commands.target import Note
from resolvers.commands.view import View


class FamilyMoveProposeInput(Input):
    """A family that has moved to another county. 跨县迁居的家庭。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family. 家庭。")]
    village: Annotated[str, RegionAt(RegionLevel.VILLAGE), Says("Where it lives now, in another county. 迁入的外县村（社区）。")]
    address: Annotated[
        str | None, ShortText(), Says("The address there, below the village; told once it is accepted. 新住址，接收后方可见。")
    ] = None
    registration_region: Annotated[
        str | None, RegionAt(RegionLevel.COUNTY), Says("Where it is registered now; as before by default. 现户籍地，默认不变。")
    ] = None
    note: Note = None


class Told(NamedTuple):
    """A family, and the village that was named."""

    family: Family
    village: str


@dataclass(kw_only=True)
class Proposed(Aggregate[FamilyMoveProposal]):
    """A new proposal, and the household, locked. `is_awaited`: whether somebody there can accept it."""

    household: Household
    is_awaited: bool

    @property
    @override
    def version(self) -> int:
        """The version of the family: the one that a caller has read."""
        return self.household.family.version


class FamilyMovePropose(Command[Proposed, FamilyMoveProposeInput, Told]):
    """Propose a family to the county to which it has moved. 向迁入县（市、区）移交跨县迁居的家庭。"""

    answers = "FamilyMoveProposal"

    @override
    async def find(self, view: View, input: FamilyMoveProposeInput) -> Told:
        """Return the family, and the village. Raises NOT_FOUND."""
        return Told(await view.aimed_at(Family), input.village)

    @override
    async def load(self, locks: Locks, found: Told) -> Proposed:
        """Return a new row and the household, locked. Raises BUSY where the family was merged meanwhile."""
        key = found.family.id
        household = (await households(locks, [key]))[key]
        if household.family.merged_into_id is not None:
            raise Refusal("BUSY")
        return Proposed(
            answer=FamilyMoveProposal(id=locks.at.fresh.id()),
            family=household.family,
            household=household,
            is_awaited=await _is_awaited(locks, found.village),
        )

    @override
    def apply(self, proposed: Proposed, input: FamilyMoveProposeInput, at: Moment) -> Change:
        """Write what is proposed, and by when it is to be decided.

        Raises CONFLICT, MOVE_PROPOSED, OWN_COUNTY, PERSON_DECEASED, NOBODY_DECIDES.
        """
        row, household = proposed.answer, proposed.household
        family = household.family
        household.check_stays("id")
        left = at_level(family.region_code, RegionLevel.COUNTY)
        if at_level(input.village, RegionLevel.COUNTY) == left:
            raise Refusal("OWN_COUNTY", path=("village",))
        if family.head_id is not None and all(each.deceased_on is not None for each in _members(household)):
            raise Refusal("PERSON_DECEASED", path=("id",), row=("Person", family.head_id))
        if not proposed.is_awaited:
            raise Refusal("NOBODY_DECIDES", path=("village",))
        row.number, row.version = at.fresh.number(NumberKind.MOVE, at.now), 1
        row.family_id, row.region_code, row.from_region_code = family.id, input.village, left
        row.office_id, row.account_id, row.at = at.viewer.office, at.viewer.account, at.now
        row.state, row.due_at = MoveState.OPEN, end_of(at.reference.calendar.add(at.today, at.reference.limits["moved_decide"]))
        told = json.dumps({"address": input.address, "registration": input.registration_region}, ensure_ascii=False)
        row.told_cipher = at.cipher.seal(Secret.FAMILY_MOVE, row.id, told)
        return Change(rows=(row, *steps(self.action, family, None, None, Change(text=input.note), at)))


def _members(household: Household) -> list[Person]:
    return [each for each in household.of(Person) if each.merged_into_id is None]


async def _is_awaited(locks: Locks, village: str) -> bool:
    """Return whether a cadre at county level or below is in charge of a village."""
    running = (Membership.starts_at <= locks.at.now, Membership.ends_at > locks.at.now)
    scopes = await locks.session.scalars(select(Membership.scope).where(Membership.role == Role.FEDERATION_CADRE.value, *running))
    return any(lies_in(village, tuple(scope)) and all(map(is_county_or_below, scope)) for scope in scopes)
