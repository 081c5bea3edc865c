"""Dated visiting campaigns, and the families on their lists.

Source: docs/domain.md 2; the notice of 2020-04-22 (docs/domain-facts.md 1.2).
"""

from datetime import date, datetime
from enum import Enum
from typing import Generic

import strawberry
from strawberry import ID, enum_value, field

from domain.campaign import ListingState
from domain.visit import ContactResult
from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, Row, connection, grouped
from schema.subjects.group import Keyed
from schema.subjects.neighbours import Account, Family, Office, Region
from schema.subjects.node import Node, NumberedNode, by_time


@strawberry.input(description="Which campaigns. 专项行动的筛选条件。")
class CampaignFilter:
    region: RegionCode | None = field(description="Within this division. 所在区划。")
    created_after: datetime | None = field(description="Created at or after. 创建时间不早于。")
    created_before: datetime | None = field(description="Created before. 创建时间早于。")


@strawberry.type(description="A visiting campaign of one federation over one division, from a day to a day. 专项行动。")
class Campaign(
    Node, NumberedNode, narrowed_by=CampaignFilter, ordered_by=by_time("CampaignOrder", "CREATED", "By creation, the", "按创建时间")
):
    in_payloads = ("campaign", "The campaign. 专项行动。")

    title: str = field(description="The title. 名称。")
    document_number: str = field(description="The number of the document that ordered it. 文号。")
    starts_on: date = field(description="The first day. 开始日期。")
    ends_on: date = field(description="The last day. 结束日期。")
    categories: list[CodeName] = field(description="Which families it is for. 走访对象类别。")
    region: Region | None = field(description="The division. 区划。")
    office: Office | None = field(description="Whose it is. 主办单位。")
    parent: "Campaign | None" = field(description="The campaign that it is a part of. 上级专项行动。")
    created_at: datetime = field(description="When it was created. 创建时间。")
    listings: "CoverageConnection[CampaignListing]" = connection(
        description="The families on its list, for the cadres and commissioners of their divisions; others of the federation and the "
        "government count them by county. 摸排清单，限当地残联干部与专职委员；督查、领导及上级按县计数。"
    )


@strawberry.input(description="Which families on the lists of campaigns. 摸排清单的筛选条件。")
class CampaignListingFilter:
    campaign: ID | None = field(description="Of this campaign. 专项行动。")
    within: ID | None = field(description="Of this campaign, and of all that are a part of it. 专项行动及其全部下级专项行动。")
    family: ID | None = field(description="This family. 家庭。")
    region: RegionCode | None = field(description="Living in this division. 家庭居住地区划。")
    visitor: ID | None = field(description="Visited by this account. 走访人。")
    state: list[ListingState] | None = field(description="In these states. 状态。")
    contact_result: list[ContactResult] | None = field(description="Not met, for these reasons. 未见到的原因。")
    changed_after: datetime | None = field(description="Changed at or after. 变更时间不早于。")


@strawberry.type(description="A family on a campaign's list. 摸排清单中的一个家庭。")
class CampaignListing(
    Node,
    narrowed_by=CampaignListingFilter,
    ordered_by=by_time("CampaignListingOrder", "LISTED", "By the moment of listing, the", "按列入时间"),
):
    in_payloads = ("listing", "The family's place on the list. 摸排清单条目。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last. 最近变更时间。")
    campaign: Campaign | None = field(description="The campaign. 专项行动。")
    family: Family | None = field(description="The family. 家庭。")
    region: Region | None = field(description="Where it lives. 居住地。")
    visitor: Account | None = field(description="Who visits it. 走访人。")
    state: ListingState = field(description="Whether it was visited. 状态。")
    contact_result: ContactResult | None = field(description="Why nobody was met, at the last visit. 未见到的原因（最近一次）。")
    removed_reason: CodeName | None = field(description="Why it was taken off. 移出原因。")
    listed_at: datetime = field(description="When it was listed. 列入时间。")


@strawberry.enum(description="What the families on lists may be counted by. 摸排清单的分组依据。")
class CoverageBy(Enum):
    TOWNSHIP = enum_value("TOWNSHIP", description="The township or street of the residence. 居住地所在乡镇（街道）。")
    COUNTY = enum_value("COUNTY", description="The county of the residence. 居住地所在县（市、区）。")


@strawberry.type(description="How far a list came: coverage is visited of listed. 走访覆盖情况：已走访与应走访之比。")
class CoverageGroup(Keyed):
    count: int = field(description="How many places on the list, also those taken off. 清单条目数（含已移出）。")
    listed: int = field(description="How many families are to be visited. 应走访户数。")
    pending: int = field(description="How many of them nobody has tried to visit. 其中待走访。")
    visited: int = field(description="How many of them somebody met. 其中已走访。")
    not_reached: int = field(description="How many of them were not met. 其中未见到。")
    not_home: int = field(description="Not met, since nobody was at home. 未见到：不在家。")
    refused: int = field(description="Not met, since the visit was refused. 未见到：拒访。")
    moved: int = field(description="Not met, since the family has moved. 未见到：已迁走。")
    deceased: int = field(description="Not met, since the person has died. 未见到：已故。")
    removed: int = field(description="How many were taken off the list. 已移出户数。")


@strawberry.type(name="Connection", description="Pages of {0}. {0} 的分页结果。")
class CoverageConnection(Connection[Row], Generic[Row]):
    """Pages of families on lists, whose coverage can be counted."""

    groups: list[CoverageGroup] = grouped(
        CoverageBy, "The families of all pages, counted by one or two things. 全部清单按一项或两项分组计数。"
    )


@strawberry.type
class CampaignRoots(Roots):
    campaigns: Connection[Campaign] = connection(description="Campaigns, the newest first. 专项行动，最新的在前。")
    campaign_listings: CoverageConnection[CampaignListing] = connection(
        description="Families on the lists of campaigns, the newest first. 摸排清单，最新的在前。"
    )
