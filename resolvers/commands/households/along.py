"""A family that is parted from one that has gone to another county since both were merged: it has come along, and lives there.

Source: docs/decisions/030-merging.md (parting after a move). No I/O.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.tables.campaign import Campaign, CampaignListing
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person_match import PersonMatch
from domain.routing import at_level
from domain.viewer import RegionLevel
from resolvers.commands.context import Moment
from resolvers.commands.family.household import Household
from resolvers.commands.family.moving import Moving
from resolvers.commands.moving.leaving import ALONG


def has_left(survivor: Family, merged: Family) -> bool:
    """Return whether the survivor lives in another county than the one that was merged into it did."""
    return at_level(survivor.region_code, RegionLevel.COUNTY) != at_level(merged.region_code, RegionLevel.COUNTY)


@dataclass
class Along:
    """A household that is parted, and the one with which it has moved.

    `in_charge`: of the accounts that visit it, those that are in charge of families where it lives now.
    """

    survivor: Household
    merged: Household
    matches: Sequence[PersonMatch]
    campaigns: Mapping[UUID, Campaign]
    in_charge: Collection[UUID]
    at: Moment

    def arrive(self) -> None:
        """Let the family live where the survivor does, before anything is given back to it: whoever parts them contacts it at once."""
        family = self.merged.family
        family.region_code, family.address = self.survivor.family.region_code, None
        family.contact_person_id, family.plan_responsible_id = self.at.viewer.account, None
        family.next_contact_on = self.at.today

    def settle(self) -> None:
        """Bring there what was given back and goes where the family goes; what is past stays, and offices before the move see nothing."""
        village = self.merged.family.region_code
        along: tuple[type[Row], ...] = (*ALONG, Need)
        for kind in along:
            for row in self._of(kind):
                if not self.merged.is_past(row):
                    row.region_code = village
        for item in self._of(AssistanceItem):
            item.plan_place = None
        for access in self.merged.of(FamilyAccess):
            if access.referral_id is None:
                access.until = min(access.until, self.at.now)
            else:
                access.family_id = access.person_id = access.members = None
        for match in self.matches:
            if match.family_id == self.merged.family.id:
                match.region_code = at_level(village, RegionLevel.COUNTY)
        listed = Household(self.merged.family, {CampaignListing: [*self._of(CampaignListing)]})
        Moving(listed, (), self.campaigns, self.in_charge, self.at).listings()

    def _of(self, kind: type[Row]) -> Iterator[Any]:
        """Yield the rows of one table that are the family's by now."""
        rows: list[Any] = [*self.survivor.of(kind), *self.merged.of(kind)]
        yield from (each for each in rows if each.family_id == self.merged.family.id)
