"""What has a global id: the interface Node and the two root fields that find rows by their ids.

Source: Relay's global object identification; what is unknown, unseen or of another type is null.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, ClassVar

import strawberry
from graphql import GraphQLResolveInfo
from strawberry import ID, argument, field
from typing_extensions import override

from schema.build.assemble import Info, Roots

KIND = "__kind"
"""Under this key a planned row in the place of an interface tells its type: no document can ask for it by this name."""


class Paged:
    """A type of which there are pages: the filter and the order that they take."""

    narrowed_by: ClassVar[type | None] = None
    ordered_by: ClassVar[type[Enum] | None] = None

    @override
    def __init_subclass__(cls, *, narrowed_by: type | None = None, ordered_by: type[Enum] | None = None) -> None:
        super().__init_subclass__()
        cls.narrowed_by, cls.ordered_by = narrowed_by, ordered_by


@strawberry.interface(description="A row with a global id. 具有全局标识的数据。")
class Node(Paged):
    in_payloads: ClassVar[tuple[str, str] | None] = None
    """Under which name, and with which description, the payload of a command shows it."""

    id: ID = field(description="The global id. 全局标识。")

    @classmethod
    def resolve_type(cls, row: Mapping[str, Any], info: GraphQLResolveInfo[Any], of: object) -> str:
        """Return the name of a planned row's type."""
        return str(row[KIND])

    @classmethod
    def is_type_of(cls, row: object, info: GraphQLResolveInfo[Any]) -> bool:
        """Return True: the type of a row is decided when it is planned."""
        return True


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
