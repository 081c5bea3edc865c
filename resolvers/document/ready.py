"""The ready documents of the platform, as the explorer offers them: each with its operations and the variables that these ask for.

Source: docs/operations/; docs/decisions/034-trusted-documents.md, 044-browser.md (explorer).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import OperationDefinitionNode, parse, print_ast


@dataclass(frozen=True)
class ReadyOperation:
    """An operation of a document; `variables`: name -> the type that it has."""

    name: str
    variables: dict[str, str]


@dataclass(frozen=True)
class ReadyDocument:
    """A document, which is sent whole, with the name of the operation that is meant."""

    name: str
    text: str
    operations: tuple[ReadyOperation, ...]


def ready(documents: Iterable[tuple[str, str]]) -> tuple[ReadyDocument, ...]:
    """Return documents, given as name and text, with their operations."""
    return tuple(ReadyDocument(name, text, tuple(_operations(text))) for name, text in documents)


def _operations(text: str) -> Iterable[ReadyOperation]:
    for node in parse(text).definitions:
        if isinstance(node, OperationDefinitionNode) and node.name is not None:
            asked = {each.variable.name.value: print_ast(each.type) for each in node.variable_definitions or ()}
            yield ReadyOperation(node.name.value, asked)
