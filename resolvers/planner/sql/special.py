"""The fields that have a printer of their own.

Source: docs/design.md 8 (`availableActions`), docs/domain.md 7 (share contract previewed by the sender).
"""

from collections.abc import Callable

from graphql import FieldNode, GraphQLField

from resolvers.planner.access import Source
from resolvers.planner.disclosed import disclosed
from resolvers.planner.draft import Draft
from resolvers.planner.sql.actions import available_actions
from resolvers.planner.sql.connection import PrintRow
from resolvers.planner.sql.disclosure import dispatch_preview
from resolvers.planner.sql.dispatch.warnings import warnings
from resolvers.planner.sql.json import Sql

Printer = Callable[[Draft, Source, GraphQLField, list[FieldNode], PrintRow], Sql]


def _available_actions(draft: Draft, of: Source, field: GraphQLField, nodes: list[FieldNode], print_row: PrintRow) -> Sql:
    return available_actions(draft, of, field, nodes)


def _disclosed(draft: Draft, of: Source, field: GraphQLField, nodes: list[FieldNode], print_row: PrintRow) -> Sql:
    return disclosed(draft, of, field, nodes)


PRINTERS: dict[str, Printer] = {
    "availableActions": _available_actions,
    "disclosed": _disclosed,
    "dispatchPreview": dispatch_preview,
    "warnings": warnings,
}
