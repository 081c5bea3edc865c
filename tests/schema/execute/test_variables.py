"""The values of variables and of arguments are those that graphql-core makes, though their types are found once a document.

Source: GraphQL specification, 6.1.2 (Coercing Variable Values), 6.4.1 (Coercing Field Arguments).
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from graphql import FieldNode, GraphQLError, GraphQLField, GraphQLSchema, get_argument_values
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import assume, event, given, settings

from domain.message.refusal import Refusal
from resolvers.document.parse import BadDocument, Documents, Operation
from resolvers.document.selection import alone
from schema.execute.variables import fitting
from tests.schema.documents import Asked
from tests.schema.unfit import documents


def argued(schema: GraphQLSchema, operation: Operation) -> Iterator[tuple[GraphQLField, FieldNode]]:
    """The root fields of an operation that have arguments."""
    of = schema.get_root_type(operation.node.operation)
    assert of is not None
    for each in operation.node.selection_set.selections:
        if isinstance(each, FieldNode) and (field := of.fields.get(each.name.value)) is not None and field.args:
            yield field, each


def outcome(of: Callable[[], Any]) -> Any:
    """The values, or that there are none."""
    try:
        return of()
    except GraphQLError:
        return GraphQLError


def test_values_of_variables_and_arguments_are_those_of_graphql_core(schema: GraphQLSchema) -> None:
    known = Documents(schema, introspection=True)

    @settings(max_examples=250)
    @given(documents(schema))
    def held(asked: Asked) -> None:
        try:
            operation = known.known(asked.text, UUID(int=0)).operation(None)
        except (BadDocument, Refusal):
            assume(False)
            return
        definitions = operation.node.variable_definitions or ()
        names = {each.variable.name.value for each in definitions}
        inputs = {name: value for name, value in asked.variables.items() if name in names}
        core, ours = get_variable_values(schema, definitions, inputs), fitting(operation, inputs)
        event(type(core).__name__)
        assert isinstance(core, VariableValues) is (ours is not None)
        if not isinstance(core, VariableValues) or ours is None:
            return
        assert ours.coerced == core.coerced
        assert [(name, str(each.signature.type), each.value) for name, each in ours.sources.items()] == [
            (name, str(each.signature.type), each.value) for name, each in core.sources.items()
        ]
        for field, node in argued(schema, operation):
            arguments = alone(field, node)
            for _ in range(2):  # what lasts is not changed by who takes it
                assert outcome(lambda: arguments.coerced(ours)) == outcome(lambda: get_argument_values(field, node, core))  # noqa: B023

    held()
