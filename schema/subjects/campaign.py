"""Dated visiting campaigns.

Source: docs/domain.md 2; the notice of 2020-04-22 (docs/domain-facts.md 1.2).
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Office, Region
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


@strawberry.type
class CampaignRoots(Roots):
    campaigns: Connection[Campaign] = connection(description="Campaigns, the newest first. 专项行动，最新的在前。")
