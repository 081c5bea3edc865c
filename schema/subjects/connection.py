"""Pages of rows, after Relay's cursor connections (forward paging alone), and the fields that lead to them.

Source: docs/decisions/020-contract-as-strawberry.md.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry
from strawberry import field
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET
from typing_extensions import override

from resolvers.document.limits import PAGE_ROWS
from schema.subjects.group import Group, GroupBy
from schema.subjects.node import Paged

Row = TypeVar("Row", bound=Paged)


@strawberry.type(description="Where a page stands among the others. 分页信息。")
class PageInfo:
    has_next_page: bool = field(description="Whether rows follow this page. 是否还有后续数据。")
    end_cursor: str | None = field(
        description="The cursor of the last row; give it as `after` for the next page. 本页最后一行的游标，作为下一页的 after。"
    )
    has_previous_page: bool = field(description="Whether this page was asked for after a cursor. 本页之前是否还有数据。")
    start_cursor: str | None = field(description="The cursor of the first row. 本页第一行的游标。")


@strawberry.type(description="A row of a page of {0}, with its cursor. {0} 分页中的一行及其游标。")
class Edge(Generic[Row]):
    cursor: str = field(description="Where the row stands; opaque. 行的游标（不透明）。")
    node: Row = field(description="The row. 数据行。")


@strawberry.type
class _Nodes(Generic[Row]):
    nodes: list[Row] = field(description="The rows of the page. 本页数据。")


@strawberry.type
class _Edges(Generic[Row]):
    edges: list[Edge[Row]] = field(description="The rows with their cursors. 带游标的本页数据。")


@strawberry.type
class _Position:
    page_info: PageInfo = field(description="Where the page stands. 分页信息。")
    total_count: int = field(description="How many rows there are over all pages, up to 10,000. 总数，最多计到 10000。")
    total_count_is_capped: bool = field(description="Whether there are more than the count says. 总数是否已达上限。")


@strawberry.type(name="Connection", description="Pages of {0}. {0} 的分页结果。")
class PlainConnection(_Nodes[Row], _Position, Generic[Row]):
    """Pages of what has no global id: no edges, since what stands in an edge is kept by its id."""


@strawberry.type(description="Pages of {0}. {0} 的分页结果。")
class Connection(_Nodes[Row], _Edges[Row], _Position, Generic[Row]):
    """Pages of Nodes."""


class GroupArguments(FieldExtension):
    """Gives groups the argument that says by which words of an enumeration rows are counted."""

    def __init__(self, by: type[Enum]) -> None:
        """`by`: the enumeration."""
        self.by = by

    @override
    def apply(self, field: StrawberryField) -> None:
        """Set the argument."""
        by: Any = list[self.by]  # type: ignore[name-defined]
        field.arguments = [_argument("by", by, "One or two things to count by. 分组依据，一项或两项。")]


def grouped(by: type[Enum], description: str) -> Any:
    """A field that counts the rows of all pages of a connection by words of an enumeration, described as `English. 中文。`."""
    return field(extensions=[GroupArguments(by)], description=description)


@strawberry.type(name="Connection", description="Pages of {0}. {0} 的分页结果。")
class GroupedConnection(Connection[Row], Generic[Row]):
    """Pages of Nodes that can be counted."""

    groups: list[Group] = grouped(GroupBy, "The rows of all pages, counted by one or two things. 全部数据按一项或两项分组计数。")


class PageArguments(FieldExtension):
    """Gives a connection its arguments."""

    @override
    def apply(self, field: StrawberryField) -> None:
        """Set page, filter and order by the type of the rows."""
        field.arguments = list(_arguments(_rows_of(field.type)))


def connection(description: str) -> Any:
    """A field that is a connection, described as `English. 中文。`."""
    return field(extensions=[PageArguments()], description=description)


def _rows_of(of: Any) -> type[Paged]:
    """Return the type of a connection's rows."""
    while isinstance(of, StrawberryOptional):
        of = of.of_type
    (row,) = of.__strawberry_definition__.type_var_map.values()
    return row.resolve_type() if isinstance(row, LazyType) else row


def _arguments(of: type[Paged]) -> Iterator[StrawberryArgument]:
    first = "How many rows at most, 0 to 100; 20 if nothing is said. 最多返回的行数，0 至 100，默认 20。"
    yield _argument("first", int | None, first, PAGE_ROWS)
    yield _argument("after", str | None, "Only rows after this cursor. 只返回该游标之后的数据。")
    if of.narrowed_by:
        which = "Which rows; all conditions must hold, an empty filter is refused. 筛选条件，须同时满足；空条件会被拒绝。"
        yield _argument("filter", of.narrowed_by | None, which)
    if of.ordered_by:
        yield _argument("order_by", of.ordered_by | None, "In which order; otherwise the working order. 排序方式；默认为工作顺序。")


def _argument(name: str, of: Any, description: str, default: object = UNSET) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(of), description=description, default=default)
