"""What an operation asks, spread out: fragments and directives resolved, fields merged by their key in the response, arguments coerced.

Source: docs/design.md 4.3; GraphQL specification, 6.3.2 (CollectFields). Each fragment is visited once in a selection set.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    is_abstract_type,
    parse,
    print_ast,
)
from graphql.execution.values import VariableValues


@dataclass(frozen=True, eq=False)
class Arguments:
    """The place of one field's arguments, from which every execution coerces its own values.

    `node` stands alone: whoever keeps it keeps neither the document (a node of it leads to all of its tokens) nor anybody's values.
    """

    definition: GraphQLField
    node: FieldNode
    characters: int
    """As how many characters it is written: what it holds in memory goes by them."""

    def coerced(self, variables: VariableValues) -> Mapping[str, Any]:
        """The values of one execution. Raises GraphQLError."""
        return get_argument_values(self.definition, self.node, variables)


@dataclass(frozen=True, eq=False)
class Selected:
    """One field as it is asked of a concrete type."""

    key: str
    name: str
    nodes: Sequence[FieldNode]
    definition: GraphQLField | None = None
    """None for `__typename` and for introspection."""
    arguments: Arguments | None = None
    """None where it takes none, and where what is given does not fit."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Its coerced arguments now: their shape steers a plan, all else belongs to one request."""
    fits: bool = True
    below: Mapping[str, "Selection"] = field(default_factory=dict)
    """What is asked of each concrete type that may stand here; nothing of a leaf."""

    @property
    def type_name(self) -> str:
        """The one object type that stands here."""
        (name,) = self.below
        return name

    @property
    def fields(self) -> "Selection":
        """What is asked of the one object type that stands here."""
        (asked,) = self.below.values()
        return asked


Selection = tuple[Selected, ...]
"""The fields asked of one object, in the order of the document."""


@dataclass(frozen=True)
class Spread:
    """Spreads out selections of one operation, for the variables of one request."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    tolerant: bool = False
    """Whether what a variable's null makes unfit is left out, for graphql-core to tell where it is executed: else GraphQLError."""

    def asked(self, of: GraphQLObjectType, *sets: SelectionSetNode) -> Selection:
        """The fields that selection sets ask of a concrete type. Raises GraphQLError where an argument does not fit, unless tolerant."""
        return tuple(self._selected(of, key, nodes) for key, nodes in self._collected(of, sets).items())

    def runnable(self, of: GraphQLObjectType, selections: SelectionSetNode) -> Selection:
        """The fields of a mutation whose own arguments fit: the others are not run. Raises GraphQLError for what does not fit below."""
        found = self._collected(of, (selections,)).items()
        run = {key: nodes for key, nodes in found if self._fits(of.fields.get(nodes[0].name.value), nodes[0])}
        return tuple(self._selected(of, key, nodes) for key, nodes in run.items())

    def _selected(self, of: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selected:
        name = nodes[0].name.value
        definition, arguments, fits = of.fields.get(name), None, True
        values: Mapping[str, Any] = {}
        if definition is not None and definition.args:
            fits = not self.tolerant or self._fits(definition, nodes[0])
        if definition is not None and definition.args and fits:
            values = get_argument_values(definition, nodes[0], self.variables)
            arguments = alone(definition, nodes[0])
        sets = [node.selection_set for node in nodes if node.selection_set]
        below: dict[str, Selection] = {}
        if definition is not None and sets:
            named = get_named_type(definition.type)
            for each in self.schema.get_possible_types(named) if is_abstract_type(named) else (named,):
                assert isinstance(each, GraphQLObjectType)
                below[each.name] = self.asked(each, *sets)
        return Selected(key, name, nodes, definition, arguments, values, fits, below)

    def _fits(self, definition: GraphQLField | None, node: FieldNode) -> bool:
        try:
            return definition is None or get_argument_values(definition, node, self.variables) is not None
        except GraphQLError:
            return False

    def _collected(self, of: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for each in sets:
            self._walk(of, each, found, visited)
        return found

    def _walk(self, of: GraphQLObjectType, selections: SelectionSetNode, found: dict[str, list[FieldNode]], visited: set[str]) -> None:
        for selection in selections.selections:
            if selection.directives and not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                if self._applies(of, selection.type_condition.name.value if selection.type_condition else None):
                    self._walk(of, selection.selection_set, found, visited)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
                visited.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if self._applies(of, fragment.type_condition.name.value):
                    self._walk(of, fragment.selection_set, found, visited)

    def _included(self, node: Any) -> bool:
        try:
            skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
            include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        except GraphQLError:
            if self.tolerant:
                return False
            raise
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, of: GraphQLObjectType, condition: str | None) -> bool:
        if condition is None or condition == of.name:
            return True
        conditional = self.schema.get_type(condition)
        return is_abstract_type(conditional) and self.schema.is_sub_type(conditional, of)


def alone(definition: GraphQLField, node: FieldNode) -> Arguments:
    """The arguments of a field, apart from its document."""
    text = print_ast(FieldNode(name=node.name, arguments=node.arguments, directives=()))
    (query,) = parse(f"{{ {text} }}", no_location=True).definitions
    assert isinstance(query, OperationDefinitionNode)
    (field,) = query.selection_set.selections
    assert isinstance(field, FieldNode)
    return Arguments(definition, field, len(text))
