"""Bulk commands among others: a target is done and told as done, or not done and told as not tried.

Source: docs/decisions/005-commands.md.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg

from db.tables.event import Event
from db.tables.referral import Referral
from domain.referral import State
from domain.time.deadline import ENDLESS, WORK, Deadline
from domain.viewer import Viewer
from resolvers.commands.bulk import Turns
from resolvers.commands.context import Done, Envelope
from resolvers.commands.referral.sign import ReferralSign, ReferralSignInput
from resolvers.commands.referral.start import ReferralStart
from tests.builders.case import Case
from tests.builders.until import until
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import DISPATCHER

LOCK = 4217
"""An advisory lock of this module's own: whoever commits a signature waits for it."""
AT_COMMIT = f"""
create function wait_at_commit() returns trigger language plpgsql as
    $$ begin if new.state = 'SIGNED' then perform pg_advisory_xact_lock_shared({LOCK}); end if; return null; end $$;
create constraint trigger wait_at_commit after update on referral deferrable initially deferred
    for each row execute function wait_at_commit();
"""
WAITS = "select count(*) from pg_locks where locktype = 'advisory' and objid = $1 and not granted"


def soon(seconds: float) -> Deadline:
    """The deadline of a request whose time for work is up so soon."""
    clock = asyncio.get_running_loop().time
    return Deadline(clock(), seconds / WORK, clock)


