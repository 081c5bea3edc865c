"""The inputs of commands: as types of the contract, and read back from what coercion made of a request.

Source: docs/design.md 8 (inputs). What stands in an annotation is written once: `IdOf` is an ID, `CodeOf` a text, a `Sum` is Fen, a region
a RegionCode, an enumeration its names.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from domain.message.refusal import Path, Refusal
from domain.value.code_list import ASSISTANCE_TYPE
from domain.value.values import RegionAt, Sum
from resolvers.commands.inputs.grammar import InputField, Shape, fields_of
from resolvers.commands.inputs.input import ABSENT, FilterOf, IdOf, Input
from resolvers.document.ids import decode_id
from schema.build.assemble import description
from schema.build.scalars import Fen, RegionCode
from schema.subjects.node import Paged

CHINESE = re.compile("[\u4e00-\u9fff]")
AS_SCALAR: Mapping[type, tuple[type, Any]] = {IdOf: (UUID, strawberry.ID), RegionAt: (str, RegionCode), Sum: (int, Fen)}
"""The marks that make a scalar of the contract of a type: mark -> the type it stands beside, the scalar."""
PLAIN = (str, int, bool, date, datetime)
"""What the contract takes as it is."""


class Inputs:
    """Inputs as types of the contract."""

    def __init__(self, nodes: Mapping[str, type[Paged]] = MappingProxyType({})) -> None:
        """`nodes`: the types that have lists, by their names."""
        self._made: dict[type[Input], Any] = {}
        self._nodes = nodes

    def lines(self, cls: type[Input]) -> "list[tuple[str, Any, StrawberryField]]":
        """Return the fields of an input as `made` wants them, in their order."""
        return [self._line(each) for each in fields_of(cls)]

    def _line(self, field: InputField) -> "tuple[str, Any, StrawberryField]":
        says = in_list(field.says, field.shape.code_list) if field.shape.code_list else field.says
        left_out = field.default is MISSING or field.default is None or field.default is ABSENT
        several = isinstance(field.default, (list, tuple))
        default = {"default_factory": lambda: list(field.default)} if several else {"default": UNSET if left_out else field.default}
        return field.name, self._hint(field.shape), StrawberryField(graphql_name=field.spelled, description=says, **default)

    def _hint(self, shape: Shape) -> Any:
        """Return a value's type in Strawberry's terms."""
        of = self._of(shape)
        return of | None if shape.nullable or shape.absent else of

    def _of(self, shape: Shape) -> Any:
        if shape.entry is not None:
            return list[self._hint(shape.entry)]  # type: ignore[misc]
        if issubclass(shape.of, Input):
            return self.type_of(shape.of)
        for mark in shape.marks:
            if isinstance(mark, FilterOf):
                return self._nodes[mark.type_name].narrowed_by
            if (named := AS_SCALAR.get(type(mark))) and shape.of is named[0]:
                return named[1]
        assert shape.of in PLAIN or issubclass(shape.of, Enum), f"{shape.of} has no type in the contract"
        return shape.of

    def type_of(self, cls: type[Input]) -> Any:
        """Return an input inside of another as a type of the contract."""
        if cls not in self._made:
            self._made[cls] = made(cls.__name__, description(cls), self.lines(cls), one_of=cls.one_of)
        return self._made[cls]


def input_of(cls: type[Input], given: Mapping[str, Any], refusals: list[Refusal], path: Path = ()) -> Any:
    """Return the input that a command is told by coerced values; what is wrong is put on the list, and the answer is then of no use."""
    found = {}
    for field in fields_of(cls):
        if field.spelled not in given:
            continue
        value, at = given[field.spelled], (*path, field.spelled)
        if value is None and not (field.shape.nullable or field.shape.absent):
            refusals.append(Refusal("REQUIRED", path=at))
        else:
            found[field.name] = _value(field.shape, value, refusals, at)
    return None if refusals else cls.of_values(found)


def _value(shape: Shape, value: Any, refusals: list[Refusal], path: Path) -> Any:
    if value is None:
        return None
    if shape.entry is not None:
        entry = shape.entry
        return shape.of(_value(entry, each, refusals, (*path, place)) for place, each in enumerate(value))
    if issubclass(shape.of, Input):
        return input_of(shape.of, value, refusals, path)
    named = next((mark.type_name for mark in shape.marks if isinstance(mark, IdOf)), None)
    return value if named is None else key_of(named, str(value), path, refusals)


def made(name: str, says: str, lines: Sequence[tuple[str, Any, StrawberryField]], *, one_of: bool = False) -> Any:
    """Return an input type with these fields (name, annotation, field). Coercion gives its values as a mapping."""
    shell: Any = type(name, (), {"__annotations__": {key: hint for key, hint, _ in lines}, **{key: field for key, _, field in lines}})
    strawberry.input(shell, description=says, one_of=one_of)
    shell.__strawberry_definition__.from_input = _as_given
    return shell


def _as_given(cls: type, value: Mapping[str, Any], context: object) -> Mapping[str, Any]:
    return value


def in_list(says: str, code_list: str) -> str:
    """Return a description, with the name of the list whose codes are valid."""
    chinese = CHINESE.search(says)
    assert chinese is not None
    at = says.rindex(". ", 0, chinese.start()) + 2
    if code_list == ASSISTANCE_TYPE:
        return f"{says[:at]}Of assistanceTypes. {says[at:]}取自 assistanceTypes。"
    return f"{says[:at]}In the list {code_list}. {says[at:]}代码表：{code_list}。"


def key_of(type_name: str, text: str, path: Path, refusals: list[Refusal]) -> UUID | None:
    """Return the key in a global id of this type. For any other text add NOT_FOUND to `refusals`, as for a row that is not seen."""
    decoded = decode_id(text)
    if decoded is None or decoded[0] != type_name:
        refusals.append(Refusal("NOT_FOUND", path=path))
        return None
    return decoded[1]
