"""A code of the versioned reference data with its name in the viewer's language.

Source: design of the contract, docs/decisions/010-contract.md; the lists stand in db/reference/*.toml.
"""

from schema.declare import Type, field


class CodeName(Type):
    """A code of the reference data and what it is called today. 参考数据中的代码及其现行名称。"""

    code: str = field("The code; it never changes. 代码，保持不变。")
    name: str | None = field("Its name in the viewer's language. 以查看者的语言显示的名称。")
