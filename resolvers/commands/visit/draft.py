"""What a visit's author has filled in so far is kept, for the author alone, until the visit is recorded.

Source: docs/domain.md 2 (Visit: a draft may be saved); docs/lifecycle.md (`visitDraft`: counted nowhere). It names people, so it is sealed
under the draft's id; nothing in it is judged before the visit is recorded.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import orjson

from db.protect.cipher import Secret
from db.session.lock import lock
from db.tables.visit import VisitDraft as Draft
from domain.message.refusal import Refusal
from domain.value.values import Context
from resolvers.commands.aggregate.case import Aggregate
from resolvers.commands.command import Command, IdOf, Input, Moment, Says, Told
from resolvers.commands.inputs.grammar import fields_of
from resolvers.commands.visit.input import VisitRecordInput
from resolvers.commands.work import Work

MOST_CHARACTERS = 60_000
ASKED = frozenset(each.spelled for each in fields_of(VisitRecordInput))


@dataclass(frozen=True)
class PartOfVisit:
    """A JSON object with fields of `visitRecord`'s input, any of them left out or half filled in; nothing that a visit never asks for."""

    def check(self, value: str, context: Context) -> str:
        """The text as it is."""
        if len(value) > MOST_CHARACTERS:
            raise Refusal("TEXT_TOO_LONG", most=MOST_CHARACTERS)
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


@dataclass
class Saved(Aggregate):
    """A draft, new or of before."""

    answer: Draft


class VisitDraft(Command[Saved, VisitDraftInput]):
    """Save a visit half filled in; its author alone sees it, it counts nowhere. 保存走访草稿，仅作者本人可见，不计入统计。"""

    answers = "VisitDraft"

    async def load(self, work: Work, input: VisitDraftInput) -> Saved:
        """The author's own draft, or a new one."""
        if input.id is None:
            return Saved(judged=None, answer=Draft(id=work.at.fresh.id(), author_id=work.viewer.account, version=0))
        seen = await work.seen(Draft)
        (draft,) = await lock(work.tx.session, Draft, Draft.id == seen.id)
        return Saved(judged=None, answer=draft)

    def apply(self, saved: Saved, input: VisitDraftInput, at: Moment) -> Told:
        """The whole of what was filled in takes the place of what was saved before."""
        draft = saved.answer
        draft.version, draft.saved_at = draft.version + 1, at.now
        draft.body_cipher = at.cipher.seal(Secret.DRAFT, draft.id, input.body)
        return Told(rows=(draft,) if input.id is None else ())
