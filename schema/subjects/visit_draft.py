"""`visitDraftBody`: what a draft of a visit holds, the one root field of a query that no statement answers.

Source: docs/decisions/002-tables.md. A document that asks for it is executed on graphql-core over what is planned of it.
"""

from typing import Annotated

import strawberry
from strawberry import ID, argument, field

from resolvers.document.ids import decode_id
from schema.build.assemble import Info, Roots


async def body(info: Info, id: Annotated[ID, argument(description="The draft. 走访草稿。")]) -> str | None:
    """The text; None for whatever the viewer does not see, is not there, or is no draft's id. Raises MembershipEnded."""
    decoded = decode_id(id)
    return await info.context.drafts.body(decoded[1], info.context.viewer) if decoded and decoded[0] == "VisitDraft" else None


@strawberry.type
class VisitDraftRoots(Roots):
    visit_draft_body: str | None = field(
        resolver=body,
        description="What an own draft holds: the input of visitRecord as JSON, as it was saved; null where there is no such draft."
        " 本人草稿的内容：保存时的 visitRecord 输入（JSON）；没有该草稿时为空。",
    )
