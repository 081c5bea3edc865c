"""The limits and codes that administrators may change, each with its versions: those that held, hold and are to hold.

Source: docs/domain.md 4; docs/decisions/050-versions.md.
"""

from datetime import date

import strawberry
from strawberry import field

from domain.limit import VersionStanding
from domain.time.limit import Unit
from schema.build.assemble import Roots
from schema.subjects.code_name import CodeName
from schema.subjects.connection import PlainConnection, connection
from schema.subjects.neighbours import Proposal
from schema.subjects.node import Paged


@strawberry.input(description="Which versions of limits. 时限版本的筛选条件。")
class LimitFilter:
    limit: list[str] | None = field(description="Of these limits. In the list LIMIT. 时限代码。代码表：LIMIT。")
    standing: VersionStanding | None = field(description="That held, hold or are to hold. 已失效、现行或将生效。")
    on: date | None = field(
        description="That hold on this day, such as that of a dispatch: its clocks run by them. 该日所适用的，例如派单之日。"
    )


@strawberry.type(
    description="One version of a limit, for clocks that start from its first day to its last. 时限的一个版本，适用于其有效期内起算的时限。"
)
class LimitVersion(Paged, narrowed_by=LimitFilter):
    limit: CodeName = field(description="The limit. 时限。")
    version: int = field(description="The number of the version. 版本号。")
    value: int = field(description="How many. 数值。")
    unit: Unit | None = field(description="Of what; null for a plain number, such as a percentage. 单位；纯数值（如百分比）为空。")
    valid_from: date = field(description="From which day on. 生效日期。")
    valid_to: date | None = field(description="Until before which day; null while none follows. 失效日期（不含）；尚无后续版本为空。")
    source: str = field(description="Where it stands. 依据。")
    proposal: Proposal | None = field(description="The proposal that it came of, for administrators. 所依据的提议，仅管理员可见。")
    proposals: list[Proposal] = field(
        description="What is proposed of this limit and not decided yet, for administrators. 该时限待审批的提议，仅管理员可见。"
    )


@strawberry.input(description="Which versions of codes. 代码版本的筛选条件。")
class CodeVersionFilter:
    list_: list[str] | None = field(name="list", description="Of these lists, such as RETURN_REASON. 代码表，例如 RETURN_REASON。")
    code: list[str] | None = field(description="Of these codes. 代码。")
    standing: VersionStanding | None = field(description="That held, hold or are to hold. 已失效、现行或将生效。")
    on: date | None = field(description="That hold on this day. 该日有效的。")


@strawberry.type(description="One version of a code: what it is called, from its first day to its last. 代码的一个版本及其有效期。")
class CodeVersion(Paged, narrowed_by=CodeVersionFilter):
    list_: str = field(name="list", description="The list. 代码表。")
    code: str = field(description="The code; it never changes. 代码，保持不变。")
    version: int = field(description="The number of the version. 版本号。")
    name_zh: str = field(description="What it is called in Chinese. 中文名称。")
    name_en: str = field(description="What it is called in English. 英文名称。")
    valid_from: date = field(description="From which day on. 生效日期。")
    valid_to: date | None = field(description="Until before which day; null while nothing follows. 失效日期（不含）；尚无后续为空。")
    successor: CodeName | None = field(description="Of a code that ends: what is used instead. 停用后改用的代码。")
    source: str = field(description="Where it stands. 依据。")
    proposal: Proposal | None = field(description="The proposal that it came of, for administrators. 所依据的提议，仅管理员可见。")
    proposals: list[Proposal] = field(
        description="What is proposed of this code and not decided yet, for administrators. 该代码待审批的提议，仅管理员可见。"
    )


@strawberry.type
class LimitRoots(Roots):
    code_versions: PlainConnection[CodeVersion] = connection(
        description="Codes of all lists, each with its versions; `codes` has those in force alone. 各代码表的代码及其各版本。"
    )
    limits: PlainConnection[LimitVersion] = connection(
        description="The limits that administrators may change, each with its versions. 管理员可调整的时限及其各版本。"
    )
