"""The shape of a request: the part of its variables and of its viewer on which the statement depends; everything else is bound to it.

Source: docs/design.md 4.3. Two requests of one shape share a plan.
"""

from collections.abc import Hashable, Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_nullable_type,
)

from domain.sums import line_is_summed
from domain.viewer import Viewer, region_level
from resolvers.document.ids import type_of_id
from resolvers.document.parse import Operation

STEERING_SCALARS = frozenset({"Boolean", "Int"})
"""The scalars whose value is part of the shape."""


def shape(of: GraphQLInputType, value: object) -> Hashable:
    """The shape of a coerced value: presence, enum values, booleans, sizes, the level of a region, the type of an id."""
    if isinstance(of, GraphQLNonNull):
        return shape(of.of_type, value)
    if value is None:
        return None
    if isinstance(of, GraphQLList):
        assert isinstance(value, list)
        shapes = tuple(shape(of.of_type, item) for item in value)
        if isinstance(get_nullable_type(of.of_type), GraphQLEnumType):
            return ("list", *shapes)
        return ("list", len(value).bit_length(), *sorted(set(map(repr, shapes))))
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


def shape_of_variables(operation: Operation, coerced: Mapping[str, object]) -> Hashable:
    """The shape of the variables of an operation."""
    return tuple([(each.name, shape(each.type, coerced[each.name])) for each in operation.variables if each.name in coerced])


def shape_of_viewer(viewer: Viewer) -> Hashable:
    """The shape of a viewer: kind, role, language, for each level of their scope whether it has several divisions, which sums they read."""
    levels = [int(region_level(code)) for code in viewer.scope]
    scope = tuple(sorted({(level, levels.count(level) > 1) for level in levels}))
    return (viewer.kind, viewer.role, viewer.language, scope, line_is_summed(viewer))
