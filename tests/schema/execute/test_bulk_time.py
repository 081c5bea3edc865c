"""A bulk command answers what is done when its time is up, and is shed before anything is done. Source: docs/design.md 5."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
import strawberry
from typing_extensions import override

from db.session.session import Unsure
from domain.time.deadline import ENDLESS, Deadline
from domain.value.node_id import global_id
from domain.viewer import MembershipEnded
from resolvers.commands.bulk import AT_ONCE
from resolvers.commands.context import Done, Envelope
from schema.contract import contract
from schema.execute.execute import Answer
from tests.builders.case import Case
from tests.schema.conftest import Stage
from tests.schema.toys import SIGN, Asks, Recorder, ReferralComplete, ReferralSign

SECONDS = 30.0
TWICE = """mutation ($input: ReferralSignInput!) {
    first: referralSign(input: $input) { results { target errors { code } } }
    second: referralSign(input: $input) { results { target errors { code } } } }"""


@dataclass
class Slow(Recorder):
    """Commands that take so many seconds each, by a clock of their own, or fail at a place."""

    takes: float = 1.0
    now: float = 0.0
    breaks_at: Mapping[int, Exception] = field(default_factory=dict)

    @property
    def deadline(self) -> Deadline:
        """Of a request that begins now."""
        return Deadline(self.now, SECONDS, lambda: self.now)

    @override
    async def run(self, command: Any, input: Any, viewer: Any, envelope: Envelope, target: UUID | None = None) -> Done:
        """Note it, and let time pass."""
        done = await super().run(command, input, viewer, envelope, target)
        self.now += self.takes
        if error := self.breaks_at.get(len(self.told) - 1):
            raise error
        return done


@pytest.fixture(scope="module")
def declared() -> strawberry.Schema:
    """The contract of two toys."""
    return contract((ReferralComplete, ReferralSign))


@pytest.fixture
def slow(case: Case) -> Slow:
    """Answers with the case's referral."""
    return Slow(case.referral.id)


@pytest.fixture
def asks(stage: Stage, slow: Slow) -> Asks:
    """The stage of the module, asked with the slow one."""
    return Asks(stage, slow)


@pytest.fixture
def given(case: Case) -> dict[str, Any]:
    """Five targets, of which the first is there."""
    return {"targets": [{"id": global_id("Referral", each)} for each in (case.referral.id, *(uuid4() for _ in range(4)))]}


def codes(answer: Answer, at: str = "referralSign") -> Sequence[Sequence[str]]:
    """With which codes each target was refused."""
    results = orjson.loads(answer.data or b"")[at]["results"]
    return [[error["code"] for error in each["errors"]] for each in results]


async def test_what_is_not_begun_when_the_time_for_work_is_up_is_told_as_not_tried(asks: Asks, slow: Slow, given: dict[str, Any]) -> None:
    slow.takes = 8.0
    answer = await asks.answer(SIGN, given, deadline=slow.deadline)
    results = orjson.loads(answer.data or b"")["referralSign"]["results"]
    assert [each["target"] for each in results] == [each["id"] for each in given["targets"]]
    assert [each["errors"] for each in results] == [
        *([[]] * 3),
        *([{"code": "NOT_TRIED", "path": ["targets", str(place), "id"]}] for place in (3, 4)),
    ]
    assert results[0]["referral"] == given["targets"][0]
    assert len(slow.told) == 3
    assert answer.errors == ()


async def test_each_target_is_told_all_that_were_named_and_until_when_there_is_time(
    asks: Asks, slow: Slow, given: dict[str, Any], case: Case
) -> None:
    deadline = slow.deadline
    given["targets"].append({"id": "nonsense"})
    given["targets"].append(given["targets"][0])
    await asks.answer(SIGN, given, deadline=deadline)
    envelopes = [envelope for _, envelope, _ in slow.told]
    assert {envelope.deadline for envelope in envelopes} == {deadline}
    (named,) = {envelope.named for envelope in envelopes}
    assert named is not None
    assert [global_id("Referral", each) for each in named] == [each["id"] for each in given["targets"][:5]]


async def test_two_bulk_commands_of_one_request_share_its_time(asks: Asks, slow: Slow, given: dict[str, Any]) -> None:
    slow.takes = 3.0
    answer = await asks.answer(TWICE, given, deadline=slow.deadline)
    assert (codes(answer, "first"), codes(answer, "second")) == ([[]] * 5, [[], [], *([["NOT_TRIED"]] * 3)])


