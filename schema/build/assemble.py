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
    """Where a field is resolved."""

    @property
    def nodes(self) -> Sequence[FieldNode]:
        """The field in the document, as often as it stands there."""
        return self._raw_info.field_nodes

    @property
    def key(self) -> str:
        """Under which key of the response it stands."""
        return str(self.path.key)

    @property
    def place(self) -> tuple[str, ...]:
        """The keys of the response that lead to it, without the positions in lists."""
        return tuple(step for step in self.path.as_list() if isinstance(step, str))


class Roots:
    """Root fields of the query."""


def description(of: type) -> str:
    """A class's docstring, on one line."""
    return " ".join((getdoc(of) or "").split())


def schema_of(query: type, mutation: type | None, types: Iterable[type]) -> strawberry.Schema:
    """The contract of these root types, with the types that only an interface leads to.

    One-of inputs are checked by graphql-core, which tells the path; Strawberry alone would raise in the midst of coercion.
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
    """The schema as graphql-core knows it: what documents are validated against and planned over."""
    return schema._schema  # noqa: SLF001 # Strawberry has no other way to it


def _value_of(name: str) -> Callable[..., Any]:
    """How a field without a resolver finds its value."""

    def value(row: Any, info: GraphQLResolveInfo[Any], **arguments: object) -> Any:
        """Planned JSON has it under the key of the response, what a resolver has made is an object with that attribute."""
        return row[info.path.key] if isinstance(row, dict) else getattr(row, name)

    return value


def _config() -> StrawberryConfig:
    """Our scalars in the place of Strawberry's."""
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
