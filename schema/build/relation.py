"""What relates types: pages of neighbours after Relay's connections, made for a type when somebody names it; and groups, which count them.

Source: Relay's cursor connections (forward paging alone); docs/decisions/010-contract.md; counting by docs/domain.md 7.
"""

from enum import StrEnum

from domain.referral import Colour
from schema.build.declare import ID, Argument, Field, RegionCode, Type, argument, enumeration, field
from schema.subjects.node import Node


class GroupBy(StrEnum):
    """What rows may be counted by."""

    DEPARTMENT = "DEPARTMENT"
    OFFICE = "OFFICE"
    TYPE = "TYPE"
    TOWNSHIP = "TOWNSHIP"
    COUNTY = "COUNTY"
    STATE = "STATE"
    COLOUR = "COLOUR"
    WEEK = "WEEK"
    MONTH = "MONTH"


class PageInfo(Type):
    """Where a page stands among the others. 分页信息。"""

    has_next_page: bool = field("Whether rows follow this page. 是否还有后续数据。")
    end_cursor: str | None = field(
        "The cursor of the last row; give it as `after` for the next page. 本页最后一行的游标，作为下一页的 after。"
    )
    has_previous_page: bool = field("Whether this page was asked for after a cursor. 本页之前是否还有数据。")
    start_cursor: str | None = field("The cursor of the first row. 本页第一行的游标。")


class GroupKey(Type):
    """What the rows of a group share: codes and ids as filters take them (township and county as `region`); null where it is not counted
    by, or a row has none. 一组数据共有的键值，代码与标识可直接用作筛选条件（乡镇、县用于 region）；未按其分组或没有时为空。"""

    department: str | None = field("The department (line). 部门（条线）。")
    office: ID | None = field("The office. 办公室。")
    type: str | None = field("The assistance type. 帮扶类型。")
    township: RegionCode | None = field("The township or street of the residence. 居住地所在乡镇（街道）。")
    county: RegionCode | None = field("The county of the residence. 居住地所在县（市、区）。")
    state: str | None = field("The state: of referrals as in ReferralState, of items as in ItemState. 状态，取值同所统计数据的状态。")
    colour: Colour | None = field("How near the due moment is. 时限颜色。")
    week: str | None = field("The ISO week of the first dispatch, as 2026-W48. 首次派单所在周，如 2026-W48。")
    month: str | None = field("The month of the first dispatch, as 2026-11. 首次派单所在月，如 2026-11。")


class GroupName(Type):
    """What the key of a group is called, in the viewer's language; null where the key is. 分组键的名称；键为空时为空。"""

    department: str | None = field("The department (line). 部门（条线）。")
    office: str | None = field("The office. 办公室。")
    type: str | None = field("The assistance type. 帮扶类型。")
    township: str | None = field("The township or street of the residence. 居住地所在乡镇（街道）。")
    county: str | None = field("The county of the residence. 居住地所在县（市、区）。")
    state: str | None = field("The state. 状态。")
    colour: str | None = field("How near the due moment is. 时限颜色。")
    week: str | None = field("The week of the first dispatch. 首次派单所在周。")
    month: str | None = field("The month of the first dispatch. 首次派单所在月。")


class Group(Type):
    """How many rows share the same keys. 按相同键值归并的一组计数。"""

    key: GroupKey = field("What the rows share, by name. 分组键，按名称取用。")
    name: GroupName = field("What it is called, by name. 分组键的名称，按名称取用。")
    keys: list[str | None] = field("The keys, in the order asked for; null where a row has none. 分组键，与请求的顺序一致；没有的为空。")
    labels: list[str | None] = field("What the keys are called. 分组键的名称。")
    count: int = field("How many rows the viewer may see or count. 数量（本人可见或可统计的）。")
    unsigned: int = field("How many of them are dispatched and not yet signed. 其中已派单未签收的数量。")
    overdue: int = field("How many of them wait for their office past the due moment. 其中等待办理机构处理且已超期的数量。")


PAGES = {
    "first": argument(int | None, "How many rows at most, 0 to 100; 20 if nothing is said. 最多返回的行数，0 至 100，默认 20。"),
    "after": argument(str | None, "Only rows after this cursor. 只返回该游标之后的数据。"),
}

GROUPS = argument(list[GroupBy], "One or two things to count by. 分组依据，一项或两项。")

ENUMS = (
    enumeration(
        GroupBy,
        "What rows may be counted by. 计数的分组依据。",
        DEPARTMENT="The department (line). 部门（条线）。",
        OFFICE="The office; for viewers who only count, those below the county count under its office. 办公室；仅作统计时县以下并入县级。",
        TYPE="The assistance type. 帮扶类型。",
        TOWNSHIP="The township or street of the residence. 居住地所在乡镇（街道）。",
        COUNTY="The county of the residence. 居住地所在县（市、区）。",
        STATE="The state. 状态。",
        COLOUR="How near the due moment is. 时限颜色。",
        WEEK="The ISO week of the first dispatch, in Shanghai, as 2026-W48. 首次派单所在周（ISO 周，北京时间）；派单前为空。",
        MONTH="The month of the first dispatch, in Shanghai, as 2026-11. 首次派单所在月（北京时间）；派单前为空。",
    ),
)


def connection_arguments(of: type[Type]) -> dict[str, Argument]:
    """What a connection of this type may be asked with."""
    found = dict(PAGES)
    if of.narrowed_by:
        found["filter"] = argument(
            of.narrowed_by | None,
            "Which rows; all conditions must hold, an empty filter is refused. 筛选条件，须同时满足；空条件会被拒绝。",
        )
    if of.ordered_by:
        found["order_by"] = argument(of.ordered_by | None, "In which order; otherwise the working order. 排序方式；默认为工作顺序。")
    return found


def connection_of(of: type[Type]) -> type[Type]:
    """The connection of a type; with edges where its rows are Nodes, since what stands in an edge is kept by its id."""
    name = of.__name__
    fields: dict[str, tuple[object, Field]] = {
        "nodes": (list[of], Field("The rows of the page. 本页数据。", {})),  # type: ignore[valid-type]
        **(_edges(of) if issubclass(of, Node) else {}),
        "page_info": (PageInfo, Field("Where the page stands. 分页信息。", {})),
        "total_count": (int, Field("How many rows there are over all pages, up to 10,000. 总数，最多计到 10000。", {})),
        "total_count_is_capped": (bool, Field("Whether there are more than the count says. 总数是否已达上限。", {})),
    }
    if of.grouped:
        fields["groups"] = (
            list[Group],
            Field("The rows of all pages, counted by one or two things. 全部数据按一项或两项分组计数。", {"by": GROUPS}),
        )
    return _declared(f"{name}Connection", f"Pages of {name}. {name} 的分页结果。", **fields)


def _edges(of: type[Type]) -> dict[str, tuple[object, Field]]:
    name = of.__name__
    edge = _declared(
        f"{name}Edge",
        f"A row of a page of {name}, with its cursor. {name} 分页中的一行及其游标。",
        cursor=(str, Field("Where the row stands; opaque. 行的游标（不透明）。", {})),
        node=(of, Field("The row. 数据行。", {})),
    )
    return {"edges": (list[edge], Field("The rows with their cursors. 带游标的本页数据。", {}))}  # type: ignore[valid-type]


def _declared(name: str, description: str, **fields: tuple[object, Field]) -> type[Type]:
    annotations = {key: of for key, (of, _) in fields.items()}
    return type(
        name, (Type,), {"__doc__": description, "__annotations__": annotations, **{key: value for key, (_, value) in fields.items()}}
    )
