"""Brings a family with all that is not past to the village to which it has moved; what is past stays where it happened. No I/O.

Source: docs/domain.md 2 (Moves); docs/decisions/033-moving.md.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.tables.campaign import Campaign, CampaignListing
from db.tables.correction import Correction, CorrectionText
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.referral import Referral
from domain.campaign import ListingState
from domain.routing import Located
from domain.viewer import lies_in
from resolvers.commands.aggregate.follow import route_anew
from resolvers.commands.context import Moment
from resolvers.commands.family.household import OVER, SAID, Household, counted

ALONG: tuple[type[Row], ...] = (
    *(Person, Entitlement, CertificateRecord, Correction, CorrectionText),
    *(Need, AssistanceItem, Referral, FamilyAccess, *SAID),
)
"""What goes where the family goes, but for what is past.

A referral that has not ended brings what came of it: whoever asks the family next reads what was decided, and what it said before.
"""


@dataclass
class Moving:
    """A household that has moved. `near`: the offices over where it is registered and lives from then on.

    `in_charge`: of the accounts that visit it, or answer for its plan, those that are in charge of families there too.
    """

    household: Household
    near: Sequence[Located]
    campaigns: Mapping[UUID, Campaign]
    in_charge: Collection[UUID]
    at: Moment

    def run(self, village: str) -> None:
        """Bring everything to where the family lives now."""
        family = self.household.family
        family.region_code = village
        if family.plan_responsible_id not in self.in_charge:
            family.plan_responsible_id = None
        for kind in ALONG:
            for row in self.household.of(kind):
                if not self.household.is_past(row):
                    self._bring(row)
        self._needs()
        self._items()
        self.listings()

    def _bring(self, row: Any) -> None:
        row.region_code = self.household.family.region_code

    def _needs(self) -> None:
        """Each that has moved along is a new version."""
        for need in self.household.of(Need):
            if not self.household.is_past(need):
                need.changed(self.at.now)

    def _items(self) -> None:
        """Each that has moved along is one new version with its referrals; decide anew where what is not sent may go."""
        referrals = defaultdict[UUID, list[Referral]](list)
        for referral in self.household.of(Referral):
            referrals[referral.item_id].append(referral)
        for item in self.household.of(AssistanceItem):
            if item.state in OVER:
                continue
            counted(item, referrals[item.id], self.at.now)
            route_anew(item, self.household.family, self.near, referrals[item.id], self.at)

    def listings(self) -> None:
        """A list of a campaign that does not cover the village any more keeps what was reached, else it says that the family moved away.

        Of every other the visitor stays, if they are in charge there too.
        """
        for listing in self.household.of(CampaignListing):
            covered = lies_in(self.household.family.region_code, (self.campaigns[listing.campaign_id].region_code,))
            if covered:
                self._bring(listing)
                listing.visitor_id = listing.visitor_id if listing.visitor_id in self.in_charge else None
            elif listing.state not in {ListingState.VISITED, ListingState.REMOVED}:
                listing.state, listing.contact_result, listing.removed_reason = ListingState.REMOVED, None, "MOVED"
            else:
                continue
            listing.changed(self.at.now)