async def test_what_is_done_is_told_as_done_where_there_is_no_time_left_to_read_it(asks: Asks, slow: Slow, given: dict[str, Any]) -> None:
    slow.takes = SECONDS
    answer = await asks.answer(SIGN, given, deadline=slow.deadline)
    assert codes(answer) == [[], *([["NOT_TRIED"]] * 4)]
    assert orjson.loads(answer.data or b"")["referralSign"]["results"][0]["referral"] is None
    assert [(each["extensions"]["code"], each["path"]) for each in answer.errors] == [
        ("UNAVAILABLE", ["referralSign", "results", 0, "referral"])
    ]


async def test_a_bulk_command_whose_turn_does_not_come_in_time_does_nothing(asks: Asks, slow: Slow, given: dict[str, Any]) -> None:
    slow.now = SECONDS
    async with AsyncExitStack() as others:
        for _ in range(AT_ONCE):
            await others.enter_async_context(asks.executor.turns.take(ENDLESS))
        shed = await asks.answer(SIGN, given, deadline=Deadline(0.0, SECONDS, lambda: slow.now))
        assert (codes(shed), slow.told) == ([["NOT_TRIED"]] * 5, [])
    assert codes(await asks.answer(SIGN, given)) == [[]] * 5


async def test_when_the_database_goes_away_what_was_done_is_told_and_the_rest_is_not_tried(
    asks: Asks, slow: Slow, given: dict[str, Any]
) -> None:
    slow.breaks_at = {2: ConnectionRefusedError("away")}
    answer = await asks.answer(SIGN, given, deadline=slow.deadline)
    assert codes(answer) == [[], [], *([["NOT_TRIED"]] * 3)]
    assert (answer.errors, len(slow.told)) == ((), 3)


async def test_when_the_membership_ends_in_the_midst_what_was_done_is_told_and_the_rest_is_not_tried(
    asks: Asks, slow: Slow, given: dict[str, Any]
) -> None:
    slow.breaks_at = {1: MembershipEnded()}
    answer = await asks.answer(SIGN, given, deadline=slow.deadline)
    assert codes(answer) == [[], *([["NOT_TRIED"]] * 4)]
    slow.told.clear()
    slow.breaks_at = {0: MembershipEnded()}
    with pytest.raises(MembershipEnded):
        await asks.answer(SIGN, given, deadline=slow.deadline)


async def test_when_the_database_is_away_from_the_first_the_whole_is_unavailable(asks: Asks, slow: Slow, given: dict[str, Any]) -> None:
    slow.breaks_at = {0: ConnectionRefusedError("away")}
    answer = await asks.answer(SIGN, given, deadline=slow.deadline)
    assert (answer.data, [type(each) for each in answer.causes]) == (b'{"referralSign":null}', [ConnectionRefusedError])
    assert (answer.tells_what_was_done, len(slow.told)) == (False, 1)


async def test_when_a_later_field_finds_the_database_away_the_answer_still_tells_what_was_done(
    asks: Asks, slow: Slow, given: dict[str, Any]
) -> None:
    slow.breaks_at = {5: ConnectionRefusedError("away")}
    answer = await asks.answer(TWICE, given, deadline=slow.deadline)
    assert codes(answer, "first") == [[]] * 5
    assert answer.tells_what_was_done


async def test_a_commit_of_which_nobody_knows_is_neither_told_as_done_nor_as_not_tried(
    asks: Asks, slow: Slow, given: dict[str, Any]
) -> None:
    slow.breaks_at = {1: Unsure()}
    answer = await asks.answer(SIGN, given, deadline=slow.deadline)
    assert codes(answer) == [[], ["UNAVAILABLE"], *([["NOT_TRIED"]] * 3)]


async def test_turns_are_given_back_whatever_happens(asks: Asks, slow: Slow, given: dict[str, Any]) -> None:
    slow.breaks_at = dict.fromkeys(range(10 * AT_ONCE), RuntimeError("broken"))
    for _ in range(2 * AT_ONCE):
        await asks.answer(SIGN, given, deadline=slow.deadline)
    slow.breaks_at = {}
    assert codes(await asks.answer(SIGN, given)) == [[]] * 5
