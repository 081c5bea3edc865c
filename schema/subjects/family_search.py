"""`familySearch`: families found by a name, a telephone or a number, each as the viewer sees it.

Source: docs/design.md 8; docs/decisions/028-finding.md. A search counts and is audited, so that it is a mutation; the families are read
after it, as rows of a payload.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import ID, argument, field
from strawberry.types.field import StrawberryField

from domain.message.refusal import Refusal
from domain.value.node_id import global_id
from resolvers.commands.family.search import FamilySearchInput, FoundFamilies
from resolvers.commands.inputs.grammar import fields_of
from schema.build.assemble import Info
from schema.build.inputs import Inputs, input_of
from schema.build.payload import payload_row
from schema.execute.context import CommandResult, RequestContext
from schema.subjects.action import UserError
from schema.subjects.family import Family

ASKS = tuple(each.spelled for each in fields_of(FamilySearchInput))
"""What it asks for."""
DESCRIPTION = (
    "Find families by what one is shown in full; each search is written to the audit. 按可完整查看的内容检索家庭，每次检索记入审计。"
)


@strawberry.type(description="A family that was found. 检索到的家庭。")
class FoundFamily:
    family: Family | None = payload_row("The family, as the viewer sees it. 家庭，按查看者的权限显示。")
    persons: list[ID] = field(
        description="Which of its members were meant; empty where the household was. 所指的成员；所指为家庭本身时为空。"
    )


@strawberry.type(description="What became of familySearch. familySearch 的结果。")
class FamilySearchPayload:
    families: list[FoundFamily] = field(description="Every family that fits. 符合条件的全部家庭。")
    errors: list[UserError] = field(description="Why none are told; empty if they are. 未列出的原因；已列出时为空。")


@dataclass(frozen=True)
class Shown(CommandResult):
    """A family to be read, and the global ids of those of its members who were meant."""

    persons: Sequence[ID] = ()


if TYPE_CHECKING:
    Given = Mapping[str, Any]
else:
    Given = Inputs().type_of(FamilySearchInput)


async def family_search(
    info: Info, input: Annotated[Given, argument(description="What is searched for. 检索内容。")]
) -> FamilySearchPayload | None:
    """Find the families. Raises MembershipEnded."""
    context: RequestContext = info.context
    refusals: list[Refusal] = []
    asked = input_of(FamilySearchInput, input, refusals)
    found = FoundFamilies(errors=tuple(refusals)) if refusals else await context.searches.search(asked, context.viewer, context.trace)
    shown: Any = [
        Shown([], each.family, "Family", persons=[ID(global_id("Person", key)) for key in each.persons]) for each in found.families
    ]
    return FamilySearchPayload(families=shown, errors=[context.error(each) for each in found.errors])


SEARCH: StrawberryField = field(family_search, description=DESCRIPTION)
"""The field of the mutation."""
