"""What the input of a command is declared with: a class of annotated fields, and the marks of their annotations.

Source: docs/design.md 8 (inputs); read by `grammar.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Final, Self, dataclass_transform

from typing_extensions import override

from domain.message.refusal import Refusal
from domain.value.code_list import called
from domain.value.values import Context


class Absent(Enum):
    """The type of `ABSENT`, the value of a field that was not sent: it changes nothing, where null empties what is stored."""

    ABSENT = "ABSENT"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True)
class Says:
    """The description of an input's field, as `English. 中文。`."""

    text: str


@dataclass(frozen=True)
class IdOf:
    """The value is the uuid of a row of this type, sent as its global id. Any other id is NOT_FOUND, like a row that is not seen."""

    type_name: str


class FilterTold(dict[str, Any]):
    """A filter of a list: what coercion made of it, under the names of the contract."""


@dataclass(frozen=True)
class FilterOf:
    """The value is a filter of lists of this type, as the contract takes it."""

    type_name: str


@dataclass(frozen=True)
class CodeOf:
    """A rule: the value is a code of this list of the reference data, and in force."""

    code_list: str

    def check(self, value: str, context: Context) -> str:
        """Return the code. Raises UNKNOWN_CODE."""
        if value not in context.codes[self.code_list]:
            raise Refusal("UNKNOWN_CODE", list=called(self.code_list))
        return value


@dataclass(frozen=True)
class Several:
    """A rule: a list has `least` to `most` entries."""

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
    """A rule: no entry of a list is given twice."""

    def check(self, value: Sequence[Any], context: Context) -> Sequence[Any]:
        """Return the list. Raises REPEATED at the first entry that equals one before it."""
        for place, entry in enumerate(value):
            if entry in value[:place]:
                raise Refusal("REPEATED", path=(place,))
        return value


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Input:
    """The base of inputs. Fields are `Annotated[type, rules ..., Says(...)]`; one of `type | None = None` may be left out.

    `type | None | Absent = ABSENT` keeps a field left out apart from a null. With `one_of=True` exactly one field is given.
    """

    one_of: ClassVar[bool] = False

    @override
    def __init_subclass__(cls, *, one_of: bool = False) -> None:
        """Make the class a frozen dataclass whose fields are given by name."""
        super().__init_subclass__()
        cls.one_of = one_of
        dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def of_values(cls, given: Mapping[str, Any]) -> Self:
        """Return an input of values by its fields, all taken at once: one by one, as they are set by name, takes five times as long.

        Raises TypeError for a field that it does not have, and for a missing one.
        """
        (names, defaults), made = _fields(cls), object.__new__(cls)  # type: ignore[arg-type] # a class can be hashed
        values = vars(made)
        values.update(defaults, **given)
        if values.keys() != names:
            raise TypeError(f"{cls.__name__}: {', '.join(sorted(values.keys() ^ names))}")
        return made

    def with_values(self, changed: Mapping[str, Any]) -> Self:
        """Return a copy with other values of some fields: as `dataclasses.replace`, which sets every field of an input anew."""
        copy = object.__new__(type(self))
        vars(copy).update(vars(self), **changed)
        return copy


@cache
def _fields(of: type[Input]) -> tuple[frozenset[str], Mapping[str, Any]]:
    """Return the names of the fields of an input, and the defaults of those that may be left out."""
    declared = fields(of)  # type: ignore[arg-type] # a dataclass, by `__init_subclass__`
    return frozenset(each.name for each in declared), {each.name: each.default for each in declared if each.default is not MISSING}
