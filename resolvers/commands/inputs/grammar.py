"""The grammar of inputs: the annotations of an input class, read once as data. The contract, the checks and the desk for files read it.

Source: docs/design.md 8 (inputs); docs/decisions/021-one-grammar.md.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from domain.message.refusal import Refusal
from domain.value.code_list import called
from domain.value.spelling import camel
from domain.value.values import Context, Rule
from resolvers.commands.inputs.input import Absent, CodeOf, Says


@dataclass(frozen=True)
class Several:
    """How many entries a list has. Every other rule beside a list holds for each of its entries."""

    least: int
    most: int

    def check(self, value: Sequence[Any], context: Context) -> Sequence[Any]:
        """Return the list. Raises TOO_FEW, TOO_MANY."""
        if len(value) < self.least:
            raise Refusal("TOO_FEW", least=self.least)
        if len(value) > self.most:
            raise Refusal("TOO_MANY", most=self.most)
        return value


@dataclass(frozen=True)
class Distinct:
    """No entry of a list is given twice."""

    def check(self, value: Sequence[Any], context: Context) -> Sequence[Any]:
        """Return the list. Raises REPEATED at the first entry that stands before."""
        for place, entry in enumerate(value):
            if entry in value[:place]:
                raise Refusal("REPEATED", path=(place,))
        return value


@dataclass(frozen=True)
class InList:
    """A code of a list of the reference data that is in force."""

    code_list: str

    def check(self, value: str, context: Context) -> str:
        """Return the code. Raises UNKNOWN_CODE."""
        if value not in context.codes[self.code_list]:
            raise Refusal("UNKNOWN_CODE", list=called(self.code_list))
        return value


@dataclass(frozen=True)
class Shape:
    """A value of an input: its bare type, the marks beside it, the rules among them, whether it may be null or left out.

    Of a list, `of` is `list` or `tuple`, `entry` the shape of each entry, and the rules are those of the list as a whole.
    """

    of: type[Any]
    marks: tuple[Any, ...]
    rules: tuple[Rule, ...]
    nullable: bool = False
    absent: bool = False
    entry: "Shape | None" = None

    @property
    def code_list(self) -> str | None:
        """The list of the reference data whose codes it takes; None where it takes no codes."""
        if self.entry is not None:
            return self.entry.code_list
        return next((mark.code_list for mark in self.marks if isinstance(mark, CodeOf)), None)


@dataclass(frozen=True)
class InputField:
    """A field of an input: its name in Python, its shape, its description, its default (MISSING where it has to be given)."""

    name: str
    shape: Shape
    says: str
    default: Any

    @property
    def spelled(self) -> str:
        """Its name in the contract."""
        return camel(self.name)


def fields_of(cls: type[Any]) -> tuple[InputField, ...]:
    """Return the fields of an input class, in their order."""
    return _fields(cls)  # type: ignore[arg-type] # a class can be hashed, which mypy does not see


@cache
def _fields(cls: type[Any]) -> tuple[InputField, ...]:
    return tuple(_read(cls))


def _read(cls: type[Any]) -> Iterator[InputField]:
    hints = get_type_hints(cls, include_extras=True)
    for each in dataclasses.fields(cls):
        hint = hints[each.name]
        (says,) = [mark.text for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Says)] or [""]
        default = each.default if each.default_factory is MISSING else each.default_factory()
        yield InputField(each.name, shape_of(hint), says, default)


def shape_of(hint: Any, marks: tuple[Any, ...] = ()) -> Shape:
    """The shape of an annotation under the marks around it: `Annotated[list[Annotated[str, CodeOf(...)]] | None, Several(...)]`, nested
    in any way."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return shape_of(arguments[0], (*marks, *arguments[1:]))
    if origin in (Union, UnionType):
        (meant,) = [each for each in arguments if each not in (NoneType, Absent)]
        return dataclasses.replace(shape_of(meant, marks), nullable=NoneType in arguments, absent=Absent in arguments)
    if origin in (list, tuple, Sequence):
        of_list = tuple(mark for mark in marks if isinstance(mark, (Several, Distinct)))
        entry = shape_of(arguments[0], tuple(mark for mark in marks if mark not in of_list))
        return Shape(tuple if origin is tuple else list, of_list, of_list, entry=entry)
    rules = (InList(mark.code_list) if isinstance(mark, CodeOf) else mark for mark in marks)
    return Shape(hint, marks, tuple(rule for rule in rules if isinstance(rule, Rule)))
