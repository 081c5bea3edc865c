"""Coerces the values of variables to the types of the contract. A refusal names the path of a value, never the value.

Source: docs/design.md 8 (Errors: BAD_USER_INPUT with `extensions.path` for what coercion refuses).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode, OperationType, is_input_type, is_non_null_type, type_from_ast
from graphql.execution.values import VariableValues, get_variable_values

from domain.message.expected import unfit
from domain.message.refusal import Path, Refusal, Refusals
from resolvers.document.limits import LIST_VALUES
from resolvers.document.unfit import is_plain, unfit_of

TOLD_REFUSALS = 20
"""Refusals of one request that are told, at most."""
MUTATION_LIST_VALUES = 1000
"""Values of one list of a mutation, at most; the command's own limit is smaller, and told with all else that is wrong."""
REQUEST_VALUES = 10_000
"""Values in all variables of a request, at most."""


def coerced(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> VariableValues:
    """Return the values of an operation's variables. Raises Refusals."""
    definitions = operation.variable_definitions or ()
    known = {each.variable.name.value for each in definitions}
    inputs = {name: value for name, value in given.items() if name in known}
    check_lengths(inputs, MUTATION_LIST_VALUES if operation.operation is OperationType.MUTATION else LIST_VALUES)
    refused = [unfit("PLAIN", path) for path in _not_plain(inputs)]
    values = get_variable_values(schema, definitions, inputs, max_errors=1, hide_suggestions=True)
    if isinstance(values, VariableValues) and not refused:
        return values
    if not isinstance(values, VariableValues):
        try:
            refused += _refused(schema, operation, inputs)
        except RecursionError:
            refused += [unfit("SHALLOW", (name,)) for name, value in inputs.items() if isinstance(value, (list, Mapping))]
    raise Refusals(*(refused[:TOLD_REFUSALS] or [unfit("SHALLOW", ())]))


def check_lengths(inputs: Mapping[str, Any], most: int) -> None:
    """Raise Refusals with TOO_MANY for lists of more than `most` values, and for more than `REQUEST_VALUES` in all."""
    found, seen = list[Refusal](), 0
    waiting: list[tuple[Path, Any]] = [((name,), value) for name, value in inputs.items()]
    while waiting and len(found) < TOLD_REFUSALS:
        path, value = waiting.pop()
        size = len(value) if isinstance(value, list | Mapping) else 1
        if isinstance(value, list) and size > most:
            found.append(Refusal("TOO_MANY", path=path, most=most))
            continue
        seen += size
        if seen > REQUEST_VALUES:
            raise Refusals(Refusal("TOO_MANY", path=path[:1], most=REQUEST_VALUES))
        if isinstance(value, list | Mapping):
            waiting += [((*path, step), each) for step, each in (enumerate(value) if isinstance(value, list) else value.items())]
    if found:
        raise Refusals(*found)


def _refused(schema: GraphQLSchema, operation: OperationDefinitionNode, inputs: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield a refusal for each value that does not fit the type of its variable, and for each variable that is missing."""
    for definition in operation.variable_definitions or ():
        name, of = definition.variable.name.value, type_from_ast(schema, definition.type)
        if not is_input_type(of):
            continue
        if name in inputs:
            yield from unfit_of(of, inputs[name], (name,))
        elif is_non_null_type(of) and definition.default_value is None:
            yield unfit("VALUE", (name,))


def _not_plain(inputs: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the paths of texts with characters that PostgreSQL cannot store."""
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
