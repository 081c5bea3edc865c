"""How a command flows: keys, versions, two at once, the order of refusals, memberships. Source: docs/design.md 5; docs/lifecycle.md."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from db.server.embedded import Embedded
from db.tables.command_key import CommandKey
from db.tables.event import Event
from db.tables.referral import Referral
from domain.referral import ReturnedBy, State
from domain.viewer import Language, MembershipEnded
from resolvers.commands.context import Done
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.membership.end import MembershipEnd
from resolvers.commands.need.close import NeedClose
from resolvers.commands.referral.assign import ReferralAssign
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.start import ReferralStart
from resolvers.commands.referral.suspend import ReferralSuspend
from resolvers.commands.referral.take import ReferralTake
from tests.resolvers.commands.conftest import PLAIN_TYPE, Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER

RETURN = {"reason": "NOT_OUR_DUTY", "returned_by": ReturnedBy.NOT_OUR_DUTY}


async def events(stage: Stage, referral: Referral, action: str) -> int:
    return len(await stage.rows(Event, Event.subject_id == referral.id, Event.action == action))


async def test_a_repeat_with_its_key_gets_the_first_answer_and_does_nothing(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    first = await stage.done(ReferralProgress, HANDLER, case.referral.id, key="one", note="已联系家庭")
    assert await stage.run(ReferralProgress, HANDLER, case.referral.id, key="one", note="已联系家庭") == first
    assert await events(stage, case.referral, "referralProgress") == 1


async def test_the_first_answer_of_what_was_made_new_is_the_row_that_was_made(stage: Stage) -> None:
    case = await stage.drafted()
    first = await stage.done(ItemDraft, CADRE, case.need.id, key="draft", type=PLAIN_TYPE)
    assert await stage.run(ItemDraft, CADRE, case.need.id, key="draft", type=PLAIN_TYPE) == first


async def test_a_key_used_twice_at_once_has_one_effect(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.run(ReferralStart, HANDLER, case.referral.id)
    said = [stage.run(ReferralProgress, HANDLER, case.referral.id, key="at once", note="已联系家庭") for _ in range(4)]
    assert len(set(await asyncio.gather(*said))) == 1
    assert await events(stage, case.referral, "referralProgress") == 1


async def test_a_key_holds_one_input(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    done = await stage.done(ReferralProgress, HANDLER, case.referral.id, key="input", note="已联系家庭")
    assert await stage.run(ReferralProgress, HANDLER, case.referral.id, key="input", note="已联系家庭", stage=None) == done
    assert await stage.refused(ReferralProgress, HANDLER, case.referral.id, key="input", note="另一条") == [
        ("KEY_REUSED", ("idempotencyKey",))
    ]


async def test_a_key_is_not_used_for_another_referral_or_another_action(stage: Stage) -> None:
    case, other = await stage.referred(State.SIGNED), await stage.referred(State.SIGNED)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, key="row", note="已联系家庭")
    reused = [("KEY_REUSED", ("idempotencyKey",))]
    assert await stage.refused(ReferralProgress, HANDLER, other.referral.id, key="row", note="已联系家庭") == reused
    assert await stage.refused(ReferralStart, HANDLER, case.referral.id, key="row") == reused


async def test_a_repeat_gets_the_first_answer_also_when_the_day_that_it_names_has_passed(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    given: dict[str, Any] = {"missing": ["APPLICATION_FORM"], "until": stage.now.date() + timedelta(days=2)}
    first = await stage.done(ReferralSuspend, HANDLER, case.referral.id, key="until", **given)
    stage.now += timedelta(days=7)
    assert await stage.run(ReferralSuspend, HANDLER, case.referral.id, key="until", **given) == first


async def test_a_key_is_of_one_account(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, key="mine", note="已联系家庭")
    await stage.done(ReferralProgress, DISPATCHER, case.referral.id, key="mine", note="另一条")
    assert await events(stage, case.referral, "referralProgress") == 2


async def test_one_key_serves_every_target_of_a_bulk_command(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(2)]
    first = [await stage.done(ReferralSign, DISPATCHER, case.referral.id, key="bulk") for case in cases]
    assert [await stage.run(ReferralSign, DISPATCHER, case.referral.id, key="bulk") for case in cases] == first
    assert await stage.refused(ReferralReturn, DISPATCHER, cases[0].referral.id, key="bulk", **RETURN) == [
        ("KEY_REUSED", ("idempotencyKey",))
    ]


async def test_a_refusal_is_never_kept(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    assert (await stage.run(ReferralStart, HANDLER, case.referral.id, key="again")).errors[0].code == "INVALID_TRANSITION"
    await stage.done(ReferralSign, DISPATCHER, case.referral.id)
    await stage.done(ReferralStart, HANDLER, case.referral.id, key="again")


async def test_a_key_remembers_ids_and_versions_and_no_texts(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    done = await stage.done(ReferralProgress, HANDLER, case.referral.id, key="kept", note="已联系家庭")
    kept = await stage.row(CommandKey, CommandKey.key == "kept")
    assert kept.done == {"subject": str(case.referral.id), "version": done.version}
    assert len(kept.input_hash) == 32


async def test_of_two_who_read_the_same_version_one_wins_and_the_other_gets_a_conflict(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    signed = stage.run(ReferralSign, DISPATCHER, case.referral.id, version=1)
    returned = stage.run(ReferralReturn, DISPATCHER, case.referral.id, version=1, **RETURN)
    done = await asyncio.gather(signed, returned)
    assert sorted([error.code for each in done for error in each.errors]) == ["CONFLICT"]
    assert (await stage.again(case.referral)).version == 2


async def test_of_two_without_a_version_the_second_is_judged_by_what_the_first_has_left(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    done = await asyncio.gather(*(stage.run(ReferralSign, DISPATCHER, case.referral.id) for _ in range(2)))
    assert sorted(error.code for each in done for error in each.errors) == ["INVALID_TRANSITION"]
    assert await events(stage, case.referral, "referralSign") == 1


async def test_a_need_closed_while_an_item_of_it_moves_leaves_no_item_behind(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    signed = stage.run(ReferralSign, DISPATCHER, case.referral.id)
    done = await asyncio.gather(signed, stage.run(NeedClose, CADRE, case.need.id, reason="WITHDRAWN"))
    assert done[1].errors == ()
    assert (await stage.again(case.referral)).state == State.CANCELLED


async def test_a_deadlock_is_tried_once_more(stage: Stage, server: Embedded) -> None:
    """Another transaction holds the referral and wants the need that the command holds: PostgreSQL ends the one that is less patient."""
    case = await stage.referred(State.DISPATCHED)
    connection = await asyncpg.connect(server.url("postgres", stage.name))
    try:
        await connection.execute("set deadlock_timeout = '1min'")
        async with connection.transaction():
            await connection.execute("select from referral where id = $1 for update", case.referral.id)
            signing = asyncio.create_task(stage.run(ReferralSign, DISPATCHER, case.referral.id))
            await somebody_waits(connection)
            await connection.execute("select from need where id = $1 for update", case.need.id)
        assert (await signing).errors == ()
    finally:
        await connection.close()
    assert await events(stage, case.referral, "referralSign") == 1


async def somebody_waits(connection: asyncpg.Connection, many: int = 1) -> None:
    """Until so many wait for a lock."""
    while await connection.fetchval("select count(*) from pg_locks where not granted") < many:
        pass


async def test_a_membership_does_not_end_in_the_middle_of_what_is_done_by_it(stage: Stage, server: Embedded) -> None:
    """What a handler does at the same time is done before, and released with the rest."""
    leaving = "handler.civil-affairs.330110"
    case = await stage.referred(State.SIGNED, "A01", "civil-affairs.330110")
    membership = stage.world.viewer(leaving).membership
    connection = await asyncpg.connect(server.url("postgres", stage.name))
    try:
        async with connection.transaction():
            await connection.execute("select from referral where id = $1 for update", case.referral.id)
            taking = asyncio.create_task(stage.run(ReferralTake, leaving, case.referral.id))
            await somebody_waits(connection)
            ending = asyncio.create_task(stage.run(MembershipEnd, "admin.system", membership, reason="LEFT"))
            await somebody_waits(connection, 2)
        assert ((await taking).errors, (await ending).errors) == ((), ())
    finally:
        await connection.close()
    assert (await stage.again(case.referral)).handler_id is None


async def test_signing_makes_nine_statements(stage: Stage) -> None:
    """Each costs the server more than the database (docs/decisions/057-fewer-statements.md)."""
    case = await stage.referred(State.DISPATCHED)
    await stage.viewer(DISPATCHER)
    with stage.counted() as statements:
        await stage.done(ReferralSign, DISPATCHER, case.referral.id)
    assert len(statements) <= 9


async def test_an_ended_membership_acts_no_more(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    stage.now += timedelta(days=365 * 5)
    with pytest.raises(MembershipEnded):
        await stage.run(ReferralSign, DISPATCHER, case.referral.id)


async def test_the_state_is_told_by_its_name_with_what_would_allow_it(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    (refusal,) = (await stage.run(ReferralStart, HANDLER, case.referral.id)).errors
    assert refusal.text(Language.ZH) == "当前状态“已派单”下不能进行此操作；允许的状态：已签收、重办。"
    assert refusal.text(Language.EN) == "Not possible in state Dispatched; possible in: Signed, Reopened."


async def test_what_is_wrong_with_the_input_is_told_to_whom_may_act_alone(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    stranger = stage.world.viewer("handler.civil-affairs.330106").account
    unfit = [("HANDLER_NOT_OF_OFFICE", ("handler",))]
    assert await stage.refused(ReferralAssign, DISPATCHER, case.referral.id, handler=stranger) == unfit
    assert await stage.refused(ReferralAssign, "cadre.federation.3301", case.referral.id, handler=stranger) == [("FORBIDDEN", ())]
    assert await stage.refused(ReferralAssign, DISPATCHER, case.referral.id, version=7, handler=stranger) == [
        ("CONFLICT", ("expectedVersion",))
    ]


async def test_a_role_without_the_action_is_refused_before_its_input_is_looked_at(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    assert await stage.refused(ReferralProgress, CADRE.replace("cadre", "monitor"), case.referral.id, note="13800138000") == [
        ("FORBIDDEN", ())
    ]
    assert await stage.refused(ReferralProgress, HANDLER, case.referral.id, note="电话16000000001") == [("TEXT_HOLDS_PHONE", ("note",))]


async def test_done_of_a_repeat_equals_done_of_the_first(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    done = await stage.done(ReferralSign, DISPATCHER, case.referral.id, key="equal")
    assert done == Done(case.referral.id, 2)
    await stage.done(ReferralStart, HANDLER, case.referral.id)
    assert await stage.run(ReferralSign, DISPATCHER, case.referral.id, key="equal") == done
