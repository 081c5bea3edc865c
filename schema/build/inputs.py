"""The inputs of commands: as types of the contract, and read back from what coercion made of a request.

Source: docs/design.md 8 (inputs). What stands in an annotation is written once: `IdOf` is an ID, `CodeOf` a text, a `Sum` is Fen, a region
a RegionCode, an enumeration its names.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from domain.message.refusal import Path, Refusal
from domain.value.code_list import ASSISTANCE_TYPE
from domain.value.spelling import camel
from domain.value.values import RegionAt, Sum
from resolvers.commands.command import Absent, CodeOf, IdOf, Input, Says
from resolvers.document.ids import decode_id
from schema.build.assemble import description
from schema.build.scalars import Fen, RegionCode

CHINESE = re.compile("[\u4e00-\u9fff]")
Read = Callable[[Any, Path, list[Refusal]], Any]
"""A coerced value, its path and the refusals found so far; what the command is told."""


@dataclass(frozen=True)
class Value:
    """A value of an input: its annotation in Strawberry's terms, whether it may be null, and how it is read."""

    of: Any
    read: Read
    nullable: bool = False

    @property
    def hint(self) -> Any:
        """The annotation with null."""
        return self.of | None if self.nullable else self.of


@dataclass(frozen=True)
class Line:
    """A field of an input."""

    name: str
    value: Value
    says: str
    default: Any
    """UNSET where it is to be given, or where leaving it out is null or absent."""

    @property
    def spelled(self) -> str:
        """As the contract spells it."""
        return camel(self.name)


class Inputs:
    """Inputs as types of the contract."""

    def __init__(self) -> None:
        self._made: dict[type[Input], Any] = {}
        self._lines: dict[type[Input], tuple[Line, ...]] = {}

    def lines(self, cls: type[Input]) -> tuple[Line, ...]:
        """The fields of an input, in their order."""
        if cls not in self._lines:
            hints = get_type_hints(cls, include_extras=True)
            self._lines[cls] = tuple(self._line(each, hints[each.name]) for each in fields(cls))
        return self._lines[cls]

    def read(self, cls: type[Input], given: Mapping[str, Any], path: Path, refusals: list[Refusal]) -> Any:
        """The input that a command is told; what is wrong with it is put on the list, and the answer is then of no use."""
        told = {}
        for line in self.lines(cls):
            if line.spelled not in given:
                continue
            value, at = given[line.spelled], (*path, line.spelled)
            if value is not None:
                told[line.name] = line.value.read(value, at, refusals)
            elif line.value.nullable:
                told[line.name] = None
            else:
                refusals.append(Refusal("REQUIRED", path=at))
        return None if refusals else cls(**told)

    def _line(self, field: "dataclasses.Field[Any]", hint: Any) -> Line:
        (said,) = [mark.text for mark in _marks(hint) if isinstance(mark, Says)]
        says = next((in_list(said, each) for each in _code_lists(hint)), said)
        default = field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
        left_out = default is dataclasses.MISSING or default is None or isinstance(default, Absent)
        value = self.value(hint)
        if isinstance(default, Absent):
            value = dataclasses.replace(value, nullable=True)
        return Line(field.name, value, says, UNSET if left_out else _default(default))

    def value(self, hint: Any, marks: tuple[Any, ...] = ()) -> Value:
        """A value by its annotation and the marks around it, in any nesting."""
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            return self.value(arguments[0], (*marks, *arguments[1:]))
        if origin in (Union, UnionType):
            (meant,) = [each for each in arguments if each not in (NoneType, Absent)]
            return dataclasses.replace(self.value(meant, marks), nullable=NoneType in arguments)
        if origin in (list, tuple, Sequence):
            return _several(self.value(arguments[0], marks), tuple if origin is tuple else list)
        if isinstance(hint, type) and issubclass(hint, Input):
            return Value(self.type_of(hint), lambda value, path, refusals: self.read(hint, value, path, refusals))
        if isinstance(hint, type) and issubclass(hint, Enum):
            return Value(hint, _as_it_is)
        return _leaf(hint, marks)

    def type_of(self, cls: type[Input]) -> Any:
        """An input inside of another as a type of the contract."""
        if cls not in self._made:
            lines = [strawberry_line(each) for each in self.lines(cls)]
            self._made[cls] = made(cls.__name__, description(cls), lines, one_of=cls.one_of)
        return self._made[cls]


