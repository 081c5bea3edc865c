"""Coerces the values of variables to the types of the contract. A refusal names the path of a value, never the value.

Source: docs/design.md 8 (Errors: BAD_USER_INPUT with `extensions.path` for what coercion refuses).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode, Undefined, is_input_type, is_non_null_type, type_from_ast
from graphql.execution.values import VariableValues, VariableValueSource, input_is_nested_too_deeply
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_value

from domain.message.expected import unfit
from domain.message.refusal import Path, Refusal, Refusals
from resolvers.document.limits import LIST_VALUES
from resolvers.document.parse import Operation
from resolvers.document.unfit import is_plain, unfit_of

TOLD_REFUSALS = 20
"""Refusals of one request that are told, at most."""
MUTATION_LIST_VALUES = 1000
"""Values of one list of a mutation, at most; the command's own limit is smaller, and told with all else that is wrong."""
REQUEST_VALUES = 10_000
"""Values in all variables of a request, at most."""
NESTED = (list, dict)
"""Of which types values are that hold others."""


def coerced(schema: GraphQLSchema, operation: Operation, given: Mapping[str, Any]) -> VariableValues:
    """Return the values of an operation's variables. Raises Refusals."""
    inputs = {each.name: given[each.name] for each in operation.variables if each.name in given}
    refused = [unfit("PLAIN", path) for path in checked(inputs, MUTATION_LIST_VALUES if operation.is_mutation else LIST_VALUES)]
    values = fitting(operation, inputs)
    if values is not None and not refused:
        return values
    if values is None:
        try:
            refused += _refused(schema, operation.node, inputs)
        except RecursionError:
            refused += [unfit("SHALLOW", (name,)) for name, value in inputs.items() if isinstance(value, NESTED)]
    raise Refusals(*(refused[:TOLD_REFUSALS] or [unfit("SHALLOW", ())]))


def fitting(operation: Operation, inputs: Mapping[str, Any]) -> VariableValues | None:
    """Return the values of an operation's variables as graphql-core makes them, None where one does not fit.

    Its `get_variable_values` finds the types of the variables anew in each request, and explains what `_refused` explains in our words.
    """
    sources, values = dict[str, VariableValueSource](), dict[str, Any]()
    try:
        for each in operation.variables:
            given = inputs.get(each.name, Undefined)
            sources[each.name] = VariableValueSource(each, given)
            if given is not Undefined:
                is_deep = isinstance(given, NESTED) and input_is_nested_too_deeply(given, each.type)
                value = Undefined if is_deep else coerce_input_value(given, each.type)
                if value is Undefined:
                    return None
                values[each.name] = value
            elif each.default is not None:
                values[each.name] = coerce_default_value(each)
            elif is_non_null_type(each.type):
                return None
    except (RecursionError, TypeError):
        return None
    return VariableValues(sources, values)


def checked(inputs: Mapping[str, Any], most: int) -> list[Path]:
    """Return the paths of texts with characters that PostgreSQL cannot store.

    Raises Refusals with TOO_MANY for lists of more than `most` values, and for more than `REQUEST_VALUES` in all.
    """
    found, odd, seen = list[Refusal](), list[Path](), 0
    waiting: list[tuple[Path, Any]] = [((name,), value) for name, value in inputs.items()]
    while waiting and len(found) < TOLD_REFUSALS:
        path, value = waiting.pop()
        size = len(value) if isinstance(value, NESTED) else 1
        if isinstance(value, list) and size > most:
            found.append(Refusal("TOO_MANY", path=path, most=most))
            continue
        seen += size
        if seen > REQUEST_VALUES:
            raise Refusals(Refusal("TOO_MANY", path=path[:1], most=REQUEST_VALUES))
        if isinstance(value, str):
            if not is_plain(value):
                odd.append(path)
        elif isinstance(value, NESTED):
            waiting += [((*path, step), each) for step, each in (enumerate(value) if isinstance(value, list) else value.items())]
    if found:
        raise Refusals(*found)
    return odd


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