@asynccontextmanager
async def elsewhere(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Another connection, in a transaction of its own that is undone."""
    connection = await asyncpg.connect(url)
    work = connection.transaction()
    await work.start()
    try:
        yield connection
    finally:
        await work.rollback()
        await connection.close()


async def signed(stage: Stage, cases: Sequence[Case]) -> set[UUID]:
    """Which of them are signed, each with one event."""
    events = await stage.rows(Event, Event.action == "referralSign")
    keys = [each.subject_id for each in events if each.subject_id in {case.referral.id for case in cases}]
    assert len(keys) == len(set(keys))
    stand = {each.id for each in await stage.rows(Referral, Referral.state == State.SIGNED)}
    assert stand & {case.referral.id for case in cases} == set(keys)
    return set(keys)


async def sign(stage: Stage, viewer: Viewer, cases: Sequence[Case], turns: Turns, deadline: Deadline, key: str | None = None) -> list[Done]:
    """A bulk command over these."""
    named = tuple(case.referral.id for case in cases)
    envelope = Envelope("trace", key, named=named, deadline=deadline)
    async with turns.take(deadline) as turn:
        return [await turn.run(lambda each=each: _signed(stage, viewer, envelope, each)) for each in named]  # type: ignore[misc]


async def _signed(stage: Stage, viewer: Viewer, envelope: Envelope, target: UUID) -> Done:
    return await stage.commands.run(ReferralSign(), ReferralSignInput(), viewer, envelope, target)


def codes(done: Done) -> list[str]:
    return [each.code for each in done.errors]


async def test_a_target_that_somebody_else_holds_is_given_up_and_stays_as_it_was(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(3)]
    viewer, turns = await stage.viewer(DISPATCHER), Turns()
    async with elsewhere(stage.addresses.loader) as other:
        await other.execute("select from referral where id = $1 for update", cases[1].referral.id)
        done = await sign(stage, viewer, cases, turns, soon(1.5))
        assert [codes(each) for each in done] == [[], ["NOT_TRIED"], ["NOT_TRIED"]]
    assert await signed(stage, cases) == {cases[0].referral.id}
    assert [codes(each) for each in await sign(stage, viewer, cases[1:], turns, ENDLESS)] == [[], []]
    assert await signed(stage, cases) == {case.referral.id for case in cases}


async def test_a_target_in_the_midst_of_its_commit_is_done_and_told_as_done(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    viewer = await stage.viewer(DISPATCHER)
    owner = await asyncpg.connect(stage.addresses.owner)
    try:
        await owner.execute(AT_COMMIT)
        await owner.execute("select pg_advisory_lock($1)", LOCK)
        deadline = soon(2.0)
        done = asyncio.create_task(sign(stage, viewer, [case], Turns(), deadline))

        async def waits_beyond_the_time_for_work() -> bool:
            return not deadline.left(WORK) and bool(await owner.fetchval(WAITS, LOCK))

        await until(waits_beyond_the_time_for_work)
        assert not done.done()
        await owner.execute("select pg_advisory_unlock($1)", LOCK)
        assert [codes(each) for each in await done] == [[]]
    finally:
        await owner.execute("select pg_advisory_unlock_all(); drop function wait_at_commit cascade")
        await owner.close()
    assert await signed(stage, [case]) == {case.referral.id}


async def test_of_many_bulk_commands_at_once_what_is_told_as_done_is_done_and_nothing_else(stage: Stage) -> None:
    lots = [[await stage.referred(State.DISPATCHED) for _ in range(8)] for _ in range(6)]
    viewer, turns = await stage.viewer(DISPATCHER), Turns()
    keys = [uuid4().hex for _ in lots]

    async def all_of_them(deadline: Deadline) -> list[list[Done]]:
        works = (sign(stage, viewer, lot, turns, deadline, key) for lot, key in zip(lots, keys, strict=True))
        return await asyncio.gather(*works)

    answers = await all_of_them(soon(0.4))
    assert {code for answer in answers for each in answer for code in codes(each)} <= {"NOT_TRIED"}
    told = {
        case.referral.id for lot, answer in zip(lots, answers, strict=True) for case, each in zip(lot, answer, strict=True) if each.subject
    }
    every = [case for lot in lots for case in lot]
    assert await signed(stage, every) == told
    again = await all_of_them(ENDLESS)
    assert [codes(each) for answer in again for each in answer] == [[]] * len(every)
    assert await signed(stage, every) == {case.referral.id for case in every}


# --- keys


async def under_a_key(stage: Stage, named: Sequence[Case], target: Case, key: str) -> list[str]:
    """One target of a bulk command that names several."""
    viewer = await stage.viewer(DISPATCHER)
    envelope = Envelope("trace", key, named=tuple(case.referral.id for case in named))
    return codes(await _signed(stage, viewer, envelope, target.referral.id))


async def test_what_the_call_named_may_come_again_under_its_key_in_part_and_no_other_may(stage: Stage) -> None:
    first, second, third = [await stage.referred(State.DISPATCHED) for _ in range(3)]
    assert await under_a_key(stage, [first, second], first, "set") == []
    assert await under_a_key(stage, [third], third, "set") == ["KEY_REUSED"]
    assert await under_a_key(stage, [second], second, "set") == []
    assert await under_a_key(stage, [second, third], third, "set") == ["KEY_REUSED"]
    assert await under_a_key(stage, [third, first], first, "set") == []
    assert await signed(stage, [first, second, third]) == {first.referral.id, second.referral.id}


async def test_a_call_of_which_nothing_was_done_leaves_its_key_free(stage: Stage) -> None:
    gone, other = await stage.referred(State.RETURNED), await stage.referred(State.DISPATCHED)
    assert await under_a_key(stage, [gone], gone, "free") == ["INVALID_TRANSITION"]
    assert await under_a_key(stage, [other], other, "free") == []


async def test_of_two_calls_at_once_under_one_key_the_first_that_does_something_has_it(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(4)]
    found = await asyncio.gather(*(under_a_key(stage, [case], case, "race") for case in cases))
    assert sorted(found) == [[], *([["KEY_REUSED"]] * 3)]
    assert len(await signed(stage, cases)) == 1


async def test_a_key_of_a_bulk_command_is_for_no_other_command(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    assert await under_a_key(stage, [case], case, "other") == []
    assert codes(await stage.run(ReferralStart, DISPATCHER, case.referral.id, key="other")) == ["KEY_REUSED"]


async def test_a_key_kept_before_the_named_targets_were_kept_serves_as_it_did(stage: Stage) -> None:
    first, second = [await stage.referred(State.DISPATCHED) for _ in range(2)]
    await stage.done(ReferralSign, DISPATCHER, first.referral.id, key="old")
    assert await under_a_key(stage, [second], second, "old") == []
