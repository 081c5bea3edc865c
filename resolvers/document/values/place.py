"""Where a value stands in a document, and why it does not fit there.

Source: docs/design.md 8 (Errors: BAD_USER_INPUT with `extensions.path`).
"""

import re
from typing import Any

from graphql import (
    BREAK,
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    get_nullable_type,
    visit,
)

from domain.message.expected import unfit
from domain.message.refusal import Path, Refusal
from resolvers.document.values.expected import expected_of, lacks_of, no_field

NOT_PLAIN = re.compile("[\0\ud800-\udfff]")


def of_value(node: Node, document: DocumentNode, schema: GraphQLSchema) -> list[Refusal]:
    """Why a value of a document does not fit where it stands, a variable's own value among them."""
    info = TypeInfo(schema)
    finder = _Finder(node, info)
    visit(document, TypeInfoVisitor(info, finder))
    of, within, path = finder.of, finder.within, finder.path
    if isinstance(node, ObjectFieldNode) and isinstance(within, GraphQLInputObjectType):
        return [no_field(within, node.name.value, path[:-1])]
    if isinstance(node, StringValueNode) and not is_plain(node.value):
        return [unfit("PLAIN", path)]
    if of is None:
        return [unfit("VALUE", path)]
    if isinstance(node, (VariableNode, NullValueNode)):
        return [unfit("NOT_NULL", path)]
    inner = get_nullable_type(of)
    if isinstance(node, ObjectValueNode) and isinstance(inner, GraphQLInputObjectType):
        told_of = {each.name.value: None if isinstance(each.value, (NullValueNode, VariableNode)) else each.value for each in node.fields}
        return list(lacks_of(inner, told_of, path)) or [expected_of(of, path)]
    return [expected_of(of, path)]


class _Finder(Visitor):
    """Walks to a node and keeps the way there: the field, the argument, and the way into it; and which types are expected there."""

    def __init__(self, wanted: Node, info: TypeInfo) -> None:
        super().__init__()
        self.wanted = wanted
        self.info = info
        self.path: Path = ()
        self.of: GraphQLInputType | None = None
        self.within: GraphQLInputType | None = None

    def enter(self, node: Node, key: Any, parent: Any, path: Any, ancestors: list[Any]) -> VisitorAction:
        """At the node wanted: stop."""
        copied = self.wanted.loc is None and node == self.wanted  # graphql-core looks at some values with variables put in
        if node is not self.wanted and not copied:
            return None
        self.path = tuple(_names([*ancestors, parent, node]))
        self.within = self.info.get_parent_input_type()
        self.of = self.within if isinstance(node, ListValueNode) else self.info.get_input_type()  # of a list it knows the entries
        return BREAK


def _names(way: list[Any]) -> list[str | int]:
    found: list[str | int] = []
    for step in way:
        match step:
            case FieldNode():
                found = [step.name.value]
            case DirectiveNode():
                found.append(f"@{step.name.value}")
            case VariableDefinitionNode():
                found = [step.variable.name.value]
            case ArgumentNode() | ObjectFieldNode():
                found.append(step.name.value)
            case ListValueNode():
                found += [place for place, each in enumerate(step.values) if any(each is later for later in way)]
    return found


def is_plain(text: str) -> bool:
    """Whether the database can hold a text."""
    return NOT_PLAIN.search(text) is None
