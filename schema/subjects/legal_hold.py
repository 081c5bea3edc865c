"""What is held from removal, though its time is past.

Source: docs/decisions/048-audit-search.md.
"""

from datetime import datetime

import strawberry
from strawberry import ID, field

from domain.legal_hold import HoldState
from schema.build.assemble import Roots
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which holds. 保全的筛选条件。")
class LegalHoldFilter:
    state: list[HoldState] | None = field(description="In these states. 状态。")
    changed_after: datetime | None = field(description="Changed at or after. 变更时间不早于。")


@strawberry.type(description="What is not removed though its time is past. 超过保存期限而暂停删除的数据。")
class LegalHold(
    Node,
    narrowed_by=LegalHoldFilter,
    ordered_by=by_time("LegalHoldOrder", "AT", "By when it was proposed, the", "按提出时间"),
):
    in_payloads = ("hold", "The hold. 保全。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(description="When it was changed last, with its version. 最近变更时间，与版本号一同变更。")
    state: HoldState = field(description="Where it stands. 状态。")
    at: datetime = field(description="Since when it holds: when it was proposed. 提出时间，自此暂停删除。")
    proposed_by: Account | None = field(description="By whom. 提出人。")
    reason: CodeName | None = field(description="Why. 原因。")
    family: ID | None = field(description="What concerns this family. 涉及的家庭。")
    account: Account | None = field(description="What this account did; with no family either, everything. 所涉账号；均为空则为全部。")
    decided_at: datetime | None = field(description="When the hold was decided. 审批时间。")
    decided_by: Account | None = field(description="By whom. 审批人。")
    end_proposed_at: datetime | None = field(description="When its end was proposed last. 提议解除时间。")
    end_proposed_by: Account | None = field(description="By whom. 提议解除人。")
    end_decided_by: Account | None = field(description="Who decided on that last. 解除审批人。")
    ended_at: datetime | None = field(description="Since when it holds nothing any more. 失效时间。")


@strawberry.type
class LegalHoldRoots(Roots):
    legal_holds: Connection[LegalHold] = connection(
        description="Legal holds, the newest first: for the three administrators. 保全，最新的在前；仅三员可见。"
    )
