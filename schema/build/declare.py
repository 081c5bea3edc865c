"""What the contract is written with: a type is a class, a field an annotated attribute with its description in both languages.

Source: docs/decisions/010-contract.md. A neighbour is named in quotes and looked up when the contract is assembled: subjects need not
import each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, ClassVar, Generic, NewType, TypeVar

from typing_extensions import override

ID = NewType("ID", str)
"""A global id, as text."""
Fen = NewType("Fen", int)
"""A sum of money in fen."""
RegionCode = NewType("RegionCode", str)
"""The code of a division."""

Neighbour = TypeVar("Neighbour")


class Connection(Generic[Neighbour]):
    """Pages of neighbours; only ever an annotation."""


@dataclass(frozen=True)
class Argument:
    """An argument of a field: the annotation of its type, its description."""

    of: Any
    description: str


@dataclass(frozen=True)
class Field:
    """A field: its description, its arguments."""

    description: str
    arguments: Mapping[str, Argument]


def field(description: str, **arguments: Argument) -> Any:
    """A field of the annotated type, described as `English. 中文。`."""
    return Field(description, arguments)


def argument(of: Any, description: str) -> Argument:
    """An argument of that type; `T | None` need not be given."""
    return Argument(of, description)


class Input:
    """An input that is not a command's: a filter."""


class Type:
    """An object type; its docstring is its description."""

    narrowed_by: ClassVar[type[Input] | None] = None
    ordered_by: ClassVar[type[StrEnum] | None] = None
    grouped: ClassVar[bool] = False

    @override
    def __init_subclass__(
        cls, *, narrowed_by: type[Input] | None = None, ordered_by: type[StrEnum] | None = None, grouped: bool = False
    ) -> None:
        """What its connections offer: a filter, an order, groups."""
        super().__init_subclass__()
        cls.narrowed_by, cls.ordered_by, cls.grouped = narrowed_by, ordered_by, grouped


class Interface(Type):
    """An interface: what several object types have."""


class Told(Type):
    """An object type that is no row: it is filled by the fields' names, not by the keys under which a document asks for them."""


class Roots(Type):
    """Root fields of the query."""


@dataclass(frozen=True)
class Enumeration:
    """A closed list of words: its members' names, each with its description."""

    name: str
    description: str
    values: Mapping[str, str]


def enumeration(of: type[Enum], description: str, *, name: str | None = None, **values: str) -> tuple[type[Enum], Enumeration]:
    """An enumeration of the domain with the words of the contract for it; `name` where the contract calls it otherwise."""
    return of, Enumeration(name or of.__name__, description, {member: values[member] for member in of.__members__})


def fields_of(cls: type) -> Iterator[tuple[str, Field]]:
    """The fields of a class, those of its bases first, by their Python names."""
    for base in reversed(cls.__mro__):
        for name, value in vars(base).items():
            if isinstance(value, Field):
                yield name, value
