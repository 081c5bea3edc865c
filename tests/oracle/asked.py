"""A query as data: what the oracle answers, and what is printed as the document that the platform answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FILTERS_BY_OTHERS = {"awaitsCallback", "colour", "contactPersonLeft", "unread", "withoutItem", "working"}
"""Filters that look at other rows than those of the list."""
TOLD_BY_OTHERS = {
    "FamilyHandOver": {"headName", "phone", "address", "requestText"},
    "Correction": {"proposed", "replaced", "note", "removes"},
    "Event": {"text"},
    "Visit": {"calledBackAt"},
}
"""Type -> fields that are told by other rows than its own, which row security holds as it does neighbours."""


class Word(str):
    """A value of an enumeration, which is written without quotes."""


@dataclass(frozen=True)
class Asked:
    """A field that is asked for: under which key, with which arguments, and what of it."""

    name: str
    selection: tuple["Asked | Within", ...] = ()
    alias: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key in the answer."""
        return self.alias or self.name


@dataclass(frozen=True)
class Within:
    """What is asked of a row where it is of one type."""

    type: str
    selection: tuple[Asked, ...]


def document(roots: tuple[Asked, ...]) -> str:
    """The text of a query."""
    return _selection(roots)


def _selection(selection: tuple[Asked | Within, ...]) -> str:
    return "{ " + " ".join(_printed(each) for each in selection) + " }"


def _printed(asked: Asked | Within) -> str:
    if isinstance(asked, Within):
        return f"... on {asked.type} {_selection(asked.selection)}"
    given = ", ".join(f"{name}: {_value(value)}" for name, value in asked.arguments.items())
    alias = f"{asked.alias}: " if asked.alias else ""
    return f"{alias}{asked.name}{f'({given})' if given else ''}{' ' + _selection(asked.selection) if asked.selection else ''}"


def _value(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Word():
            return str(value)
        case str():
            return f'"{value}"'
        case list():
            return "[" + ", ".join(map(_value, value)) + "]"
        case dict():
            return "{ " + ", ".join(f"{name}: {_value(each)}" for name, each in value.items()) + " }"
    return str(value)


@dataclass(frozen=True)
class Cursor:
    """Where a row stands: an opaque text, of which only the platform knows how it is written."""
