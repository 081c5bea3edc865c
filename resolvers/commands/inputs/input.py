"""What an input of a command is written with: a class of annotated fields.

Source: docs/design.md 8 (inputs); read by `grammar.py`.
"""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Final, dataclass_transform

from typing_extensions import override


class Absent(Enum):
    """The one value of an input that was not given at all: it leaves what stands, where null empties it."""

    ABSENT = "ABSENT"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True)
class Says:
    """The description of an input's field, as `English. 中文。`."""

    text: str


@dataclass(frozen=True)
class IdOf:
    """A global id of a row of this type, held as its uuid. One of another type, or none at all, is NOT_FOUND like a row unseen."""

    type_name: str


@dataclass(frozen=True)
class CodeOf:
    """A code of a list of the reference data that is in force."""

    code_list: str


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Input:
    """What a command is told. Fields are `Annotated[type, rules ..., Says(...)]`; `type | None = None` need not be given.

    `type | None | Absent = ABSENT` tells a value left out from a null. With `one_of=True` exactly one field is given.
    """

    one_of: ClassVar[bool] = False

    @override
    def __init_subclass__(cls, *, one_of: bool = False) -> None:
        """Every input is a frozen dataclass with named fields."""
        super().__init_subclass__()
        cls.one_of = one_of
        dataclass(frozen=True, kw_only=True)(cls)
