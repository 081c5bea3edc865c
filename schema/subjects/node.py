"""What has a global id: the interface Node and the two root fields that find rows by their ids.

Source: Relay's global object identification; what is unknown, unseen or of another type is null.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, ClassVar

import strawberry
from graphql import GraphQLResolveInfo
from strawberry import ID, argument, enum_value, field
from typing_extensions import override

from schema.build.assemble import Info, Roots

KIND = "__kind"
"""Under this key a planned row in the place of an interface tells its type: no document can ask for it by this name."""


def by_time(name: str, key: str, english: str, chinese: str) -> type[Enum]:
    """Return an enumeration of two orders by time, `key` and its reverse; the texts are the beginnings of their descriptions."""
    first, last = ("oldest", "newest") if key == "CREATED" else ("earliest", "latest")
    descriptions = {key: f"{english} {first} first. {chinese}升序。", f"{key}_DESC": f"{english} {last} first. {chinese}降序。"}
    made: Any = Enum(name, [(each, enum_value(each, description=text)) for each, text in descriptions.items()])  # type: ignore[misc]
    return strawberry.enum(made, description="In which order. 排序方式。")


class Paged:
    """A type that lists page through; `narrowed_by` is the filter, `ordered_by` the orders that such a list takes."""

    narrowed_by: ClassVar[type | None] = None
    ordered_by: ClassVar[type[Enum] | None] = None

    @override
    def __init_subclass__(cls, *, narrowed_by: type | None = None, ordered_by: type[Enum] | None = None) -> None:
        super().__init_subclass__()
        cls.narrowed_by, cls.ordered_by = narrowed_by, ordered_by


@strawberry.interface(description="A row with a global id. 具有全局标识的数据。")
class Node(Paged):
    in_payloads: ClassVar[tuple[str, str] | None] = None
    """The name and description of the field by which the payload of a command shows it; None where none does."""

    id: ID = field(description="The global id. 全局标识。")

    @classmethod
    def resolve_type(cls, row: Mapping[str, Any], info: GraphQLResolveInfo[Any], of: object) -> str:
        """Return the name of a row's type."""
        return str(row[KIND])

    @classmethod
    def is_type_of(cls, row: object, info: GraphQLResolveInfo[Any]) -> bool:
        """Return True: the type of a row is decided when it is planned."""
        return True


@strawberry.type
class NumberedNode:
    number: str = field(description="The number. 编号。")
    version: int = field(description="The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field(
        description="When it was changed last: with its version, or when it came to be. 最近变更时间，与版本号一同变更。"
    )


def node(root: Any, info: Info, id: Annotated[ID, argument(description="The global id. 全局标识。")]) -> Any:
    """Return the planned row of an id."""
    return root[info.key]


def nodes(
    root: Any, info: Info, ids: Annotated[list[ID], argument(description="The global ids, at most 100. 全局标识，最多 100 个。")]
) -> Any:
    """Return the planned rows of several ids."""
    return root[info.key]


@strawberry.type
class NodeRoots(Roots):
    node: Node | None = field(
        resolver=node,
        description="The row of a global id; null if it is unknown or not to be seen. 按全局标识查询一条数据；不存在或不可见时为空。",
    )
    nodes: list[Node | None] = field(
        resolver=nodes, description="The rows of several global ids, in the order given. 按给定顺序查询多条数据。"
    )
