"""The values of variables: coerced to what the contract wants, or refused with the path of each, never with the value.

Source: docs/design.md 8 (Errors: BAD_USER_INPUT with `extensions.path` for what coercion refuses).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLSchema,
    OperationDefinitionNode,
    get_nullable_type,
    is_input_type,
    is_required_input_field,
    type_from_ast,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.utilities import validate_input_value

from domain.message import Path, Refusal
from resolvers.commands.command import Refusals
from resolvers.planner.document import is_plain

MOST = 20
"""Refusals told of one request."""


def coerced(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> VariableValues:
    """The values of an operation's variables. Raises Refusals."""
    definitions = operation.variable_definitions or ()
    known = {each.variable.name.value for each in definitions}
    inputs = {name: value for name, value in given.items() if name in known}
    unfit = [Refusal("BAD_USER_INPUT", path=path) for path in _not_plain(inputs)]
    values = get_variable_values(schema, definitions, inputs, max_errors=1, hide_suggestions=True)
    if isinstance(values, VariableValues) and not unfit:
        return values
    refused = unfit if isinstance(values, VariableValues) else [*unfit, *_refused(schema, operation, inputs)]
    raise Refusals(*(refused[:MOST] or [Refusal("BAD_USER_INPUT")]))


def _refused(schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: Mapping[str, Any]) -> Iterator[Refusal]:
    for definition in operation.variable_definitions or ():
        name, of = definition.variable.name.value, type_from_ast(schema, definition.type)
        if not is_input_type(of) or (name not in inputs and definition.default_value is not None):
            continue
        paths: list[Path] = []

        def note(error: GraphQLError, path: list[str | int], name: str = name, paths: list[Path] = paths) -> None:
            paths.append((name, *path))

        try:
            validate_input_value(inputs.get(name), of, note, hide_suggestions=True)
        except RecursionError:
            paths = [(name,)]
        for path in dict.fromkeys(paths):
            missing = [(*path, each) for each in _missing(of, inputs.get(name), path[1:])]
            yield from (Refusal("BAD_USER_INPUT", path=each) for each in missing or [path])


def _missing(of: Any, value: Any, path: Path) -> list[str]:
    """The fields that an object at this path should have and has not: graphql-core only names the object."""
    for step in path:
        of = get_nullable_type(of)
        if isinstance(of, GraphQLList):
            of = get_nullable_type(of.of_type)  # one value in the place of a list is told without a position
        of, value = of if isinstance(step, int) else of.fields[step].type, value[step]
    of = get_nullable_type(of)
    if not isinstance(of, GraphQLInputObjectType) or not isinstance(value, Mapping):
        return []
    return [name for name, field in of.fields.items() if is_required_input_field(field) and name not in value]


def _not_plain(inputs: Mapping[str, Any]) -> Iterator[Path]:
    """Where texts stand that the database cannot hold."""
    waiting: list[tuple[Path, Any]] = [((), inputs)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            if not is_plain(value):
                yield path
        elif isinstance(value, Mapping):
            waiting += [((*path, str(key)), each) for key, each in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, place), each) for place, each in enumerate(value)]