def fields(cls: type[Input]) -> "tuple[dataclasses.Field[Any], ...]":
    """The fields of an input: every one is a dataclass, which its own type does not say."""
    return dataclasses.fields(cls)  # type: ignore[arg-type]


def made(name: str, says: str, lines: Sequence[tuple[str, Any, StrawberryField]], *, one_of: bool = False) -> Any:
    """An input type of these lines (name, annotation, field); what coercion makes of it stays a mapping."""
    shell: Any = type(name, (), {"__annotations__": {key: hint for key, hint, _ in lines}, **{key: field for key, _, field in lines}})
    strawberry.input(shell, description=says, one_of=one_of)
    shell.__strawberry_definition__.from_input = _as_given
    return shell


def strawberry_line(line: Line) -> tuple[str, Any, StrawberryField]:
    """A field of an input as `made` wants it."""
    default = {"default_factory": line.default.copy} if isinstance(line.default, list) else {"default": line.default}
    return line.name, line.value.hint, StrawberryField(graphql_name=line.spelled, description=line.says, **default)


def _default(default: Any) -> Any:
    return list(default) if isinstance(default, (list, tuple)) else default


def _as_given(cls: type, value: Mapping[str, Any], context: object) -> Mapping[str, Any]:
    return value


def _marks(hint: Any) -> Iterator[Any]:
    """What stands beside a type in its annotation."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        yield from _marks(inner)
        yield from marks


def _code_lists(hint: Any) -> Iterator[str]:
    """The list of the reference data whose codes a value takes, in any nesting."""
    yield from (mark.code_list for mark in _marks(hint) if isinstance(mark, CodeOf))
    for inner in get_args(hint):
        if get_origin(inner) is not None:
            yield from _code_lists(inner)


def in_list(says: str, code_list: str) -> str:
    """A description, with the list in which the codes stand that are taken."""
    chinese = CHINESE.search(says)
    assert chinese is not None
    at = says.rindex(". ", 0, chinese.start()) + 2
    if code_list == ASSISTANCE_TYPE:
        return f"{says[:at]}Of assistanceTypes. {says[at:]}取自 assistanceTypes。"
    return f"{says[:at]}In the list {code_list}. {says[at:]}代码表：{code_list}。"


def _several(each: Value, container: type) -> Value:
    def read(value: Any, path: Path, refusals: list[Refusal]) -> Any:
        return container(None if entry is None else each.read(entry, (*path, place), refusals) for place, entry in enumerate(value))

    return Value(list[each.hint], read)  # type: ignore[name-defined]


def _leaf(of: Any, marks: tuple[Any, ...]) -> Value:
    for mark in marks:
        if isinstance(mark, IdOf) and of is UUID:
            return Value(strawberry.ID, _key_of(mark.type_name))
        if isinstance(mark, RegionAt) and of is str:
            return Value(RegionCode, _as_it_is)
        if isinstance(mark, Sum) and of is int:
            return Value(Fen, _as_it_is)
    assert of in (str, int, bool, date, datetime), f"{of} has no type in the contract"
    return Value(of, _as_it_is)


def _as_it_is(value: Any, path: Path, refusals: list[Refusal]) -> Any:
    return value


def _key_of(type_name: str) -> Read:
    return lambda value, path, refusals: key_of(type_name, str(value), path, refusals)


def key_of(type_name: str, text: str, path: Path, refusals: list[Refusal]) -> UUID | None:
    """The key that a global id of a type names; one of another type, or none at all, is NOT_FOUND like a row unseen."""
    decoded = decode_id(text)
    if decoded is None or decoded[0] != type_name:
        refusals.append(Refusal("NOT_FOUND", path=path))
        return None
    return decoded[1]
