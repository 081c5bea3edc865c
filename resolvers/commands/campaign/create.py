"""`campaignCreate`: announces a visiting campaign over one division, from a day to a day.

Source: docs/domain.md 2 (Campaign); docs/lifecycle.md (`campaignCreate`: a cadre, in the own scope).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.campaign import Campaign
from domain.campaign import counts_are_told
from domain.message.refusal import Refusal, Refusals
from domain.value.number import NumberKind
from domain.value.values import FileNumber, RegionAt, ShortText
from domain.viewer import lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Distinct, IdOf, Input, Says, Several
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class CampaignCreateInput(Input):
    """A campaign as its document orders it. 专项行动内容。"""

    title: Annotated[str, ShortText(), Says("The title. 名称。")]
    document_number: Annotated[str, FileNumber(100), Says("The number of the document that orders it. 文号。")]
    starts_on: Annotated[date, Says("The first day. 开始日期。")]
    ends_on: Annotated[date, Says("The last day. 结束日期。")]
    categories: Annotated[
        tuple[str, ...], CodeOf("TARGET_CATEGORY"), Distinct(), Several(1, 12), Says("Which families it is for; codes. 走访对象类别代码。")
    ]
    region: Annotated[str, RegionAt(), Says("The division; in the own scope. 区划，须在管辖范围内。")]
    parent: Annotated[
        UUID | None,
        IdOf("Campaign"),
        Says("The campaign above; region and period lie within. 上级专项行动，地区和期间须在其内。"),
    ] = None


@dataclass(kw_only=True)
class Announced(Aggregate[Campaign]):
    """A new campaign, and the one that it is a part of."""

    parent: Campaign | None = None


class CampaignCreate(Command[Announced, CampaignCreateInput, Campaign | None]):
    """Announce a visiting campaign. 创建专项行动。"""

    answers = "Campaign"

    @override
    async def find(self, view: View, input: CampaignCreateInput) -> Campaign | None:
        """Return the campaign that the new one is a part of, None for none. Raises NOT_FOUND."""
        return None if input.parent is None else await view.row(Campaign, input.parent, ("parent",))

    @override
    async def load(self, locks: Locks, found: Campaign | None) -> Announced:
        """Return the new campaign, not yet filled in, and the one that it is a part of."""
        return Announced(answer=Campaign(id=locks.at.fresh.id()), parent=found)

    @override
    def apply(self, announced: Announced, input: CampaignCreateInput, at: Moment) -> Change:
        """Fill in the campaign, which belongs to the viewer's office. Raises Refusals."""
        if wrong := [*_refusals(input, announced.parent, at)]:
            raise Refusals(*wrong)
        campaign = announced.answer
        campaign.number, campaign.version = at.fresh.number(NumberKind.CAMPAIGN, at.now), 1
        campaign.title, campaign.document_number = input.title, input.document_number
        campaign.starts_on, campaign.ends_on = input.starts_on, input.ends_on
        campaign.categories, campaign.region_code, campaign.parent_id = list(input.categories), input.region, input.parent
        campaign.counts_told = counts_are_told(input.categories, input.region, at.reference.facts["TARGET_CATEGORY"])
        campaign.office_id, campaign.created_at = at.viewer.office, at.now
        return Change(rows=(campaign,))


def _refusals(told: CampaignCreateInput, parent: Campaign | None, at: Moment) -> Iterator[Refusal]:
    """Yield what is wrong: with the period, with the division, and with either in a campaign that is a part of another."""
    limits = at.reference.limits
    earliest, latest = at.today - timedelta(days=limits["campaign_back_days"]), at.today + timedelta(days=limits["campaign_ahead_days"])
    last = told.starts_on + timedelta(days=limits["campaign_longest_days"])
    if told.starts_on < earliest:
        yield Refusal("TOO_EARLY", path=("startsOn",), earliest=earliest)
    if told.starts_on > latest:
        yield Refusal("TOO_LATE", path=("startsOn",), latest=latest)
    if told.ends_on < told.starts_on:
        yield Refusal("ENDS_BEFORE_START", path=("endsOn",))
    elif told.ends_on > last:
        yield Refusal("TOO_LATE", path=("endsOn",), latest=last)
    if not lies_in(told.region, at.viewer.scope):
        yield Refusal("OUT_OF_SCOPE", path=("region",))
    if parent is not None:
        outside = {
            "region": not lies_in(told.region, (parent.region_code,)),
            "startsOn": told.starts_on < parent.starts_on,
            "endsOn": told.ends_on > parent.ends_on,
        }
        yield from (
            Refusal("OUTSIDE_PARENT", path=(name,), row=("Campaign", parent.id)) for name, is_outside in outside.items() if is_outside
        )
