"""Whether personal data could be guessed from the size of a compressed answer: a text that repeats its neighbour takes less room.

Source: docs/decisions/008-http.md (Compression; the attacks CRIME and BREACH). Who sees the length of an encrypted answer, and can put
guesses beside a value, finds it by trying. So no personal data is compressed beside a text that a caller chose, now or in a free text.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_leaf_type,
    visit,
)

from domain.rules.access import cell
from domain.rules.group import Group

WITHOUT_PERSONS = frozenset({Group.STATUS, Group.REFERENCE})
"""Groups without personal data."""
WITH_FREE_TEXTS = frozenset({Group.CASE, Group.INTERNAL, Group.ADDRESS, Group.AUDIT})
"""Groups with free texts that accounts write."""


class Probing(Enum):
    """When an answer could be probed: guessed at by its size."""

    NEVER = "no personal data is shown"
    BY_A_TEXT = "personal data is shown, and a text in the variables would stand beside it"
    ALWAYS = "texts in the document, or free texts shown, stand beside personal data"


def probing(schema: GraphQLSchema, document: DocumentNode) -> Probing:
    """When answers to a document could be probed, for any of its operations and whatever its directives leave out."""
    types = TypeInfo(schema)
    looking = _Looking(types, schema.query_type)
    visit(document, TypeInfoVisitor(types, looking))
    if looking.changes or looking.unknown or looking.groups & WITH_FREE_TEXTS:
        return Probing.ALWAYS
    if looking.groups <= WITHOUT_PERSONS:
        return Probing.NEVER
    return Probing.ALWAYS if looking.texts else Probing.BY_A_TEXT


def can_be_probed(when: Probing, variables: Mapping[str, Any]) -> bool:
    """Whether the answer to a request with these variables could be probed."""
    return when is Probing.ALWAYS or (when is Probing.BY_A_TEXT and _holds_text(variables))


class _Looking(Visitor):
    """Gathers the groups of a document's fields; whether it has texts, changes anything, or has roots of which nothing is known."""

    def __init__(self, types: TypeInfo, query: GraphQLObjectType | None) -> None:
        super().__init__()
        self.types = types
        self.query = query
        self.groups: set[Group] = set()
        self.texts = self.changes = self.unknown = False

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Mark a mutation: its answer holds its input."""
        self.changes = self.changes or node.operation is not OperationType.QUERY

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Gather the group of a field; mark a root field that is a plain value: no group says what it holds."""
        self.texts = self.texts or node.alias is not None
        parent, field = self.types.get_parent_type(), self.types.get_field_def()
        if parent is None or field is None:
            return
        seen = cell(f"{parent.name}.{node.name.value}")
        if seen is not None:
            self.groups.add(seen.group)
        elif parent is self.query and is_leaf_type(get_named_type(field.type)):
            self.unknown = self.unknown or node.name.value != "__typename"

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        """Mark a text of the caller."""
        self.texts = True


def _holds_text(variables: Mapping[str, Any]) -> bool:
    waiting: list[Any] = [*variables.values()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            return True
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False
