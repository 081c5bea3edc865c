"""`campaignListRemove`: takes a family off a campaign's list, which keeps who was taken off and why.

Source: docs/domain.md 2 (CampaignListing).
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.campaign import CampaignListing
from db.tables.family import Family
from domain.campaign import ListingState
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class CampaignListRemoveInput(Input):
    """Which family is taken off the list, and why. 移出摸排清单。"""

    id: Annotated[UUID, IdOf("CampaignListing"), Says("The family's place on the list. 摸排清单条目。")]
    reason: Annotated[str, CodeOf("LISTING_REMOVED_REASON"), Says("Why; a code. 移出原因代码。")]


class CampaignListRemove(RowCommand[Aggregate[CampaignListing], CampaignListRemoveInput, CampaignListing]):
    """Take a family off a campaign's list. 将家庭移出摸排清单。"""

    answers = "CampaignListing"

    @override
    async def load(self, locks: Locks, found: CampaignListing) -> Aggregate[CampaignListing]:
        """Return the listing, locked, and its family."""
        return Aggregate(answer=await locks.locked(found), family=await locks.session.get_one(Family, found.family_id))

    @override
    def apply(self, listing: Aggregate[CampaignListing], input: CampaignListRemoveInput, at: Moment) -> Change:
        """Write the reason. Raises REMOVED_ALREADY."""
        removed = listing.answer
        if removed.state == ListingState.REMOVED:
            raise Refusal("REMOVED_ALREADY", path=("id",))
        removed.state, removed.removed_reason, removed.contact_result = ListingState.REMOVED, input.reason, None
        removed.changed(at.now)
        return Change(reasons=("LISTING_REMOVED_REASON", [input.reason]))
