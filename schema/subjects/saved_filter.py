"""Filters of lists that are saved under a name.

Source: docs/domain.md 3 (saved filters).
"""

from datetime import datetime

import strawberry
from strawberry import field

from domain.saved_filter import FilteredList
from schema.build.assemble import Roots
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account
from schema.subjects.node import Node

Lists = list[FilteredList]


@strawberry.input(description="Which saved filters. 已保存筛选的筛选条件。")
class SavedFilterFilter:
    list: Lists | None = field(description="For these lists. 所用的列表。")


@strawberry.type(description="A filter of a list, saved under a name. 已保存的列表筛选。")
class SavedFilter(Node, narrowed_by=SavedFilterFilter):
    in_payloads = ("saved_filter", "The filter; null where it was taken away. 筛选；已删除时为空。")

    list: FilteredList = field(description="For which list. 所用的列表。")
    name: str = field(description="What it is called. 名称。")
    filter: str = field(description="The filter as JSON, to be sent as the list's `filter`. 筛选条件（JSON），用作该列表的 filter。")
    shared: bool = field(description="Whether everybody of the office sees it. 是否与本办公室共享。")
    by: Account | None = field(description="Who saved it. 保存人。")
    saved_at: datetime = field(description="When. 保存时间。")


@strawberry.type
class SavedFilterRoots(Roots):
    saved_filters: Connection[SavedFilter] = connection(
        description="The own saved filters and those shared in the office, by name. 本人保存的及本办公室共享的筛选，按名称排列。"
    )
