"""The selection of an operation: fragments and directives resolved, fields merged by their key in the response, arguments coerced.

Source: docs/design.md 4.3; GraphQL specification, 6.3.2 (CollectFields).
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    Undefined,
    VariableNode,
    Visitor,
    get_argument_values,
    get_named_type,
    is_abstract_type,
    is_non_null_type,
    parse,
    print_ast,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from resolvers.document.parse import Operation


@dataclass(frozen=True, eq=False)
class Arguments:
    """The arguments of one field as they are written, from which each execution coerces its own values.

    `node` is a copy of the field: a node of the document itself would keep all of its tokens in memory.
    """

    definition: GraphQLField
    node: FieldNode
    characters: int
    """The length of its text, by which its memory is estimated."""

    def coerced(self, variables: VariableValues) -> Mapping[str, Any]:
        """The values of one execution. Raises GraphQLError."""
        if self._taken is None:
            return get_argument_values(self.definition, self.node, variables)
        values = {**self._lasting}
        for name, variable, takes_null in self._taken:
            value = variables.coerced.get(variable, Undefined)
            if value is Undefined or (value is None and not takes_null):
                return get_argument_values(self.definition, self.node, variables)
            values[name] = value
        return values

    @cached_property
    def _variables(self) -> Mapping[str, str]:
        """The arguments that are a variable as a whole, and which."""
        return {each.name.value: each.value.name.value for each in self.node.arguments or () if isinstance(each.value, VariableNode)}

    @cached_property
    def _taken(self) -> tuple[tuple[str, str, bool], ...] | None:
        """The same by the name of the value, with whether it may be null; None where a variable stands within a literal."""
        if any(_holds_variable(each.value) for each in self.node.arguments or () if each.name.value not in self._variables):
            return None
        found = ((name, self.definition.args[name], variable) for name, variable in self._variables.items())
        return tuple((of.out_name or name, variable, not is_non_null_type(of.type)) for name, of, variable in found)

    @cached_property
    def _lasting(self) -> Mapping[str, Any]:
        """The values of the other arguments, which are the same in every execution."""
        given = tuple(each for each in self.node.arguments or () if each.name.value not in self._variables)
        args = {name: of for name, of in self.definition.args.items() if name not in self._variables}
        return get_argument_values(GraphQLField(self.definition.type, args), FieldNode(name=self.node.name, arguments=given))


@dataclass(frozen=True, eq=False)
class Selected:
    """One field asked of a concrete type."""

    key: str
    name: str
    nodes: Sequence[FieldNode]
    definition: GraphQLField | None = None
    """None for `__typename` and for introspection."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Its coerced arguments in this request; a plan depends on their shape alone (`resolvers/document/shape.py`)."""
    fits: bool = True
    below: Mapping[str, "Selection"] = field(default_factory=dict)
    """What is asked of each concrete type that the field may answer; empty for a leaf."""

    @cached_property
    def arguments(self) -> Arguments | None:
        """Those from which later executions coerce theirs; None for a field without arguments, and where the given ones do not fit."""
        return alone(self.definition, self.nodes[0]) if self.fits and self.definition is not None and self.definition.args else None

    @property
    def type_name(self) -> str:
        """The one object type that the field answers."""
        (name,) = self.below
        return name

    @property
    def fields(self) -> "Selection":
        """What is asked of that type."""
        (asked,) = self.below.values()
        return asked


Selection = tuple[Selected, ...]
"""The fields asked of one object, in the order of the document."""


@dataclass(frozen=True)
class Spread:
    """Makes the selections of one operation, for the variables of one request."""

    schema: GraphQLSchema
    operation: Operation
    variables: VariableValues
    tolerant: bool = False
    """Whether a field that a variable's null makes unfit is marked or left out, without an error: graphql-core raises it later."""

    def asked(self, of: GraphQLObjectType, nodes: Sequence[FieldNode] = ()) -> Selection:
        """The fields asked of a concrete type below these fields, or at the root. Raises GraphQLError as `roots`."""
        return tuple(self._selected(of, key, found) for key, found in self._collected(of, nodes).items())

    def roots(self) -> Selection:
        """The root fields of the operation. Raises GraphQLError for an argument that does not fit, unless tolerant."""
        return self.asked(self.root_type)

    def runnable(self) -> Selection:
        """The root fields of a mutation whose own arguments fit; the others are not run. Raises GraphQLError for an argument below."""
        of, run = self.root_type, []
        for key, nodes in self._collected(of).items():
            with suppress(GraphQLError):
                run.append((key, nodes, self._values(of.fields.get(nodes[0].name.value), nodes[0])))
        return tuple(self._selected(of, key, nodes, values) for key, nodes, values in run)

    @property
    def root_type(self) -> GraphQLObjectType:
        """The type whose fields are the roots of the operation."""
        found = self.schema.get_root_type(self.operation.node.operation)
        assert found is not None, "validation refuses an operation that the schema does not have"
        return found

    def _selected(self, of: GraphQLObjectType, key: str, nodes: Sequence[FieldNode], values: Mapping[str, Any] | None = None) -> Selected:
        """One field, with what is asked below it; `values`: its coerced arguments, where these are known."""
        name = nodes[0].name.value
        definition, fits = of.fields.get(name), True
        if values is None:
            try:
                values = self._values(definition, nodes[0])
            except GraphQLError:
                if not self.tolerant:
                    raise
                values, fits = {}, False
        below: dict[str, Selection] = {}
        if definition is not None and nodes[0].selection_set:
            named = get_named_type(definition.type)
            for each in self.schema.get_possible_types(named) if is_abstract_type(named) else (named,):
                assert isinstance(each, GraphQLObjectType)
                below[each.name] = self.asked(each, nodes)
        return Selected(key, name, nodes, definition, values, fits, below)

    def _values(self, definition: GraphQLField | None, node: FieldNode) -> Mapping[str, Any]:
        """The coerced arguments of a field. Raises GraphQLError where they do not fit."""
        return get_argument_values(definition, node, self.variables) if definition is not None and definition.args else {}

    def _collected(self, of: GraphQLObjectType, nodes: Sequence[FieldNode] = ()) -> dict[str, list[FieldNode]]:
        """The fields by their keys in the response. Nothing, if tolerant, where graphql-core will refuse a directive of one of them."""
        schema, operation, fragments, variables = self.schema, self.operation.node, self.operation.fragments, self.variables
        above = [FieldDetails(each, None) for each in nodes]
        try:
            if above:
                found = collect_subfields(schema, fragments, variables, operation, of, above)
            else:
                found = collect_fields(schema, fragments, variables, of, operation)
        except GraphQLError:
            if self.tolerant:
                return {}
            raise
        return {key: [each.node for each in of_key] for key, of_key in found.grouped_field_set.items()}


def alone(definition: GraphQLField, node: FieldNode) -> Arguments:
    """The arguments of a field, copied out of its document."""
    text = print_ast(FieldNode(name=node.name, arguments=node.arguments, directives=()))
    (query,) = parse(f"{{ {text} }}", no_location=True).definitions
    assert isinstance(query, OperationDefinitionNode)
    (field,) = query.selection_set.selections
    assert isinstance(field, FieldNode)
    return Arguments(definition, field, len(text))


def _holds_variable(value: Node) -> bool:
    looking = _Variables()
    visit(value, looking)
    return looking.found


class _Variables(Visitor):
    """Looks for a variable."""

    found = False

    def enter_variable(self, *_: object) -> None:
        """Note one."""
        self.found = True
