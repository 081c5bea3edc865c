"""`campaignListAdd`: puts families on a campaign's list, and says who visits them.

Source: docs/domain.md 2 (CampaignListing). A family that is listed already gets the visitor; one that was taken off comes back. What visits
in the campaign's period say of a family holds from the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from typing_extensions import override

from db.session.lock import lock, share, take_turns
from db.tables.account import Account
from db.tables.campaign import Campaign, CampaignListing
from db.tables.declare import COLUMN_OF_LEVEL
from db.tables.family import Family
from db.tables.person import Person
from domain.campaign import ListingState
from domain.family import CertificateStatus
from domain.message.refusal import Path, Refusal, Refusals
from domain.value.values import RegionAt
from domain.viewer import lies_in, region_level
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.campaign.listing import Listed, contacts
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Distinct, IdOf, Input, Says, Several
from resolvers.commands.locks import Locks, unmerged
from resolvers.commands.view import View

NAMED_MOST = 200
"""Families that one call may name one by one."""


class ListedFamiliesInput(Input, one_of=True):
    """Which families. 列入哪些家庭。"""

    ids: Annotated[tuple[Annotated[UUID, IdOf("Family")], ...] | None, Several(1, NAMED_MOST), Distinct(), Says("These. 指定的家庭。")] = (
        None
    )
    living_in: Annotated[
        str | None,
        RegionAt(),
        Says("Those of the campaign's categories that live in this division. 居住在该区划、属于专项行动走访对象类别的家庭。"),
    ] = None
    holders_in: Annotated[
        str | None,
        RegionAt(),
        Says("Those that live in this division with a holder of a certificate. 居住在该区划、有持证残疾人的家庭。"),
    ] = None


class CampaignListAddInput(Input):
    """Which families are to be visited for a campaign, and by whom. 专项行动的摸排清单。"""

    id: Annotated[UUID, IdOf("Campaign"), Says("The campaign. 专项行动。")]
    families: Annotated[ListedFamiliesInput, Says("Which families. 列入哪些家庭。")]
    visitor: Annotated[UUID | None, IdOf("Account"), Says("Who visits them; null leaves who is assigned. 走访人；不填则不变。")] = None


@dataclass(frozen=True)
class ToBeListed:
    """What the input names, as the viewer sees it."""

    campaign: Campaign
    families: list[Family]
    visitor: Account | None


@dataclass(kw_only=True)
class Listing(Aggregate[Campaign]):
    """A campaign, the families to be listed, and what is known of them. `named`: whether the families were named one by one."""

    families: list[Family]
    known: Mapping[UUID, CampaignListing]
    """Their listings in the campaign, by the keys of the families."""
    listed: Listed
    scopes: list[tuple[str, ...]]
    """The scopes of the visitor's memberships."""

    @property
    @override
    def touched(self) -> list[UUID]:
        """The families."""
        return [each.id for each in self.families]


class CampaignListAdd(Command[Listing, CampaignListAddInput, ToBeListed]):
    """Put families on a campaign's list, and say who visits them. 将家庭列入摸排清单并分派走访人。"""

    answers = "Campaign"

    @override
    async def find(self, view: View, input: CampaignListAddInput) -> ToBeListed:
        """Return the campaign, the families that the viewer sees, and the visitor. Raises NOT_FOUND, OUT_OF_SCOPE, TOO_MANY."""
        campaign = await view.row(Campaign, input.id, ("id",))
        families = await _families(view, input.families, campaign)
        visitor = None if input.visitor is None else await view.row(Account, input.visitor, ("visitor",))
        return ToBeListed(campaign, families, visitor)

    @override
    async def load(self, locks: Locks, found: ToBeListed) -> Listing:
        """Return the families, shared, with their listings, locked; a second command on the campaign's list waits."""
        session, keys = locks.session, [each.id for each in found.families]
        await take_turns(session, f"campaign list {found.campaign.id}")
        families = [unmerged(each) for each in await share(session, Family, Family.id.in_(keys))]
        of_campaign = CampaignListing.campaign_id == found.campaign.id
        known = {each.family_id: each for each in await lock(session, CampaignListing, of_campaign, CampaignListing.family_id.in_(keys))}
        listed = Listed(list(known.values()), {found.campaign.id: found.campaign}, await contacts(session, keys))
        scopes = [] if found.visitor is None else await locks.in_charge_of(found.visitor.id)
        return Listing(answer=found.campaign, families=families, known=known, listed=listed, scopes=scopes)

    @override
    def apply(self, listing: Listing, input: CampaignListAddInput, at: Moment) -> Change:
        """List the families. Raises CAMPAIGN_OVER, CAMPAIGN_ELSEWHERE for each family outside its division, NOT_IN_CHARGE_THERE."""
        campaign = listing.answer
        if campaign.ends_on < at.today:
            raise Refusal("CAMPAIGN_OVER", path=("id",), ends=campaign.ends_on)
        if outside := [*_outside(listing, input)]:
            raise Refusals(*outside)
        if input.visitor is not None and not all(
            any(lies_in(each.region_code, scope) for scope in listing.scopes) for each in listing.families
        ):
            raise Refusal("NOT_IN_CHARGE_THERE", path=("visitor",), row=("Account", input.visitor))
        for known in listing.known.values():
            _list_again(known, input.visitor, at)
        listing.listed.write(at.now)
        return Change(rows=tuple(_new(listing, each, input.visitor, at) for each in listing.families if each.id not in listing.known))


