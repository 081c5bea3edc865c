"""`visitDraft`: keeps a half filled-in visit for its author alone, until the visit is recorded.

Source: docs/domain.md 2 (Visit: a draft may be saved); docs/lifecycle.md (`visitDraft`: counted nowhere). The text names people, so it is
encrypted; its values are checked only when the visit is recorded.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import orjson
from typing_extensions import override

from db.protect.cipher import Secret
from db.tables.visit import VisitDraft as Draft
from domain.message.refusal import Refusal
from domain.value.values import Context
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.grammar import fields_of
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View
from resolvers.commands.visit.input import VisitRecordInput

BODY_CHARACTERS = 60_000
"""Characters of a draft at most."""
ASKED = frozenset(each.spelled for each in fields_of(VisitRecordInput))


@dataclass(frozen=True)
class PartOfVisit:
    """A rule: the text is a JSON object of fields of `visitRecord`'s input, any of them left out; their values are not looked at."""

    def check(self, value: str, context: Context) -> str:
        """Return the text unchanged. Raises TEXT_TOO_LONG, DRAFT_NOT_READABLE."""
        if len(value) > BODY_CHARACTERS:
            raise Refusal("TEXT_TOO_LONG", most=BODY_CHARACTERS)
        try:
            told = orjson.loads(value)
        except ValueError:
            raise Refusal("DRAFT_NOT_READABLE") from None
        if not isinstance(told, dict) or not told.keys() <= ASKED:
            raise Refusal("DRAFT_NOT_READABLE")
        return value


class VisitDraftInput(Input):
    """A visit as far as it is filled in. 已填写的走访内容。"""

    id: Annotated[UUID | None, IdOf("VisitDraft"), Says("The own draft to replace; null for a new one. 要替换的草稿；为空则新建。")] = None
    body: Annotated[
        str, PartOfVisit(), Says("The input of visitRecord as JSON, as far as it is filled in. visitRecord 的输入（JSON），可只填部分。")
    ]


class VisitDraft(Command[Aggregate[Draft], VisitDraftInput, Draft | None]):
    """Save a visit half filled in; its author alone sees it, it counts nowhere. 保存走访草稿，仅作者本人可见，不计入统计。"""

    answers = "VisitDraft"

    @override
    async def find(self, view: View, input: VisitDraftInput) -> Draft | None:
        """Return the author's own draft; None where a new one is begun. Raises NOT_FOUND."""
        return None if input.id is None else await view.aimed_at(Draft)

    @override
    async def load(self, locks: Locks, found: Draft | None) -> Aggregate[Draft]:
        """Return the draft, locked, or a new one."""
        if found is None:
            return Aggregate(answer=Draft(id=locks.at.fresh.id(), author_id=locks.at.viewer.account, version=0))
        return Aggregate(answer=await locks.locked(found))

    @override
    def apply(self, saved: Aggregate[Draft], input: VisitDraftInput, at: Moment) -> Change:
        """Replace the whole text, encrypted, and count the version."""
        draft = saved.answer
        draft.version, draft.saved_at = draft.version + 1, at.now
        draft.body_cipher = at.cipher.seal(Secret.DRAFT, draft.id, input.body)
        return Change(rows=(draft,) if input.id is None else ())
