"""Toys for the tests of what is built from commands: two that do nothing, and what asks for them with a recorder in their place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from typing_extensions import override

from domain.message.refusal import Refusal
from domain.referral import ReturnedBy
from domain.time.deadline import ENDLESS, Deadline
from domain.value.node_id import global_id
from domain.value.values import ShortText, Sum
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Done, Envelope, Moment
from resolvers.commands.inputs.input import ABSENT, Absent, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View
from schema.execute.execute import Answer, Request
from tests.builders.case import Case
from tests.schema.conftest import DISPATCHER, Stage


class MoneyInput(Input):
    """Money. 金额。"""

    amount: Annotated[int, Sum(), Says("How much, in fen. 金额（分）。")]
    from_: Annotated[date, Says("From when. 起始日期。")]


class WhatInput(Input, one_of=True):
    """One of two things. 二选一。"""

    money: Annotated[MoneyInput | None, Says("Money. 金额。")] = None
    thing: Annotated[str | None, ShortText(), Says("A thing. 物品。")] = None


class ReferralCompleteInput(Input):
    """What is told. 输入。"""

    id: Annotated[UUID, IdOf("Referral"), Says("The referral. 转介。")]
    what: Annotated[WhatInput, Says("What. 内容。")]
    helpers: Annotated[tuple[UUID, ...], IdOf("Account"), Says("Who helps. 协助人。")] = ()
    by: Annotated[ReturnedBy, Says("By whom. 由谁。")] = ReturnedBy.NOT_OUR_DUTY
    note: Annotated[str | Absent | None, ShortText(), Says("A note. 备注。")] = ABSENT


class ReferralComplete(Command[Any, ReferralCompleteInput, None]):
    """A toy that completes. 测试用办结。"""

    @override
    async def find(self, view: View, input: ReferralCompleteInput) -> None:
        """Nothing."""

    @override
    async def load(self, locks: Locks, found: None) -> Any:
        """Nothing."""

    @override
    def apply(self, aggregate: Any, input: ReferralCompleteInput, at: Moment) -> Change:
        """Nothing."""
        return Change()


class ReferralSignInput(Input):
    """What is told. 输入。"""

    handler: Annotated[UUID | None, IdOf("Account"), Says("Who. 承办人。")] = None


class ReferralSign(Command[Any, ReferralSignInput, None]):
    """A toy that signs. 测试用签收。"""

    bulk = True

    @override
    async def find(self, view: View, input: ReferralSignInput) -> None:
        """Nothing."""

    @override
    async def load(self, locks: Locks, found: None) -> Any:
        """Nothing."""

    @override
    def apply(self, aggregate: Any, input: ReferralSignInput, at: Moment) -> Change:
        """Nothing."""
        return Change()


@dataclass
class Recorder:
    """Commands that note what they are told and answer as they were told to."""

    subject: UUID
    errors: tuple[Refusal, ...] = ()
    told: list[tuple[Any, Envelope, UUID | None]] = field(default_factory=list)
    breaks: Exception | None = None

    async def run(self, command: Any, input: Any, viewer: Any, envelope: Envelope, target: UUID | None = None) -> Done:
        """Note it."""
        if self.breaks:
            raise self.breaks
        self.told.append((input, envelope, target))
        return Done(errors=self.errors) if self.errors else Done(target or self.subject, 2)

    async def run_targets(self, *_: Any) -> dict[UUID, Done]:
        """None can be run with the others."""
        return {}


COMPLETE = """mutation ($input: ReferralCompleteInput!) {
    done: referralComplete(input: $input) { row: referral { id state } errors { code message path } } }"""
SIGN = """mutation ($input: ReferralSignInput!) {
    referralSign(input: $input) { results { target referral { id } errors { code path } } errors { code path } } }"""


class Asks:
    """What asks the stage, with the recorder in the place of commands."""

    def __init__(self, stage: Stage, recorder: Recorder) -> None:
        self.stage = stage
        self.recorder = recorder
        self.executor = stage.executor(recorder)

    async def answer(self, text: str, given: Mapping[str, Any], by: str = DISPATCHER, deadline: Deadline = ENDLESS) -> Answer:
        """The answer."""
        viewer = self.stage.world.viewer(by)
        await self.stage.world.insert(self.stage.addresses.loader)
        return await self.executor.execute(Request(text, None, {"input": given}), viewer, "trace", deadline)

    async def data(self, text: str, given: Mapping[str, Any], by: str = DISPATCHER) -> Any:
        """Its data, without errors."""
        answer = await self.answer(text, given, by)
        assert answer.errors == ()
        return orjson.loads(answer.data or b"")


def a_completion(case: Case, **more: Any) -> dict[str, Any]:
    return {"id": global_id("Referral", case.referral.id), "what": {"thing": "轮椅"}, **more}
