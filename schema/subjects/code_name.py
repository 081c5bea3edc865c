"""Codes of the versioned reference data, named in the viewer's language: one that a row holds, and whole lists to choose from.

Source: docs/decisions/010-contract.md; the lists stand in db/reference/*.toml.
"""

from schema.build.declare import Connection, Input, Roots, Type, field


class CodeName(Type):
    """A code of the reference data and what it is called today. 参考数据中的代码及其现行名称。"""

    code: str = field("The code; it never changes. 代码，保持不变。")
    name: str | None = field("Its name in the viewer's language. 以查看者的语言显示的名称。")


class CodeFilter(Input):
    """Which codes. 代码的筛选条件。"""

    list_: list[str] | None = field("Of these lists, such as RETURN_REASON. 代码表，例如 RETURN_REASON。")


class Code(Type, narrowed_by=CodeFilter):
    """A code that an input may name, in its list. 可供填写的代码及其所属代码表。"""

    list_: str = field("The list: a category, domain, reason, stage or other. 代码表：类别、领域、原因、环节等。")
    code: str = field("The code; it never changes. 代码，保持不变。")
    name: str = field("Its name in the viewer's language. 以查看者的语言显示的名称。")


class CodeRoots(Roots):
    """Lists of codes. 代码表。"""

    codes: Connection[Code] = field("The codes in force, list by list, as they are offered. 现行代码，按代码表及其选项顺序排列。")
