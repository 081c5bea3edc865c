"""The contract as a whole: the types, enumerations and root fields of all subjects, with the mutations that commands make of themselves.

Source: docs/decisions/020-contract-as-strawberry.md; printed into schema.graphql, which a test compares.
"""

from functools import cache
from types import ModuleType
from typing import TypeVar

import strawberry

from domain.packages import classes_of, modules_of
from resolvers.commands.command import AnyCommand
from resolvers.files.registers import kind as register
from resolvers.files.rosters import entry as roster
from schema import subjects
from schema.build.assemble import Roots, description, schema_of
from schema.build.enumerations import describe_domain
from schema.build.mutations import Mutations
from schema.subjects import access_report, action, family_search, reveal
from schema.subjects.node import Node

T = TypeVar("T")

FIRST = (
    *("account", "node", "referral", "item", "need", "family", "person_match", "visit", "campaign", "imported"),
    *("assistance_type", "code_name", "region", "organization", "audit"),
)
"""The subjects whose root fields stand first in the query, in this order; those of others follow by name."""


def in_order() -> list[ModuleType]:
    """Return the modules of the subjects, in the order of their root fields."""
    found = {each.__name__.rpartition(".")[2]: each for each in modules_of(subjects)}
    return [*(found.pop(name) for name in FIRST), *found.values()]


def types_below(base: type[T]) -> dict[str, type[T]]:
    """Return the subjects' types derived from `base`, by name."""
    return {each.__name__: each for module in in_order() for each in classes_of(module, base)}


@cache
def contract(commands: tuple[type[AnyCommand], ...]) -> strawberry.Schema:
    """Return the whole contract, with the mutations of these commands, `familySearch`, `reveal` and `subjectAccessReport`.

    Of the same commands it is made once: that takes most of a second.
    """
    descriptions = {each.action: description(each) for each in commands} | {
        "familySearch": family_search.DESCRIPTION,
        "reveal": reveal.DESCRIPTION,
        "subjectAccessReport": access_report.DESCRIPTION,
        register.ACTION: register.DESCRIPTION,
        roster.ACTION: roster.DESCRIPTION,
    }
    describe_domain()
    action.describe_names(descriptions)
    roots = tuple(each for module in in_order() for each in classes_of(module, Roots))
    query = strawberry.type(type("Query", roots, {}), description="What can be read. 可查询的内容。")
    nodes = types_below(Node)
    return schema_of(query, Mutations(nodes).root(commands, family_search.SEARCH, reveal.REVEAL, access_report.REPORT), nodes.values())
