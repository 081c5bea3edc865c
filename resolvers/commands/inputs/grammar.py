"""The grammar of inputs: reads the annotations of an input class as data, for the contract, the checks and the import of files.

Source: docs/design.md 8 (inputs); docs/decisions/021-one-grammar.md.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import MISSING, dataclass
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from domain.value.spelling import camel
from domain.value.values import Rule
from resolvers.commands.inputs.input import Absent, CodeOf, Distinct, Says, Several


@dataclass(frozen=True)
class Shape:
    """What one annotation says: the bare type, the marks beside it, the rules among these, whether null or nothing may be given.

    Of a list, `of` is `list` or `tuple`, `entry` is the shape of each entry, and `rules` hold for the list as a whole.
    """

    of: type[Any]
    marks: tuple[Any, ...]
    rules: tuple[Rule, ...]
    nullable: bool = False
    absent: bool = False
    entry: "Shape | None" = None

    @property
    def code_list(self) -> str | None:
        """The list of the reference data whose codes the value, or each entry, is one of; None for other values."""
        if self.entry is not None:
            return self.entry.code_list
        return next((mark.code_list for mark in self.marks if isinstance(mark, CodeOf)), None)


@dataclass(frozen=True)
class InputField:
    """A field of an input: its name in Python, shape, description and default (MISSING where a value must be given)."""

    name: str
    shape: Shape
    says: str
    default: Any

    @cached_property
    def spelled(self) -> str:
        """The name in the contract."""
        return camel(self.name)


def fields_of(cls: type[Any]) -> tuple[InputField, ...]:
    """Return the fields of an input class, in their order."""
    return _fields(cls)  # type: ignore[arg-type] # a class can be hashed, which mypy does not see


@cache
def _fields(cls: type[Any]) -> tuple[InputField, ...]:
    hints, found = get_type_hints(cls, include_extras=True), []
    for each in dataclasses.fields(cls):
        hint = hints[each.name]
        (says,) = [mark.text for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Says)] or [""]
        default = each.default if each.default_factory is MISSING else each.default_factory()
        found.append(InputField(each.name, shape_of(hint), says, default))
    return tuple(found)


def shape_of(hint: Any, marks: tuple[Any, ...] = ()) -> Shape:
    """Return the shape of an annotation, such as `Annotated[list[str] | None, CodeOf(...), Several(1, 5)]`, nested in any way.

    `marks`: those of the annotations around it. Beside a list, `Several` and `Distinct` are of the list, other marks of each entry.
    """
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
    return Shape(hint, marks, tuple(mark for mark in marks if isinstance(mark, Rule)))
