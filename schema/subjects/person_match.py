"""Matches of persons: who was registered under the ID number of somebody known, for the cadres of the county where that person lives.

Source: docs/domain.md 2 (Person).
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.family import MatchDecision
from schema.build.assemble import Roots
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Person
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which matches. 疑似重复登记的筛选条件。")
class PersonMatchFilter:
    decision: list[MatchDecision] | None = field(description="Decided so. 核对结果。")
    decided: bool | None = field(description="Whether anything was decided. 是否已核对。")
    created_after: datetime | None = field(description="Recorded at or after. 发现时间不早于。")
    created_before: datetime | None = field(description="Recorded before. 发现时间早于。")


@strawberry.type(description="Somebody registered under the ID number of a person who was known. 以已登记的身份证号再次登记，疑似同一人。")
class PersonMatch(Node, narrowed_by=PersonMatchFilter, ordered_by=by_time("PersonMatchOrder", "CREATED", "The", "按发现时间")):
    in_payloads = ("match", "The match. 疑似重复登记。")

    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(
        description="When it was changed last: with its version, or when it came to be. 最近变更时间，与版本号一同变更。"
    )
    created_at: datetime = field(description="When it was noticed. 发现时间。")
    known: Person | None = field(description="The person who was known. 原已登记的人员。")
    registered: Person | None = field(
        description="The one registered later; null where it is not the viewer's to see. 后登记的人员；无权查看时为空。"
    )
    decision: MatchDecision | None = field(description="What was decided; null until then. 核对结果；尚未核对时为空。")
    decided_at: datetime | None = field(description="When. 核对时间。")
    decided_by: Account | None = field(description="By whom. 核对人。")
    note: str | None = field(description="What was found out. 备注。")


@strawberry.type
class PersonMatchRoots(Roots):
    person_matches: Connection[PersonMatch] = connection(
        description="Persons of the own county who were registered again elsewhere, the newest first; for its cadres alone. "
        "本县人员在他处再次登记的情况，最新的在前；仅本县残联工作人员可见。"
    )
