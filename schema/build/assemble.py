"""Makes the contract of Strawberry's types. Most answers are planned JSON: a field finds its value under the key of the response.

Source: docs/decisions/020-contract-as-strawberry.md.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from inspect import getdoc
from typing import Any

import strawberry
from graphql import FieldNode, GraphQLInputObjectType, GraphQLObjectType, GraphQLResolveInfo, GraphQLScalarType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField
from strawberry.types.scalar import ScalarDefinition

from schema.build.scalars import DATE, DATE_TIME, FEN, REGION_CODE, Fen, RegionCode

SCALARS: dict[object, GraphQLScalarType] = {datetime: DATE_TIME, date: DATE, Fen: FEN, RegionCode: REGION_CODE}
DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF
"""Under this key graphql-core's types and fields name those of Strawberry that they are made of."""


class Info(strawberry.Info[Any, Any]):
    """Where a field stands, in the document and in the response."""

    @property
    def nodes(self) -> Sequence[FieldNode]:
        """The field's nodes in the document, one for each time it is selected."""
        return self._raw_info.field_nodes

    @property
    def key(self) -> str:
        """The key of the response: the alias, else the name."""
        return str(self.path.key)

    @property
    def place(self) -> tuple[str, ...]:
        """The keys of the response down to the field, without positions in lists."""
        return tuple(step for step in self.path.as_list() if isinstance(step, str))


class Roots:
    """Marks a class as root fields of the query."""


def description(of: type) -> str:
    """A class's docstring, on one line."""
    return " ".join((getdoc(of) or "").split())


def schema_of(query: type, mutation: type | None, types: Iterable[type]) -> strawberry.Schema:
    """Return the contract of these root types; `types`: those that only an interface leads to.

    One-of inputs are checked by graphql-core, which tells the path; Strawberry would raise during coercion without one.
    """
    made = strawberry.Schema(query=query, mutation=mutation, types=types, config=_config())
    for each in graphql_of(made).type_map.values():
        definition = each.extensions.get(DEFINITION)
        if isinstance(each, GraphQLInputObjectType) and definition and definition.is_one_of:
            each.is_one_of = True
            each.out_type = GraphQLInputObjectType.out_type  # type: ignore[method-assign]
        if isinstance(each, GraphQLObjectType) and definition:
            if definition.concrete_of:
                each.description = (each.description or "").format(each.name.removesuffix(definition.concrete_of.name))
            for field in each.fields.values():
                own = field.extensions[DEFINITION]
                if own.base_resolver is None and type(own).get_result is StrawberryField.get_result:
                    field.resolve = _value_of(own.python_name)
    return made


def graphql_of(schema: strawberry.Schema) -> GraphQLSchema:
    """Return graphql-core's schema, against which documents are validated and planned."""
    return schema._schema  # noqa: SLF001 # Strawberry has no other way to it


def _value_of(name: str) -> Callable[..., Any]:
    """Return the resolver of a field that declares none; `name`: its name in Python."""

    def value(row: Any, info: GraphQLResolveInfo[Any], **arguments: object) -> Any:
        """Return what planned JSON holds under the key of the response, or the attribute of an object that a resolver has returned."""
        return row[info.path.key] if isinstance(row, dict) else getattr(row, name)

    return value


def _config() -> StrawberryConfig:
    """Return Strawberry's configuration with our scalars in the place of its own."""
    known = {
        of: ScalarDefinition(
            name=scalar.name,
            description=scalar.description,
            specified_by_url=scalar.specified_by_url,
            serialize=None,
            parse_value=None,
            parse_literal=None,
            implementation=scalar,
            origin=scalar,
        )
        for of, scalar in SCALARS.items()
    }
    return StrawberryConfig(scalar_map=known, info_class=Info)
