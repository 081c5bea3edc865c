"""Enumerations of the domain, with their names and descriptions in the contract.

Source: docs/decisions/020-contract-as-strawberry.md; the labels stand in domain/labels.
"""

import strawberry
from strawberry.types.enum import has_enum_definition

from domain.text.label import Labels


def describe(labels: Labels) -> None:
    """Register an enumeration with Strawberry. Its names are its values too: planned JSON holds names, whatever the database keeps."""
    made = labels.of if has_enum_definition(labels.of) else strawberry.enum(labels.of)
    assert has_enum_definition(made)
    definition = made.__strawberry_definition__
    definition.name, definition.description = labels.name, labels.description
    for each in definition.values:
        each.value, each.description = each.name, labels.descriptions[each.name]
