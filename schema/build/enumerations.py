"""Enumerations with their names and descriptions in the contract.

Source: docs/decisions/020-contract-as-strawberry.md; those of the domain carry their descriptions (domain/text/label.py).
"""

from collections.abc import Mapping
from enum import Enum

import strawberry
from strawberry.types.enum import has_enum_definition

from domain.item_warning import WarningCode
from domain.outcome import Result
from domain.referral import State
from domain.rules.group import Group
from domain.text.label import labelled
from domain.time.limit import Unit

NAMES: Mapping[type[Enum], str] = {
    State: "ReferralState",
    Result: "OutcomeResult",
    WarningCode: "ItemWarningCode",
    Group: "FieldGroup",
    Unit: "LimitUnit",
}
"""Enumerations that the contract calls otherwise than the domain does."""


def describe_domain() -> None:
    """Register the enumerations of the domain with Strawberry."""
    for each in labelled():
        describe(each, each.__doc__ or "", {member.name: member.description for member in each if member.description})


def describe(of: type[Enum], description: str, descriptions: Mapping[str, str]) -> None:
    """Register an enumeration with Strawberry, described by its members' names. Raises KeyError for a member without a description.

    Its names are its values too: planned JSON holds names, whatever the database keeps.
    """
    made = of if has_enum_definition(of) else strawberry.enum(of)
    assert has_enum_definition(made)
    definition = made.__strawberry_definition__
    definition.name, definition.description = NAMES.get(of, of.__name__), description
    for each in definition.values:
        each.value, each.description = each.name, descriptions[each.name]
