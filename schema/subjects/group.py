"""Groups: how many rows share the same keys.

Source: docs/domain.md 7 (counting).
"""

from enum import Enum

import strawberry
from strawberry import ID, enum_value, field

from domain.referral import Colour
from schema.build.scalars import RegionCode


@strawberry.enum(description="What rows may be counted by. 计数的分组依据。")
class GroupBy(Enum):
    DEPARTMENT = enum_value("DEPARTMENT", description="The department (line). 部门（条线）。")
    OFFICE = enum_value(
        "OFFICE",
        description="The office; for viewers who only count, those below the county count under its office."
        " 办公室；仅作统计时县以下并入县级。",
    )
    TYPE = enum_value("TYPE", description="The assistance type. 帮扶类型。")
    TOWNSHIP = enum_value("TOWNSHIP", description="The township or street of the residence. 居住地所在乡镇（街道）。")
    COUNTY = enum_value("COUNTY", description="The county of the residence. 居住地所在县（市、区）。")
    STATE = enum_value("STATE", description="The state. 状态。")
    COLOUR = enum_value("COLOUR", description="How near the due moment is. 时限颜色。")
    WEEK = enum_value(
        "WEEK", description="The ISO week of the first dispatch, in Shanghai, as 2026-W48. 首次派单所在周（ISO 周，北京时间）；派单前为空。"
    )
    MONTH = enum_value(
        "MONTH", description="The month of the first dispatch, in Shanghai, as 2026-11. 首次派单所在月（北京时间）；派单前为空。"
    )


@strawberry.type(
    description="What the rows of a group share: codes and ids as filters take them (township and county as `region`); null"
    " where it is not counted by, or a row has none."
    " 一组数据共有的键值，代码与标识可直接用作筛选条件（乡镇、县用于 region）；未按其分组或没有时为空。"
)
class GroupKey:
    department: str | None = field(description="The department (line). 部门（条线）。")
    office: ID | None = field(description="The office. 办公室。")
    type: str | None = field(description="The assistance type. 帮扶类型。")
    township: RegionCode | None = field(description="The township or street of the residence. 居住地所在乡镇（街道）。")
    county: RegionCode | None = field(description="The county of the residence. 居住地所在县（市、区）。")
    state: str | None = field(
        description="The state: of referrals as in ReferralState, of items as in ItemState. 状态，取值同所统计数据的状态。"
    )
    colour: Colour | None = field(description="How near the due moment is. 时限颜色。")
    week: str | None = field(description="The ISO week of the first dispatch, as 2026-W48. 首次派单所在周，如 2026-W48。")
    month: str | None = field(description="The month of the first dispatch, as 2026-11. 首次派单所在月，如 2026-11。")


@strawberry.type(
    description="What the key of a group is called, in the viewer's language; null where the key is. 分组键的名称；键为空时为空。"
)
class GroupName:
    department: str | None = field(description="The department (line). 部门（条线）。")
    office: str | None = field(description="The office. 办公室。")
    type: str | None = field(description="The assistance type. 帮扶类型。")
    township: str | None = field(description="The township or street of the residence. 居住地所在乡镇（街道）。")
    county: str | None = field(description="The county of the residence. 居住地所在县（市、区）。")
    state: str | None = field(description="The state. 状态。")
    colour: str | None = field(description="How near the due moment is. 时限颜色。")
    week: str | None = field(description="The week of the first dispatch. 首次派单所在周。")
    month: str | None = field(description="The month of the first dispatch. 首次派单所在月。")


@strawberry.type
class Keyed:
    """What every group says of its keys."""

    key: GroupKey = field(description="What the rows share, by name. 分组键，按名称取用。")
    name: GroupName = field(description="What it is called, by name. 分组键的名称，按名称取用。")
    keys: list[str | None] = field(
        description="The keys, in the order asked for; null where a row has none. 分组键，与请求的顺序一致；没有的为空。"
    )
    labels: list[str | None] = field(description="What the keys are called. 分组键的名称。")


@strawberry.type(description="How many rows share the same keys. 按相同键值归并的一组计数。")
class Group(Keyed):
    count: int = field(description="How many rows the viewer may see or count. 数量（本人可见或可统计的）。")
    unsigned: int = field(description="How many of them are dispatched and not yet signed. 其中已派单未签收的数量。")
    overdue: int = field(description="How many of them wait for their office past the due moment. 其中等待办理机构处理且已超期的数量。")