async def _families(view: View, told: ListedFamiliesInput, campaign: Campaign) -> list[Family]:
    """Return the families named, or those of a division that are meant. Raises OUT_OF_SCOPE, TOO_MANY; notes NOT_FOUND."""
    if told.ids is not None:
        return await view.named_rows(Family, told.ids, ("families", "ids"))
    division, path = _division(told)
    if not lies_in(division, view.at.viewer.scope):
        raise Refusal("OUT_OF_SCOPE", path=path)
    lives_there = getattr(Family, COLUMN_OF_LEVEL[region_level(division)]) == division
    meant = _of_categories(campaign) if told.holders_in is None else Family.id.in_(_with_holder())
    most = view.at.reference.limits["campaign_list_most"]
    found = await view.rows(Family, lives_there, meant, most=most + 1)
    if len(found) > most:
        raise Refusal("TOO_MANY", path=path, most=most)
    return found


def _division(told: ListedFamiliesInput) -> tuple[str, Path]:
    """Return the division whose families are meant, with its path in the input."""
    name, division = ("livingIn", told.living_in) if told.holders_in is None else ("holdersIn", told.holders_in)
    assert division is not None
    return division, ("families", name)


def _of_categories(campaign: Campaign) -> ColumnElement[bool]:
    """Whether a family is of one of the campaign's categories."""
    plain, of_health = (each.bool_op("&&")(campaign.categories) for each in (Family.categories, Family.health_categories))
    return or_(plain, of_health)


def _with_holder() -> Select[UUID]:
    """The families of the living holders of a certificate."""
    certified = Person.certificate_status == CertificateStatus.CERTIFIED.value
    return select(Person.family_id).where(certified, Person.deceased_on.is_(None), Person.merged_into_id.is_(None))


def _outside(listing: Listing, input: CampaignListAddInput) -> list[Refusal]:
    """Return a refusal for each family that lives outside of the campaign's division."""
    outside = {each.id for each in listing.families if not lies_in(each.region_code, (listing.answer.region_code,))}
    if input.families.ids is None:
        return [Refusal("CAMPAIGN_ELSEWHERE", path=_division(input.families)[1])] if outside else []
    places = [(place, key) for place, key in enumerate(input.families.ids) if key in outside]
    return [Refusal("CAMPAIGN_ELSEWHERE", path=("families", "ids", place), row=("Family", key)) for place, key in places]


def _new(listing: Listing, family: Family, visitor: UUID | None, at: Moment) -> CampaignListing:
    """Return a family's place on the list, as far as visits have come already."""
    campaign = listing.answer
    state, result = listing.listed.reached(campaign.id, family.id)
    return CampaignListing(
        id=at.fresh.id(),
        version=1,
        campaign_id=campaign.id,
        family_id=family.id,
        region_code=family.region_code,
        visitor_id=visitor,
        state=state,
        contact_result=result,
        listed_at=at.now,
        updated_at=at.now,
    )


def _list_again(known: CampaignListing, visitor: UUID | None, at: Moment) -> None:
    """Bring a family back that was taken off, and write who visits it."""
    back, assigned = known.state == ListingState.REMOVED, visitor not in (None, known.visitor_id)
    if back:
        known.state, known.removed_reason, known.listed_at = ListingState.PENDING, None, at.now
    if assigned:
        known.visitor_id = visitor
    if back or assigned:
        known.changed(at.now)
