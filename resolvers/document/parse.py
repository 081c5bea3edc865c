"""Documents: parsed, limited and validated once, and kept by their text.

Source: docs/design.md 4.2. A problem is told with its place in the text, without any value and without a suggestion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from sys import getsizeof
from uuid import UUID

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    NoSchemaIntrospectionCustomRule,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    ValidationRule,
    ValueNode,
    VariableNode,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature

from domain.memory import Memory
from domain.message.bad_document import bad_document
from domain.message.refusal import Refusal, Refusals
from domain.time.spent import Phase, Timed
from domain.trusted_document import TEXT_CHARACTERS
from domain.viewer import Language
from resolvers.document.beside import Beside
from resolvers.document.limits import BRACE_LEVELS, TEXT_COMMENTS, TEXT_TOKENS, Size, check_size, too_costly
from resolvers.document.probing import Probing, probing
from resolvers.document.unfit import is_plain, of_value

KEPT_DOCUMENTS, KEPT_BYTES = 2000, 128 << 20
"""Most documents kept, and most bytes that they hold together by the estimate of `bytes_of`; an eighth of them for one account."""
TOKEN_BYTES, DOCUMENT_BYTES = 750, 32 << 10
"""The bytes that a token of a document holds in its tree, and those that each document holds beside; measured in decision 022."""
TOLD_PROBLEMS = 20
"""Most problems that are told of one document."""


@dataclass(frozen=True)
class Problem:
    """A problem of a document: a refusal, and the places in the text as lines and columns from 1."""

    refusal: Refusal
    places: tuple[tuple[int, int], ...] = ()


class BadDocument(Exception):
    """The document cannot be executed, because of these problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.refusal.code for problem in problems))
        self.problems = problems


class BadSyntax(BadDocument):
    """The text is not a GraphQL document."""


