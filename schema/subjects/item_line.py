"""Lines of requests for funds: what is asked for granted help, and what became of it.

Source: docs/domain.md 3 (Pooled items). Sums in fen. Nothing of a line tells finance of a family.
"""

from enum import Enum
from typing import Generic

import strawberry
from strawberry import enum_value, field

from domain.fund import LineState
from schema.build.assemble import Roots
from schema.build.scalars import Fen, RegionCode
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, Row, connection, grouped
from schema.subjects.group import Keyed
from schema.subjects.neighbours import AssistanceType, Referral, Region
from schema.subjects.node import Node


@strawberry.input(description="Which lines of requests for funds. 拨付明细的筛选条件。")
class ItemLineFilter:
    type: list[str] | None = field(description="Of these types of help. Of assistanceTypes. 帮扶类型代码。取自 assistanceTypes。")
    region: RegionCode | None = field(description="Requested by an office of this division. 申请单位所在区划。")
    state: list[LineState] | None = field(description="In these states. 状态。")


@strawberry.type(description="A line of a request for funds: one granted item. 拨付明细：一个已落实的帮扶事项。")
class ItemLine(Node, narrowed_by=ItemLineFilter):
    type: AssistanceType | None = field(description="The help that was granted. 已落实的帮扶类型。")
    township: Region | None = field(description="The township in which the family lives. 家庭居住的乡镇（街道）。")
    period: str | None = field(description="For which month, as 2026-11. 所属月份，例如 2026-11。")
    persons: int | None = field(description="For how many persons. 人数。")
    sum: Fen | None = field(description="The sum, in fen. 金额（分）。")
    state: LineState | None = field(description="What became of it. 状态。")
    failure: CodeName | None = field(description="Why its payment failed. 拨付失败的原因。")
    referral: Referral | None = field(description="The request in which it stands; null before a dispatch. 所在的资金申请；派单前为空。")
    granted: Referral | None = field(
        description="The referral by which it was granted, for those who see it. 据以落实的转介（限查看者可见）。"
    )


@strawberry.type(description="What the lines of a request for funds come to, in fen. 拨付明细合计（分）。")
class LineSummary:
    persons: int | None = field(description="Persons, of lines that are not void. 人数（不含已作废）。")
    sum: Fen | None = field(description="What is asked: paid, outstanding and failed together. 申请金额：已拨付、待拨付、拨付失败之和。")
    paid: Fen | None = field(description="What is paid. 已拨付。")
    outstanding: Fen | None = field(description="What is not yet paid. 待拨付。")
    failed: Fen | None = field(description="Whose payment failed. 拨付失败。")


@strawberry.enum(description="What lines may be counted by. 拨付明细的分组依据。")
class FundBy(Enum):
    TYPE = enum_value("TYPE", description="The type of help. 帮扶类型。")
    TOWNSHIP = enum_value("TOWNSHIP", description="The township in which the families live. 家庭居住的乡镇（街道）。")
    MONTH = enum_value("MONTH", description="The month for which funds are asked, as 2026-11. 所属月份，例如 2026-11。")


@strawberry.type(description="What lines with the same keys come to, in fen. 按相同键值归并的拨付合计（分）。")
class FundGroup(Keyed):
    count: int = field(description="How many lines, void ones too. 明细数（含已作废）。")
    persons: int = field(description="Persons, of what is requested. 申请人数。")
    requested: Fen = field(description="What is asked and neither void nor failed: paid and outstanding. 申请金额（不含作废和失败）。")
    arranged: Fen = field(description="For what of it funds are arranged. 其中指标已下达。")
    paid: Fen = field(description="What of it is paid. 其中已拨付。")
    outstanding: Fen = field(description="What of it is not yet paid. 其中待拨付。")
    failed: Fen = field(description="Whose payment failed. 拨付失败。")


@strawberry.type(name="Connection", description="Pages of {0}. {0} 的分页结果。")
class FundConnection(Connection[Row], Generic[Row]):
    """Pages of lines, which can be summed up."""

    groups: list[FundGroup] = grouped(FundBy, "The lines of all pages, summed up by one or two things. 全部明细按一项或两项合计。")


@strawberry.type
class ItemLineRoots(Roots):
    lines: FundConnection[ItemLine] = connection(description="Lines of requests for funds, the newest first. 拨付明细，最新的在前。")
