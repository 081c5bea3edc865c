"""What has a global id: the interface Node and the two root fields that find rows by their ids.

Source: Relay's global object identification; what is unknown, unseen or of another type is null.
"""

from schema.build.declare import ID, Interface, Roots, argument, field


class Node(Interface):
    """A row with a global id. 具有全局标识的数据。"""

    id: ID = field("The global id. 全局标识。")


class NodeRoots(Roots):
    """Rows by their ids. 按标识查询。"""

    node: Node | None = field(
        "The row of a global id; null if it is unknown or not to be seen. 按全局标识查询一条数据；不存在或不可见时为空。",
        id=argument(ID, "The global id. 全局标识。"),
    )
    nodes: list[Node | None] = field(
        "The rows of several global ids, in the order given. 按给定顺序查询多条数据。",
        ids=argument(list[ID], "The global ids, at most 100. 全局标识，最多 100 个。"),
    )
