"""Makes graphql-core's types from declarations: annotations become types, names become neighbours, docstrings become descriptions.

Source: docs/decisions/006-contract.md. Answers are planned JSON: a field finds its value under the key by which the document asks for it.
"""

import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from inspect import getdoc
from typing import Any, Union, get_args, get_origin, get_type_hints

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLString,
    Undefined,
)

from schema.declare import ID, Argument, Connection, Enumeration, Fen, Input, Interface, RegionCode, Told, Type, camel, fields_of
from schema.relation import connection_arguments, connection_of
from schema.scalars import DATE, DATE_TIME, FEN, REGION_CODE

PAGE = 20
"""The size of a page when nothing is said."""

LEAVES: dict[Any, GraphQLNamedType] = {
    str: GraphQLString,
    int: GraphQLInt,
    bool: GraphQLBoolean,
    ID: GraphQLID,
    datetime: DATE_TIME,
    date: DATE,
    Fen: FEN,
    RegionCode: REGION_CODE,
}


def planned(source: Mapping[str, Any], info: GraphQLResolveInfo, **_: object) -> Any:
    """A value of planned JSON: it stands under the key of the response."""
    return source[str(info.path.key)]


def told(source: Mapping[str, Any], info: GraphQLResolveInfo, **_: object) -> Any:
    """A value that no plan has made: it stands under the field's name."""
    return source[info.field_name]


def type_of_row(value: Mapping[str, Any], info: GraphQLResolveInfo, _: object) -> str:
    """The type of a planned row in the place of an interface: the executor has asked for it."""
    return str(value["__typename"])


def description(of: type) -> str:
    """A declaration's docstring, on one line."""
    return " ".join((getdoc(of) or "").split())


class Assembly:
    """Types made so far, by their declarations. `names` are the neighbours that annotations may name."""

    def __init__(self, declared: Iterable[type], enumerations: Iterable[tuple[type[Enum], Enumeration]]) -> None:
        self.names: dict[str, type] = {each.__name__: each for each in declared}
        self.made: dict[Any, Any] = {**LEAVES, **{of: _enum(words) for of, words in enumerations}}
        self.connections: dict[type[Type], type[Type]] = {}

    # --- annotations ------------------------------------------------------------------------------------------------

    def of(self, hint: Any, named: Callable[[Any], Any]) -> Any:
        """The type of an annotation: non-null unless it says `| None`; `named` makes what is neither null nor list."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            (inner,) = [each for each in arguments if each is not types.NoneType]
            return self._nullable(inner, named)
        return GraphQLNonNull(self._nullable(hint, named))

    def _nullable(self, hint: Any, named: Callable[[Any], Any]) -> Any:
        if get_origin(hint) is list:
            (item,) = get_args(hint)
            return GraphQLList(self.of(item, named))
        return named(hint)

    def hints(self, cls: type) -> dict[str, Any]:
        """The annotations of a class; a quoted name is a neighbour."""
        return get_type_hints(cls, localns=dict(self.names))

    # --- outputs ----------------------------------------------------------------------------------------------------

    def output(self, hint: Any) -> Any:
        """The output type that an annotation names."""
        if get_origin(hint) is Connection:
            (of,) = get_args(hint)
            hint = self.connections.setdefault(of, self.connections.get(of) or connection_of(of))
        if hint not in self.made:
            self.made[hint] = self._interface(hint) if Interface in hint.__bases__ else self._object(hint)
        return self.made[hint]

    def _object(self, cls: type[Type]) -> GraphQLObjectType:
        interfaces = [base for base in cls.__mro__ if Interface in base.__bases__]
        return GraphQLObjectType(
            cls.__name__,
            lambda: self.fields(cls),
            interfaces=lambda: [self.output(each) for each in interfaces],
            description=description(cls),
        )

    def _interface(self, cls: type[Type]) -> GraphQLInterfaceType:
        return GraphQLInterfaceType(cls.__name__, lambda: self.fields(cls), resolve_type=type_of_row, description=description(cls))

    def fields(self, cls: type) -> dict[str, GraphQLField]:
        """The fields of a declared type, its bases' first."""
        hints, resolve = self.hints(cls), told if issubclass(cls, Told) else planned
        found = {}
        for name, field in fields_of(cls):
            hint, arguments = hints[name], dict(field.arguments)
            if get_origin(hint) is Connection:
                arguments |= connection_arguments(get_args(hint)[0])
            made = {camel(key): self.argument(key, each) for key, each in arguments.items()}
            found[camel(name)] = GraphQLField(self.of(hint, self.output), made, resolve, description=field.description)
        return found

    # --- inputs -----------------------------------------------------------------------------------------------------

    def argument(self, name: str, argument: Argument) -> GraphQLArgument:
        """An argument of a field."""
        default = PAGE if name == "first" else Undefined
        return GraphQLArgument(self.of(argument.of, self.input), default_value=default, description=argument.description)

    def input(self, hint: Any) -> Any:
        """The input type that an annotation names."""
        if hint not in self.made:
            assert issubclass(hint, Input), hint
            self.made[hint] = GraphQLInputObjectType(hint.__name__, lambda: self.input_fields(hint), description=description(hint))
        return self.made[hint]

    def input_fields(self, cls: type[Input]) -> dict[str, GraphQLInputField]:
        """The fields of a declared input."""
        hints = self.hints(cls)
        return {
            camel(name): GraphQLInputField(self.of(hints[name], self.input), description=field.description)
            for name, field in fields_of(cls)
        }


def _enum(words: Enumeration) -> GraphQLEnumType:
    values = {name: GraphQLEnumValue(name, description=told) for name, told in words.values.items()}
    return GraphQLEnumType(words.name, values, description=words.description)
