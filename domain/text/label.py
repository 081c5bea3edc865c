"""Enumerations whose members carry what they are called, once for contract, messages, spreadsheets and lists.

Source: docs/decisions/021-one-grammar.md.
"""

from collections.abc import Iterator
from enum import IntEnum, StrEnum
from typing import Self

import domain
from domain.packages import classes_of, modules_of


class Described:
    """What every member has: a description, and a short name in Chinese and in English, empty where
    no column, list or sheet shows the member.

    Descriptions, and the docstring of the enumeration, are written as `English. 中文。`: the contract shows them.
    """

    description: str
    zh: str
    en: str


class Labelled(Described, StrEnum):
    """An enumeration of texts, which the database and the contract hold."""

    _value_: str

    def __new__(cls, value: str, description: str = "", zh: str = "", en: str = "") -> Self:
        """Make the member that is written `NAME = "VALUE", "description"`, or with its short names after that."""
        member = str.__new__(cls, value)
        member._value_, member.description, member.zh, member.en = value, description, zh, en
        return member


class Graded(Described, IntEnum):
    """An enumeration of numbers, by which its members compare."""

    _value_: int

    def __new__(cls, value: int, description: str = "") -> Self:
        """Make the member that is written `NAME = 1, "description"`."""
        member = int.__new__(cls, value)
        member._value_, member.description, member.zh, member.en = value, description, "", ""
        return member


def labelled() -> Iterator[type[Labelled] | type[Graded]]:
    """Return every enumeration of the domain whose members are described."""
    for module in modules_of(domain):
        yield from classes_of(module, Labelled)
        yield from classes_of(module, Graded)
