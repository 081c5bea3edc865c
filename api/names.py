"""Under which name an operation is counted: of a registered document its own, of another its root field. Nothing that a caller makes up.

Source: docs/decisions/045-watching.md.
"""

from collections.abc import Callable, Mapping

from graphql import GraphQLSchema

from domain.audit import NAME_CHARACTERS
from resolvers.document.parse import Operation

MOST_NAMES = 300
"""Names of registered documents that are told apart; every other one is OTHER."""
SEVERAL, INTROSPECTION, OTHER = "several", "introspection", "other"


class OperationNames:
    """Names operations. `documents`: the registered ones, by digest."""

    def __init__(self, documents: Callable[[], Mapping[str, str]], schema: GraphQLSchema) -> None:
        self._documents = documents
        roots = (schema.query_type, schema.mutation_type)
        self._fields = frozenset(name for root in roots if root is not None for name in root.fields)
        self._given: set[str] = set()
        self._read: Mapping[str, str] = {}
        self._texts: frozenset[str] = frozenset()

    def of(self, operation: Operation) -> str:
        """Return the name of a valid operation."""
        if (documents := self._documents()) is not self._read:
            self._read, self._texts = documents, frozenset(documents.values())
        if operation.name is not None and operation.text in self._texts:
            return self._told(operation.name)
        if len(operation.roots) > 1:
            return SEVERAL
        (root,) = operation.roots
        return root if root in self._fields else INTROSPECTION

    def _told(self, name: str) -> str:
        if name in self._given:
            return name
        if len(name) > NAME_CHARACTERS or len(self._given) >= MOST_NAMES:
            return OTHER
        self._given.add(name)
        return name
