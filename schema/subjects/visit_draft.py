"""`visitDraftBody`: what a draft of a visit holds, the one root field of a query that no statement answers.

Source: docs/decisions/002-tables.md. A document that asks for it is executed on graphql-core over what is planned of it.
"""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from typing_extensions import override

from resolvers.document.ids import decode_id
from schema.execute.asked import Asked

SAYS = (
    "What an own draft holds: the input of visitRecord as JSON, as it was saved; null where there is no such draft."
    " 本人草稿的内容：保存时的 visitRecord 输入（JSON）；没有该草稿时为空。"
)


class Body(StrawberryField):
    """The field."""

    is_basic_field = False

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """The text."""
        return body(kwargs["id"], info.context)


def root() -> Mapping[str, StrawberryField]:
    """The field with its argument."""
    field = Body(graphql_name="visitDraftBody", description=SAYS, type_annotation=StrawberryAnnotation(str | None))
    field.arguments = [StrawberryArgument("id", None, StrawberryAnnotation(strawberry.ID), description="The draft. 走访草稿。")]
    return {"visit_draft_body": field}


async def body(id: str, asked: Asked) -> str | None:
    """The text; None for whatever the viewer does not see, is not there, or is no draft's id. Raises MembershipEnded."""
    decoded = decode_id(id)
    return await asked.drafts.body(decoded[1], asked.viewer) if decoded and decoded[0] == "VisitDraft" else None