@dataclass(frozen=True)
class Operation:
    """One operation of a valid document."""

    text: str
    node: OperationDefinitionNode
    document: DocumentNode
    probing: Probing
    """Whether the size of its compressed answer could be used to guess a value."""
    size: Size
    variables: tuple[GraphQLVariableSignature, ...] = ()
    """What its variables are called, of which types they are, and what they are where nothing is given."""

    @cached_property
    def fragments(self) -> dict[str, FragmentDetails]:
        """The fragments of its document, by name."""
        return {each.name.value: FragmentDetails(each) for each in self.document.definitions if isinstance(each, FragmentDefinitionNode)}

    @cached_property
    def roots(self) -> frozenset[str]:
        """The names of its root fields, whatever a directive leaves out."""
        return frozenset(self._names(self.node.selection_set))

    def _names(self, selections: SelectionSetNode) -> Iterator[str]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, InlineFragmentNode):
                yield from self._names(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield from self._names(self.fragments[node.name.value].definition.selection_set)

    @cached_property
    def name(self) -> str | None:
        """Its name; None for an operation without one."""
        return self.node.name.value if self.node.name else None

    @cached_property
    def is_mutation(self) -> bool:
        """Whether it is a mutation."""
        return self.node.operation is OperationType.MUTATION


@dataclass(frozen=True)
class Document:
    """A valid document: its operations."""

    operations: tuple[Operation, ...]

    def operation(self, name: str | None) -> Operation:
        """The operation of this name; for None the only one. Raises BadDocument where there is no such operation."""
        found = [each for each in self.operations if name is None or each.name == name]
        if len(found) != 1:
            raise BadDocument(Problem(Refusal("OPERATION_UNKNOWN")))
        return found[0]


class Documents:
    """Parses, checks and keeps the documents of one schema. `introspection`: whether they may introspect it."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self.schema = schema
        self.rules = (*specified_rules, PlainTextRule, PlainAliasRule, *(() if introspection else (NoSchemaIntrospectionCustomRule,)))
        self._beside = Beside()
        self._known: Memory[str, Document] = Memory(KEPT_DOCUMENTS, KEPT_BYTES // 8, size=KEPT_BYTES, size_of=bytes_of)

    def known(self, text: str, account: UUID) -> Document:
        """The document of a text that an account sends. Raises BadDocument, and Refusal TOO_COSTLY for a document that is too large."""
        document = self._known.get(text)
        if document is None:
            document = self._made(text)
            self._known.keep(text, document, account)
        return document

    async def found(self, text: str, account: UUID) -> Document:
        """The same, where a document that is not known is parsed and checked beside the event loop."""
        document = self._known.get(text)
        if document is None:
            document = await self._beside.done(text, partial(self._made, text))
            self._known.keep(text, document, account)
        return document

    async def operations(self, text: str, account: UUID) -> tuple[str, ...]:
        """The names of the operations of a text that an account sends. Raises Refusal, Refusals with what is wrong with it."""
        try:
            found = await self.found(text, account)
        except BadDocument as bad:
            raise Refusals(*(each.refusal for each in bad.problems)) from None
        return tuple(each.name for each in found.operations if each.name is not None)

    def _made(self, text: str) -> Document:
        with Timed(Phase.VALIDATING):
            return self._checked(text)

    def _checked(self, text: str) -> Document:
        parsed = parsed_within_limits(text)
        sizes = check_size(parsed)
        errors = validate(self.schema, parsed, self.rules, max_errors=TOLD_PROBLEMS, hide_suggestions=True)
        if errors:
            problems = [problem for error in errors for problem in problems_of(error, parsed, self.schema)]
            raise BadDocument(*{(each.refusal.path, each.refusal.text(Language.EN), each.places): each for each in problems}.values())
        when = probing(self.schema, parsed)
        operations = (each for each in parsed.definitions if isinstance(each, OperationDefinitionNode))
        told = ((each, size, tuple(self._variables(each))) for each, size in zip(operations, sizes, strict=True))
        return Document(tuple(Operation(text, each, parsed, when, size, variables) for each, size, variables in told))

    def _variables(self, operation: OperationDefinitionNode) -> Iterator[GraphQLVariableSignature]:
        for each in operation.variable_definitions or ():
            signature = get_variable_signature(self.schema, each)
            assert isinstance(signature, GraphQLVariableSignature), "validation refuses a variable of no input type"
            yield signature


def bytes_of(document: Document) -> int:
    """An upper estimate of the bytes that a document holds in memory: its tree keeps every token of its text."""
    first = document.operations[0]
    location = first.document.loc
    assert location is not None, "documents are parsed with their places"
    tokens, token = 0, location.start_token.next
    while token is not None:
        tokens, token = tokens + 1, token.next
    return DOCUMENT_BYTES + tokens * TOKEN_BYTES + 2 * getsizeof(first.text)


def parsed_within_limits(text: str) -> DocumentNode:
    """Parse a text within the limits of length, tokens and nesting. Raises BadSyntax, Refusal TOO_COSTLY."""
    if len(text) > TEXT_CHARACTERS:
        raise too_costly("LENGTH", len(text), TEXT_CHARACTERS)
    try:
        return parse(text, max_lexical_tokens=TEXT_TOKENS, max_comments=TEXT_COMMENTS)
    except GraphQLSyntaxError as error:
        if "Document contains more than" in error.message:  # graphql-core has no error of its own for it
            what, limit = ("COMMENTS", TEXT_COMMENTS) if "comments" in error.message else ("TOKENS", TEXT_TOKENS)
            raise too_costly(what, None, limit) from None
        raise BadSyntax(Problem(bad_document(error.message, places(error), syntax=True), places(error))) from None
    except GraphQLError as error:  # nested more deeply than the parser goes
        raise too_costly("NESTING", None, BRACE_LEVELS) from error


def problems_of(error: GraphQLError, document: DocumentNode, schema: GraphQLSchema) -> Iterator[Problem]:
    """The problems behind an error of validation: each place in a value with what was expected there; else the rule that is broken."""
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, (ValueNode, ObjectFieldNode)) and not isinstance(node, VariableNode):
        yield from (Problem(each, places(error)) for each in of_value(node, document, schema))
    else:
        yield Problem(bad_document(error.message, places(error)), places(error))


def places(error: GraphQLError) -> tuple[tuple[int, int], ...]:
    """The places of an error in the text, as lines and columns from 1."""
    return tuple((each.line, each.column) for each in error.locations or ())


class PlainTextRule(ValidationRule):
    """A text holds no NUL and no half of a surrogate pair: the database cannot hold them."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        """Check a text of the document."""
        if not is_plain(node.value):
            self.context.report_error(GraphQLError("Not a text.", node))


class PlainAliasRule(ValidationRule):
    """An alias does not begin with two underscores: such names belong to GraphQL and to the server."""

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Check a field of the document."""
        if node.alias and node.alias.value.startswith("__"):
            self.context.report_error(GraphQLError("An alias must not begin with two underscores.", node.alias))
