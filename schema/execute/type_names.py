"""Adds `__typename` where a document selects on an interface, so that graphql-core knows the type of a planned row.

Source: docs/design.md 4.6. It is selected under a key that no document can use.
"""

import dataclasses
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_abstract_type,
    visit,
)

from resolvers.document.parse import Operation
from schema.subjects.node import KIND

TYPE_NAME = FieldNode(name=NameNode(value="__typename"), alias=NameNode(value=KIND), arguments=(), directives=())


def with_type_names(operation: Operation, schema: GraphQLSchema) -> Operation:
    """Return the operation with `__typename`, under the key `KIND`, in every selection on an interface."""
    info = TypeInfo(schema)
    document: DocumentNode = visit(operation.document, TypeInfoVisitor(info, _AddsTypeNames(info)))
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    (node,) = [each for each in operations if (each.name.value if each.name else None) == operation.name]
    return dataclasses.replace(operation, text=f"{KIND} {operation.text}", node=node, document=document)


class _AddsTypeNames(Visitor):
    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode | None:
        """Add the field where the type is an interface."""
        if not is_abstract_type(self.info.get_parent_type()):
            return None
        return SelectionSetNode(selections=(*node.selections, TYPE_NAME))
