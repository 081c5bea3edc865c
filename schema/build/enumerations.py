"""Enumerations of the domain, with their names and descriptions in the contract.

Source: docs/decisions/020-contract-as-strawberry.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import strawberry
from strawberry.types.enum import has_enum_definition


@dataclass(frozen=True)
class Enumeration:
    """The name of an enumeration in the contract, its description, and the description of each of its members."""

    name: str
    description: str
    values: Mapping[str, str]


def enumeration(of: type[Enum], description: str, *, name: str | None = None, **values: str) -> tuple[type[Enum], Enumeration]:
    """Return an enumeration with its words; `name` where the contract calls it otherwise. Raises KeyError for a member without a word."""
    return of, Enumeration(name or of.__name__, description, {member: values[member] for member in of.__members__})


def describe(of: type[Enum], words: Enumeration) -> None:
    """Register an enumeration with Strawberry. Its names are its values too: planned JSON holds names, whatever the database keeps."""
    made = of if has_enum_definition(of) else strawberry.enum(of)
    assert has_enum_definition(made)
    definition = made.__strawberry_definition__
    definition.name, definition.description = words.name, words.description
    for each in definition.values:
        each.value, each.description = each.name, words.values[each.name]
