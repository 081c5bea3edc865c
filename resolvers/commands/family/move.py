"""`familyMove`: a family has moved to another village of its county; what is not past goes with it.

Source: docs/domain.md 2 (Moves); docs/lifecycle.md (`familyMove`); docs/decisions/033-moving.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.tables.campaign import Campaign, CampaignListing
from db.tables.family import Family
from domain.message.refusal import Refusal
from domain.routing import Located, divisions_over
from domain.value.values import RegionAt, ShortText
from domain.viewer import RegionLevel, lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.household import Household, households
from resolvers.commands.family.moving import Moving
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note
from resolvers.commands.view import View


class FamilyMoveInput(Input):
    """Where a family has moved to. 家庭迁居。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family. 家庭。")]
    village: Annotated[str, RegionAt(RegionLevel.VILLAGE), Says("Where it lives now, in the same county. 现居住村（社区），须在本县内。")]
    address: Annotated[str | None, ShortText(), Says("The address there, below the village; not known by default. 新住址，默认未知。")] = (
        None
    )
    registration_region: Annotated[
        str | None, RegionAt(RegionLevel.COUNTY), Says("Where it is registered now; as before by default. 现户籍地，默认不变。")
    ] = None
    note: Note = None


class Moved(NamedTuple):
    """A family, and the divisions that were named: where it lives now, and where it is registered, None for as before."""

    family: Family
    village: str
    registration: str | None


@dataclass(kw_only=True)
class MovedFamily(Aggregate[Family]):
    """A household, locked, and what is known of where it lives now."""

    household: Household
    near: Sequence[Located]
    campaigns: Mapping[UUID, Campaign]
    in_charge: frozenset[UUID]


class FamilyMove(Command[MovedFamily, FamilyMoveInput, Moved]):
    """Record that a family has moved within the county; open needs and cases go with it. 登记家庭县内迁居，未结需求与事项随之转移。"""

    answers = "Family"

    @override
    async def find(self, view: View, input: FamilyMoveInput) -> Moved:
        """Return the family, and the divisions. Raises NOT_FOUND."""
        return Moved(await view.aimed_at(Family), input.village, input.registration_region)

    @override
    async def load(self, locks: Locks, found: Moved) -> MovedFamily:
        """Return the household, locked, with the offices and the campaigns over it and who is in charge where it lives now."""
        key = found.family.id
        household = (await households(locks, [key]))[key]
        family = household.family
        if family.merged_into_id is not None:
            raise Refusal("BUSY")
        homes = (found.registration or family.registration_region_code, found.village)
        return MovedFamily(
            answer=family,
            family=family,
            household=household,
            near=await locks.over(divisions_over(homes)),
            campaigns=await campaigns_of(locks, household),
            in_charge=await in_charge_there(locks, household, found.village),
        )

    @override
    def apply(self, moved: MovedFamily, input: FamilyMoveInput, at: Moment) -> Change:
        """Write where the family lives, and bring what is not past there.

        Raises MOVE_PROPOSED, VALUE_STANDS, OTHER_COUNTY, OUT_OF_SCOPE.
        """
        family = moved.answer
        moved.household.check_stays("id")
        if input.village == family.region_code:
            raise Refusal("VALUE_STANDS", path=("village",))
        if input.village[: RegionLevel.COUNTY] != family.region_code[: RegionLevel.COUNTY]:
            raise Refusal("OTHER_COUNTY", path=("village",))
        if not lies_in(input.village, at.viewer.scope):
            raise Refusal("OUT_OF_SCOPE", path=("village",))
        family.address = input.address
        family.registration_region_code = input.registration_region or family.registration_region_code
        Moving(moved.household, moved.near, moved.campaigns, moved.in_charge, at).run(input.village)
        family.changed(at.now)
        return Change(text=input.note)


async def campaigns_of(locks: Locks, household: Household) -> dict[UUID, Campaign]:
    """Return the campaigns that list a family, by their keys."""
    keys = {each.campaign_id for each in household.of(CampaignListing)}
    return {each.id: each for each in await locks.session.scalars(select(Campaign).where(Campaign.id.in_(keys)))}


async def in_charge_there(locks: Locks, household: Household, village: str) -> frozenset[UUID]:
    """Return who of those that visit a family, or answer for its plan, is in charge of families in a village too."""
    concerned = {household.family.plan_responsible_id, *(each.visitor_id for each in household.of(CampaignListing))} - {None}
    found = {each: await locks.in_charge_of(each) for each in concerned if each is not None}
    return frozenset(key for key, scopes in found.items() if any(lies_in(village, scope) for scope in scopes))
