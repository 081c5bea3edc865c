"""Makes Strawberry's types from declarations: annotations become types, names become neighbours, docstrings become descriptions.

Source: docs/decisions/010-contract.md. Answers are planned JSON: a field finds its value under the key by which the document asks for it.
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum, StrEnum
from inspect import getdoc
from typing import Any, Union, get_args, get_origin, get_type_hints

import strawberry
from graphql import FieldNode, GraphQLInputObjectType, GraphQLResolveInfo, GraphQLScalarType, GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.scalar import ScalarDefinition
from strawberry.types.unset import UNSET
from typing_extensions import override

from domain.value.spelling import camel
from resolvers.document.limits import PAGE
from schema.build.declare import ID, Argument, Connection, Enumeration, Fen, Input, Interface, RegionCode, Roots, Told, Type, fields_of
from schema.build.relation import connection_arguments, connection_of
from schema.build.scalars import DATE, DATE_TIME, FEN, REGION_CODE

KIND = "__kind"
"""Under this key a planned row in the place of an interface tells its type: no document can ask for it by this name."""

SCALARS: dict[object, GraphQLScalarType] = {datetime: DATE_TIME, date: DATE, Fen: FEN, RegionCode: REGION_CODE}


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


class Planned(StrawberryField):
    """A value of planned JSON: it stands under the key of the response."""

    is_basic_field = False  # the key of the response stands in the info, which a basic field does not get

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """What the plan has put there."""
        return source[info.key]


class Named(StrawberryField):
    """A value that no plan has made: it stands under the field's name."""

    is_basic_field = False

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """What the resolver of the object has put there."""
        return source[self.python_name]


def description(of: type) -> str:
    """A declaration's docstring, on one line."""
    return " ".join((getdoc(of) or "").split())


def settings() -> StrawberryConfig:
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


class Assembly:
    """Types made so far, by their declarations. `declared` are the neighbours that annotations may name."""

    def __init__(self, declared: Iterable[type], words: Iterable[tuple[type[Enum], Enumeration]]) -> None:
        self.names: dict[str, type] = {each.__name__: each for each in declared}
        self.made: dict[Any, Any] = {ID: strawberry.ID, **{of: enumerated(each) for of, each in words}}
        self.connections: dict[type[Type], type[Type]] = {}
        self._waiting: list[type] = []

    def schema(
        self,
        roots: Iterable[type[Roots]],
        beside: Mapping[str, StrawberryField],
        types: Iterable[type[Type]],
        mutation: type | None,
    ) -> strawberry.Schema:
        """The contract: a query of these root fields and those `beside` that no plan answers, with the types that only an interface
        leads to."""
        query = _shell("Query", ())
        for each in roots:
            self._fill(query, each)
        for name, field in beside.items():
            setattr(query, name, field)
        strawberry.type(query, description="What can be read. 可查询的内容。")
        further = [self.type_of(each) for each in types]
        self.finish()
        made = strawberry.Schema(query=query, mutation=mutation, types=further, config=settings())
        mark_one_of(graphql_of(made))
        return made

    def type_of(self, hint: Any) -> Any:
        """An annotation with Strawberry's types in the place of the declared ones."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Connection:
            (of,) = arguments
            if of not in self.connections:
                self.connections[of] = connection_of(of)
            return self.type_of(self.connections[of])
        if origin in (Union, types.UnionType):
            (inner,) = [each for each in arguments if each is not types.NoneType]
            return self.type_of(inner) | None
        if origin is list:
            (item,) = arguments
            return list[self.type_of(item)]  # type: ignore[misc]
        if hint not in self.made and isinstance(hint, type) and issubclass(hint, (Type, Input)):
            self._begin(hint)
        return self.made.get(hint, hint)

    def finish(self) -> None:
        """Fill what annotations have only named so far: neighbours may name each other."""
        while self._waiting:
            self._complete(self._waiting.pop())

    def _begin(self, cls: type) -> None:
        interfaces = tuple(self.type_of(base) for base in cls.__mro__[1:] if Interface in base.__bases__)
        made = self.made[cls] = _shell(cls.__name__, interfaces)
        if Interface in cls.__bases__:
            made.resolve_type = staticmethod(type_of_row)  # type: ignore[attr-defined]
            self._complete(cls)  # before the types that have it
        else:
            self._waiting.append(cls)

    def _complete(self, cls: type) -> None:
        made = self.made[cls]
        self._fill(made, cls)
        if issubclass(cls, Input):
            strawberry.input(made, description=description(cls))
        elif Interface in cls.__bases__:
            strawberry.interface(made, description=description(cls))
        else:
            made.is_type_of = staticmethod(is_planned)
            strawberry.type(made, description=description(cls))

    def _fill(self, made: type, cls: type) -> None:
        """Give a class the fields that a declaration writes down; an interface's come with it."""
        hints = get_type_hints(cls, localns=dict(self.names))
        for name, field in fields_of(cls):
            hint, arguments = hints[name], dict(field.arguments)
            arguments |= next((connection_arguments(of) for of in _connected(hint)), {})
            of: type[StrawberryField] = StrawberryField if issubclass(cls, Input) else Named if issubclass(cls, Told) else Planned
            default = {"default": UNSET} if issubclass(cls, Input) else {}
            line = of(graphql_name=camel(name), description=field.description, **default)
            line.arguments = [self._argument(key, each) for key, each in arguments.items()]
            made.__annotations__[name] = self.type_of(hint)
            setattr(made, name, line)

    def _argument(self, name: str, argument: Argument) -> StrawberryArgument:
        of = StrawberryAnnotation(self.type_of(argument.of))
        return StrawberryArgument(name, camel(name), of, description=argument.description, default=PAGE if name == "first" else UNSET)


def graphql_of(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core knows it: what documents are validated against and planned over."""
    return schema._schema  # noqa: SLF001 # Strawberry has no other way to it


def mark_one_of(schema: GraphQLSchema) -> None:
    """Let graphql-core check one-of inputs, which tells the path; Strawberry alone would raise in the midst of coercion."""
    for each in schema.type_map.values():
        definition = each.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if isinstance(each, GraphQLInputObjectType) and getattr(definition, "is_one_of", False):
            each.is_one_of = True


def enumerated(words: Enumeration) -> Any:
    """An enumeration whose values are its names: so they stand in planned JSON, whatever the database keeps."""
    names: type[Enum] = StrEnum(words.name, [(name, name) for name in words.values])  # type: ignore[misc]
    made: Any = strawberry.enum(names, description=words.description)
    for value in made.__strawberry_definition__.values:
        value.description = words.values[value.name]
    return made


def type_of_row(value: Mapping[str, Any], info: GraphQLResolveInfo[Any], _: object) -> str:
    """The type of a planned row in the place of an interface."""
    return str(value[KIND])


def is_planned(value: object, info: GraphQLResolveInfo[Any]) -> bool:
    """Rows are plain JSON; which type they are has been decided where they were planned."""
    return True


def _shell(name: str, bases: tuple[type, ...]) -> type:
    return type(name, bases, {"__annotations__": {}})


def _connected(hint: Any) -> Iterator[type[Type]]:
    """Of what an annotation is a connection, if it is one."""
    for each in (hint, *get_args(hint)):
        if get_origin(each) is Connection:
            yield get_args(each)[0]
