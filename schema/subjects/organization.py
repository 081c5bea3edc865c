"""Organisations and their offices.

Source: docs/domain.md 1: an office is an organisation and a line of it, with an id of its own.
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.viewer import OrganizationKind
from schema.build.assemble import Roots
from schema.build.scalars import RegionCode
from schema.subjects.authority import Authority
from schema.subjects.availability import Availability
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.default_handler import DefaultHandler
from schema.subjects.neighbours import Membership, Region
from schema.subjects.node import Node


@strawberry.input(description="Which organisations. 机构的筛选条件。")
class OrganizationFilter:
    kind: list[OrganizationKind] | None = field(description="Of these kinds. 机构类别。")
    region: RegionCode | None = field(description="Within this division. 所在区划。")
    department: list[str] | None = field(description="Of these departments. In the list DEPARTMENT. 部门代码。代码表：DEPARTMENT。")
    standing: bool | None = field(description="Those that stand, or those that have ended. 是否存续。")


@strawberry.input(description="Which offices. 办公室的筛选条件。")
class OfficeFilter:
    kind: list[OrganizationKind] | None = field(description="Of organisations of these kinds. 所属机构类别。")
    region: RegionCode | None = field(description="Within this division. 所在区划。")
    department: list[str] | None = field(description="Of these lines. In the list DEPARTMENT. 条线。代码表：DEPARTMENT。")
    standing: bool | None = field(description="Those that stand, or those that have ended. 是否存续。")


@strawberry.type(description="A body with a place in its own tree. 机构。")
class Organization(Node, narrowed_by=OrganizationFilter):
    name: str = field(description="The name. 名称。")
    kind: OrganizationKind = field(description="What it is. 类别。")
    department: CodeName | None = field(description="The department, of departments alone. 部门（仅部门机构有）。")
    region: Region | None = field(description="The division it serves. 所属区划。")
    parent: "Organization | None" = field(description="The organisation above. 上级机构。")
    offices: "list[Office]" = field(description="Its offices, one per line, ended ones too. 办公室，每条线一个，含已撤销的。")
    ended_at: datetime | None = field(description="When it ended; null while it stands. 撤销时间，存续时为空。")


@strawberry.type(
    description="An organisation at work in one line: what referrals and memberships point to."
    " 办公室：机构的一条业务线，转介与任职均指向它。"
)
class Office(Node, narrowed_by=OfficeFilter):
    in_payloads = ("office", "The office. 办公室。")

    name: str = field(description="The name. 名称。")
    kind: OrganizationKind = field(description="What its organisation is. 所属机构的类别。")
    department: CodeName | None = field(description="The line. 条线。")
    region: Region | None = field(description="The division it serves. 所属区划。")
    organization: Organization | None = field(description="Its organisation. 所属机构。")
    ended_at: datetime | None = field(description="When it ended; null while it stands. 撤销时间，存续时为空。")
    can_sign: bool = field(
        description="Whether somebody works there who can sign; else nothing is sent there. 目前是否有人可签收；否则不能派单。"
    )
    default_handlers: list[DefaultHandler] = field(
        description="Who handles by default what it signs; shown to those who work in it. 默认承办人，仅本办公室人员可见。"
    )
    availability: list[Availability] = field(
        description="What it has room for, by township and type, as far as it says so: open places, or a pause."
        " 按乡镇与类型自报的空余名额或暂停接收。"
    )
    authorities: list[Authority] = field(
        description="Types over which its county decides at another level than the catalogue says. 与目录层级不同的审批权限。"
    )
    memberships: Connection[Membership] = connection(
        description="Who works in it, past ones too, as far as the viewer sees them. 任职人员，含已结束的（限查看者可见）。"
    )


@strawberry.type
class OrganizationRoots(Roots):
    organizations: Connection[Organization] = connection(description="Organisations. 机构。")
    offices: Connection[Office] = connection(description="Offices. 办公室。")
