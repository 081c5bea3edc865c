"""Organisations and their offices.

Source: docs/domain.md 1: an office is an organisation and a line of it, with an id of its own.
"""

from typing import TYPE_CHECKING

from domain.viewer import OrganizationKind
from schema.build.declare import Connection, Input, RegionCode, Roots, enumeration, field
from schema.subjects.code_name import CodeName
from schema.subjects.node import Node

if TYPE_CHECKING:
    from schema.subjects.account import Membership
    from schema.subjects.region import Region


class OrganizationFilter(Input):
    """Which organisations. 机构的筛选条件。"""

    kind: list[OrganizationKind] | None = field("Of these kinds. 机构类别。")
    region: RegionCode | None = field("Within this division. 所在区划。")
    department: list[str] | None = field("Of these departments. In the list DEPARTMENT. 部门代码。代码表：DEPARTMENT。")


class Organization(Node, narrowed_by=OrganizationFilter):
    """A body with a place in its own tree. 机构。"""

    name: str = field("The name. 名称。")
    kind: OrganizationKind = field("What it is. 类别。")
    department: CodeName | None = field("The department, of departments alone. 部门（仅部门机构有）。")
    region: "Region | None" = field("The division it serves. 所属区划。")
    parent: "Organization | None" = field("The organisation above. 上级机构。")
    offices: "list[Office]" = field("Its offices, one per line. 办公室，每条线一个。")


class Office(Node):
    """An organisation at work in one line: what referrals and memberships point to. 办公室：机构的一条业务线，转介与任职均指向它。"""

    name: str = field("The name. 名称。")
    kind: OrganizationKind = field("What its organisation is. 所属机构的类别。")
    department: CodeName | None = field("The line. 条线。")
    region: "Region | None" = field("The division it serves. 所属区划。")
    organization: Organization | None = field("Its organisation. 所属机构。")
    can_sign: bool = field("Whether somebody works there who can sign; else nothing is sent there. 目前是否有人可签收；否则不能派单。")
    memberships: Connection["Membership"] = field(
        "Who works in it, past ones too, as far as the viewer sees them. 任职人员，含已结束的（限查看者可见）。"
    )


class OrganizationRoots(Roots):
    """Organisations. 机构。"""

    organizations: Connection[Organization] = field("Organisations. 机构。")


ENUMS = (
    enumeration(
        OrganizationKind,
        "What an organisation is. 机构类别。",
        FEDERATION="Disabled persons' federation. 残联。",
        DEPARTMENT="Department of a government. 政府部门。",
        TOWNSHIP="Township or street. 乡镇（街道）。",
        COMMUNITY="Community or village. 社区（村居）。",
        GOVERNMENT="Government. 党委政府。",
    ),
)
