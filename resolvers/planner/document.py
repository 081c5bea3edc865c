"""Documents: parsed, limited and validated once, afterwards known by their text.

Source: docs/design.md 4.2. What is wrong is told with its place; never a value, never a hint at what there would be.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    BREAK,
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    ListValueNode,
    Node,
    NoSchemaIntrospectionCustomRule,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    ValidationRule,
    ValueNode,
    VariableNode,
    Visitor,
    VisitorAction,
    parse,
    specified_rules,
    validate,
    visit,
)

from domain.message import Path, Refusal
from resolvers.planner.cost import COMMENTS, LENGTH, TOKENS, check_size
from resolvers.planner.probing import Probing, probing

KEPT = 500
"""Documents kept."""
PROBLEMS = 20
"""Problems told of one document."""
WORDS = 300
"""Characters of what is told of one problem: names may be long."""
NOT_PLAIN = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a document: a refusal, and where in the text (line and column from 1)."""

    refusal: Refusal
    places: tuple[tuple[int, int], ...] = ()


class BadDocument(Exception):
    """The document cannot be executed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.refusal.code for problem in problems))
        self.problems = problems


class BadSyntax(BadDocument):
    """The text is no document at all."""


@dataclass(frozen=True)
class Operation:
    """One operation of a valid document, with the document's text and fragments."""

    text: str
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    document: DocumentNode
    roots: frozenset[str]
    """The names of its root fields, whatever a directive leaves out."""
    probing: Probing
    """When the size of its compressed answer would tell something."""

    @property
    def name(self) -> str | None:
        """Its name, where it has one."""
        return self.node.name.value if self.node.name else None

    @property
    def is_mutation(self) -> bool:
        """Whether it changes anything."""
        return self.node.operation is OperationType.MUTATION


@dataclass(frozen=True)
class Document:
    """A valid document: its operations by name."""

    operations: tuple[Operation, ...]

    def operation(self, name: str | None) -> Operation:
        """The operation of this name; without a name the only one. Raises BadDocument."""
        found = [each for each in self.operations if name is None or each.name == name]
        if len(found) != 1:
            raise BadDocument(Problem(Refusal("OPERATION_UNKNOWN")))
        return found[0]


class Documents:
    """The documents of one schema. `introspection`: whether they may ask what the schema has."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self.schema = schema
        self.rules = (*specified_rules, PlainTextRule, PlainAliasRule, *(() if introspection else (NoSchemaIntrospectionCustomRule,)))
        self._known: OrderedDict[str, Document] = OrderedDict()

    def known(self, text: str) -> Document:
        """The document of a text. Raises BadDocument, and Refusal where it is too large."""
        if text in self._known:
            self._known.move_to_end(text)
            return self._known[text]
        document = self._known[text] = self._made(text)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return document

    def _made(self, text: str) -> Document:
        parsed = parsed_within_limits(text)
        check_size(parsed)
        errors = validate(self.schema, parsed, self.rules, max_errors=PROBLEMS, hide_suggestions=True)
        if errors:
            raise BadDocument(*(told(error, parsed) for error in errors))
        fragments = {each.name.value: each for each in parsed.definitions if isinstance(each, FragmentDefinitionNode)}
        operations = [each for each in parsed.definitions if isinstance(each, OperationDefinitionNode)]
        when = probing(self.schema, parsed)
        return Document(
            tuple(Operation(text, each, fragments, parsed, frozenset(_roots(each.selection_set, fragments)), when) for each in operations)
        )


def _roots(selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[str]:
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, InlineFragmentNode):
            yield from _roots(node.selection_set, fragments)
        elif isinstance(node, FragmentSpreadNode):
            yield from _roots(fragments[node.name.value].selection_set, fragments)


def parsed_within_limits(text: str) -> DocumentNode:
    """The document of a text of bearable length. Raises BadDocument, and TOO_COSTLY."""
    if len(text) > LENGTH:
        raise Refusal("TOO_COSTLY")
    try:
        return parse(text, max_lexical_tokens=TOKENS, max_comments=COMMENTS)
    except GraphQLSyntaxError as error:
        if "Document contains more than" in error.message:  # graphql-core has no error of its own for it
            raise Refusal("TOO_COSTLY") from None
        raise BadSyntax(Problem(Refusal("BAD_DOCUMENT", problem="Syntax Error"), places(error))) from None
    except GraphQLError as error:  # nested more deeply than the parser goes
        raise Refusal("TOO_COSTLY") from error


def told(error: GraphQLError, document: DocumentNode) -> Problem:
    """A problem that validation found: of a value only the place, of anything else what graphql-core says."""
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, ValueNode) and not isinstance(node, VariableNode):
        return Problem(Refusal("BAD_USER_INPUT", path=path_of(node, document)), places(error))
    return Problem(Refusal("BAD_DOCUMENT", problem=error.message[:WORDS]), places(error))


def places(error: GraphQLError) -> tuple[tuple[int, int], ...]:
    """Where in the text."""
    return tuple((each.line, each.column) for each in error.locations or ())


def path_of(wanted: Node, document: DocumentNode) -> Path:
    """Where a value stands: the field, the argument, and the way into it."""
    finder = _Finder(wanted)
    visit(document, finder)
    return finder.path


class _Finder(Visitor):
    """Walks to a node and keeps the way there."""

    def __init__(self, wanted: Node) -> None:
        super().__init__()
        self.wanted = wanted
        self.path: Path = ()

    def enter(self, node: Node, key: Any, parent: Any, path: Any, ancestors: list[Any]) -> VisitorAction:
        """At the node wanted: stop."""
        if node is not self.wanted:
            return None
        self.path = tuple(_names([*ancestors, parent, node]))
        return BREAK


def _names(way: list[Any]) -> list[str | int]:
    found: list[str | int] = []
    for step in way:
        match step:
            case FieldNode():
                found = [step.name.value]
            case ArgumentNode() | ObjectFieldNode():
                found.append(step.name.value)
            case ListValueNode():
                found += [place for place, each in enumerate(step.values) if any(each is later for later in way)]
    return found


class PlainTextRule(ValidationRule):
    """No text holds what no text of the database can hold: a NUL, half of a surrogate pair."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        """Look at each text of the document."""
        if not is_plain(node.value):
            self.context.report_error(GraphQLError("Not a text.", node))


class PlainAliasRule(ValidationRule):
    """No alias begins with two underscores: such names are GraphQL's and ours."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Look at each field of the document."""
        if node.alias and node.alias.value.startswith("__"):
            self.context.report_error(GraphQLError("An alias must not begin with two underscores.", node.alias))


def is_plain(text: str) -> bool:
    """Whether the database can hold a text."""
    return NOT_PLAIN.search(text) is None
