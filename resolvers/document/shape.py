"""What of a request's arguments steers the statement's shape, and what is only a value in it.

Source: docs/design.md 4.3. Two requests of one shape share a plan: presence, enum values, booleans, sizes, the level of a region, the type
of an id.
"""

from collections.abc import Hashable, Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    type_from_ast,
)

from domain.viewer import Viewer, region_level
from resolvers.document.ids import type_of_id

STEERING_SCALARS = frozenset({"Boolean", "Int"})


def shape(of: GraphQLInputType, value: object) -> Hashable:
    """The shape of one coerced value of an input type."""
    if isinstance(of, GraphQLNonNull):
        return shape(of.of_type, value)
    if value is None:
        return None
    if isinstance(of, GraphQLList):
        assert isinstance(value, list)
        shapes = tuple(shape(of.of_type, item) for item in value)
        return ("list", len(value).bit_length(), *sorted(set(map(repr, shapes)))) if _plain(of.of_type) else ("list", *shapes)
    if isinstance(of, GraphQLInputObjectType):
        assert isinstance(value, Mapping)
        return tuple((name, shape(field.type, value[name])) for name, field in sorted(of.fields.items()) if name in value)
    if isinstance(of, GraphQLEnumType) or of.name in STEERING_SCALARS:
        return str(value)
    if of.name == "RegionCode":
        return int(region_level(str(value)))
    if of.name == "ID":
        return type_of_id(str(value))
    return "value"


def _plain(of: GraphQLInputType) -> bool:
    """A list of values whose order and number do not steer."""
    inner = of.of_type if isinstance(of, GraphQLNonNull) else of
    return not isinstance(inner, GraphQLEnumType)


def shape_of_variables(schema: GraphQLSchema, operation: OperationDefinitionNode, coerced: Mapping[str, object]) -> Hashable:
    """The shape of all variables of an operation."""
    shapes = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        of = type_from_ast(schema, definition.type)
        if name in coerced and of is not None:
            shapes.append((name, shape(of, coerced[name])))  # type: ignore[arg-type]
    return tuple(shapes)


def shape_of_viewer(viewer: Viewer) -> Hashable:
    """What of a viewer steers: kind, role, language, and the levels of the scope with one division or several of each."""
    levels = [int(region_level(code)) for code in viewer.scope]
    return (viewer.kind, viewer.role, viewer.language, tuple(sorted({(level, levels.count(level) > 1) for level in levels})))
