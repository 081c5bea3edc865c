"""How far the lists of campaigns came with a family: written anew from its visits.

Source: docs/domain.md 2 (CampaignListing).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.session.lock import lock
from db.tables.campaign import Campaign, CampaignListing
from db.tables.visit import Visit
from domain.campaign import Contact, ListingState, Reached, reached
from domain.visit import ContactResult
from resolvers.commands.visit.standing import STANDS


@dataclass
class Listed:
    """Families on the lists of campaigns, with those campaigns and the visits that the families had, by the keys of the families."""

    listings: list[CampaignListing] = field(default_factory=list)
    campaigns: dict[UUID, Campaign] = field(default_factory=dict)
    contacts: dict[UUID, list[Contact]] = field(default_factory=dict)

    def add(self, family: UUID, contact: Contact) -> None:
        """Add a visit that a family is having."""
        self.contacts.setdefault(family, []).append(contact)

    def by_family(self) -> dict[UUID, "Listed"]:
        """Return the same, family by family."""
        found = dict[UUID, Listed]()
        for each in self.listings:
            contacts = {each.family_id: self.contacts.get(each.family_id, [])}
            found.setdefault(each.family_id, Listed([], self.campaigns, contacts)).listings.append(each)
        return found

    def reached(self, campaign: UUID, family: UUID) -> Reached:
        """Return how far a campaign came with a family."""
        period = self.campaigns[campaign]
        return reached(self.contacts.get(family, ()), period.starts_on, period.ends_on)

    def write(self, now: datetime) -> None:
        """Bring every listing to what the visits say; one that was taken off the list stays so. A version rises with what changes."""
        for listing in self.listings:
            state, result = self.reached(listing.campaign_id, listing.family_id)
            if listing.state != ListingState.REMOVED and (listing.state, listing.contact_result) != (state, result):
                listing.state, listing.contact_result = state, result
                listing.changed(now)


async def lists_of(session: AsyncSession, families: Collection[UUID], *, without: Iterable[UUID] = ()) -> Listed:
    """Return the listings of families, locked, with all that they follow from. `without`: keys of visits that are left out."""
    listings = await lock(session, CampaignListing, CampaignListing.family_id == any_(literal(list(families), ARRAY(Uuid()))))
    if not listings:
        return Listed()
    of = {each.campaign_id for each in listings}
    campaigns = {each.id: each for each in await session.scalars(select(Campaign).where(Campaign.id.in_(of)))}
    return Listed(list(listings), campaigns, await contacts(session, {each.family_id for each in listings}, without=without))


async def contacts(session: AsyncSession, families: Collection[UUID], *, without: Iterable[UUID] = ()) -> dict[UUID, list[Contact]]:
    """Return the visits that families had and that stand, by the keys of the families. `without`: keys of visits that are left out."""
    left_out = frozenset(without)
    found = dict[UUID, list[Contact]]()
    visits = select(Visit.id, Visit.family_id, Visit.at, Visit.contact_result).where(Visit.family_id.in_(families), STANDS)
    for key, family, at, result in await session.execute(visits):
        if key not in left_out:
            found.setdefault(family, []).append(Contact(at, ContactResult(result)))
    return found
