"""What an enumeration and its members are called, once for everybody who shows them: contract, messages, spreadsheets, lists.

Source: docs/decisions/021-one-grammar.md. The tables stand in `domain/labels`, a file per subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from domain.message.text import Text


@dataclass(frozen=True)
class Labels:
    """The labels of one enumeration.

    `name`: what the contract calls it. `description`, and `descriptions` by a member's name, are written as `English. 中文。`.
    `names`: value -> the short name that columns and lists show, in the order in which they offer it; they offer no member without one.
    """

    of: type[Enum]
    name: str
    description: str
    descriptions: Mapping[str, str]
    names: Mapping[str, Text]


def labels(of: type[Enum], description: str, *, name: str | None = None, **members: str | tuple[str, str, str]) -> Labels:
    """Return the labels of an enumeration. A member's are its description, or its description with its name in Chinese and in English.

    Raises KeyError for a member without a description.
    """
    told = {each: (given, None) if isinstance(given, str) else (given[0], Text(*given[1:])) for each, given in members.items()}
    names = {str(of[each].value): text for each, (_, text) in told.items() if text is not None}
    return Labels(of, name or of.__name__, description, {each: told[each][0] for each in of.__members__}, names)
