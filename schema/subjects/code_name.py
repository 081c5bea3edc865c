"""Codes of the versioned reference data, named in the viewer's language: one that a row holds, and whole lists to choose from.

Source: docs/decisions/010-contract.md; the lists stand in db/reference/*.toml.
"""

import strawberry
from strawberry import field

from schema.build.assemble import Roots
from schema.subjects.connection import PlainConnection, connection
from schema.subjects.node import Paged


@strawberry.type(description="A code of the reference data and what it is called today. 参考数据中的代码及其现行名称。")
class CodeName:
    code: str = field(description="The code; it never changes. 代码，保持不变。")
    name: str | None = field(description="Its name in the viewer's language. 以查看者的语言显示的名称。")


@strawberry.input(description="Which codes. 代码的筛选条件。")
class CodeFilter:
    list_: list[str] | None = field(name="list", description="Of these lists, such as RETURN_REASON. 代码表，例如 RETURN_REASON。")


@strawberry.type(description="A code that an input may name, in its list. 可供填写的代码及其所属代码表。")
class Code(Paged, narrowed_by=CodeFilter):
    list_: str = field(name="list", description="The list: a category, domain, reason, stage or other. 代码表：类别、领域、原因、环节等。")
    code: str = field(description="The code; it never changes. 代码，保持不变。")
    name: str = field(description="Its name in the viewer's language. 以查看者的语言显示的名称。")


@strawberry.type
class CodeRoots(Roots):
    codes: PlainConnection[Code] = connection(
        description="The codes in force, list by list, as they are offered. 现行代码，按代码表及其选项顺序排列。"
    )
