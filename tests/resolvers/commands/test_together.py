"""Targets of a bulk command share a transaction and its statements, and each is done or refused as it is by itself.

Source: docs/decisions/057-fewer-statements.md; docs/decisions/005-commands.md (keys).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

import asyncpg
from typing_extensions import override

from db.tables.audit import AuditRecord
from db.tables.command_key import CommandKey
from db.tables.default_handler import DefaultHandler
from db.tables.event import Event
from db.tables.family_access import FamilyAccess
from db.tables.referral import Referral
from domain.item import ItemState
from domain.message.refusal import Refusal
from domain.referral import LegalBasis, State
from resolvers.commands.aggregate.case import Case as Aggregate
from resolvers.commands.command import AnyCommand, Change
from resolvers.commands.context import Done, Envelope, Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.item.dispatch import ItemDispatch, ItemDispatchInput
from resolvers.commands.referral.sign import ReferralSign, ReferralSignInput
from tests.builders.case import Case
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER

OWN = {"_sa_instance_state", "number", "family_ids", "person_ids"}
"""What tells two cases apart, beside ids and moments."""


async def run(
    stage: Stage,
    targets: Mapping[UUID, int | None],
    by: str = DISPATCHER,
    command: AnyCommand | None = None,
    *,
    key: str | None = None,
    given: Input | None = None,
) -> dict[UUID, Done]:
    """What becomes of targets, each with the version that was read, which could be run together."""
    envelopes = {each: Envelope("trace", key, version, named=(*targets,)) for each, version in targets.items()}
    return await stage.commands.run_targets(command or ReferralSign(), given or ReferralSignInput(), await stage.viewer(by), envelopes)


def codes(done: Mapping[UUID, Done], *targets: UUID) -> list[list[str]]:
    return [[error.code for error in done[each].errors] for each in targets]


async def left(stage: Stage, case: Case) -> list[Any]:
    """What a signature leaves of a case, whoever's it is."""
    referral, item, need = [await stage.again(each) for each in (case.referral, case.item, case.need)]
    (access,) = await stage.rows(FamilyAccess, FamilyAccess.referral_id == referral.id)
    events = await stage.rows(Event, Event.family_id == case.family.id)
    records = await stage.rows(AuditRecord, AuditRecord.target_id == referral.id)
    events.sort(key=lambda each: (each.action, each.subject_type))

    def told(row: Any) -> dict[str, object]:
        return {name: value for name, value in vars(row).items() if not isinstance(value, UUID | datetime) and name not in OWN}

    return [told(each) for each in (referral, item, need, access, *events, *records)]


async def test_each_is_done_or_refused_as_by_itself_and_they_share_their_statements(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(6)]
    alone, signed, theirs = (
        cases.pop(),
        await stage.referred(State.SIGNED),
        await stage.referred(State.DISPATCHED, office="healthcare-security.330106"),
    )
    await stage.done(ReferralSign, DISPATCHER, alone.referral.id)
    unknown, stale, *fine = uuid4(), cases[0].referral.id, *(case.referral.id for case in cases[1:])
    others = {stale: 7, unknown: None, signed.referral.id: None, theirs.referral.id: None}
    with stage.counted() as statements:
        done = await run(stage, others | dict.fromkeys(fine, 1))
    assert codes(done, *others) == [["CONFLICT"], ["NOT_FOUND"], ["INVALID_TRANSITION"], ["NOT_FOUND"]]
    assert [done[each] for each in fine] == [Done(each, 2) for each in fine]
    assert len(statements) <= 13
    for case in cases[1:]:
        assert await left(stage, case) == await left(stage, alone)
    assert (await stage.again(cases[0].referral)).state == State.DISPATCHED


async def test_of_two_for_one_need_and_of_a_request_for_funds_each_is_to_be_run_by_itself(stage: Stage) -> None:
    case, other = await stage.referred(State.DISPATCHED), await stage.referred(State.DISPATCHED)
    first = case.referral
    case.with_draft("A11").referred_to("healthcare-security.330110", State.DISPATCHED, of_type=stage.reference.types["A11"].limit)
    await stage.placed(case)
    done = await run(stage, {first.id: None, case.referral.id: None, other.referral.id: None})
    assert [*done] == [other.referral.id]


async def test_where_somebody_holds_one_row_nobody_waits_and_nothing_is_done(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(2)]
    targets = dict.fromkeys((case.referral.id for case in cases), 1)
    await stage.viewer(DISPATCHER)
    connection = await asyncpg.connect(stage.addresses.loader)
    async with connection.transaction():
        await connection.execute("select from need where id = $1 for update", cases[1].need.id)
        assert await run(stage, targets) == {}
    await connection.close()
    async with stage.commands._rows.turn(cases[0].referral.id):
        assert await run(stage, targets) == {}
    assert codes(await run(stage, targets), *targets) == [[], []]


class Late(ReferralSign):
    """Refuses one referral after it has changed it."""

    action = "referralSign"
    late: ClassVar[set[UUID]] = set()

    @override
    def apply(self, case: Aggregate, input: ReferralSignInput, at: Moment) -> Change:
        """Sign, and refuse."""
        told = super().apply(case, input, at)
        case.item.state = ItemState.SIGNED
        if case.judged.id in self.late:
            raise Refusal("BUSY")
        return told


async def test_of_what_is_refused_late_nothing_is_written(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(3)]
    first, second, third = sorted(case.referral.id for case in cases)
    Late.late.add(second)
    assert codes(await run(stage, dict.fromkeys((first, second, third), 1), command=Late()), first, second, third) == [[], ["BUSY"], []]
    for case in cases:
        item, referral = await stage.again(case.item), await stage.again(case.referral)
        is_late = referral.id == second
        assert (item.state, referral.signed_at is None, referral.version) == (
            "DISPATCHED" if is_late else "SIGNED",
            is_late,
            1 if is_late else 2,
        )


async def test_a_key_keeps_each_target_and_once_all_that_were_named(stage: Stage) -> None:
    cases = [await stage.referred(State.DISPATCHED) for _ in range(3)]
    targets = dict.fromkeys((case.referral.id for case in cases), 1)
    first = await run(stage, targets, key="together")
    assert codes(first, *targets) == [[], [], []]
    assert await run(stage, targets, key="together") == first
    assert {each.target for each in await stage.rows(CommandKey, CommandKey.key == "together")} == {"", *map(str, targets)}
    assert codes(await run(stage, {uuid4(): None, uuid4(): None}, key="together"), *()) == []
    strangers = {(await stage.referred(State.DISPATCHED)).referral.id: None for _ in range(2)}
    assert codes(await run(stage, strangers, key="together"), *strangers) == [["KEY_REUSED"], ["KEY_REUSED"]]


async def test_what_is_looked_up_once_is_each_ones_own(stage: Stage) -> None:
    """The default handler depends on the township and type of each."""
    cases = [await stage.referred(State.DISPATCHED), await stage.referred(State.DISPATCHED, "A12")]
    handler, office = await stage.viewer(HANDLER), cases[0].referral.office_id
    stage.world.add(DefaultHandler(id=uuid4(), office_id=office, town_code=None, type_code="A12", handler_id=handler.account))
    await stage.placed(cases[0])
    await run(stage, dict.fromkeys((case.referral.id for case in cases), 1))
    assert [(await stage.row(Referral, Referral.id == case.referral.id)).handler_id for case in cases] == [None, handler.account]


async def test_items_are_dispatched_together_each_to_where_it_goes(stage: Stage) -> None:
    cases = [await stage.drafted() for _ in range(3)]
    given = ItemDispatchInput(legal_basis=LegalBasis.STATUTORY_DUTY, preview_seen=True)
    targets = {case.item.id: case.item.version for case in cases[:2]} | {cases[2].item.id: None}
    done = await run(stage, targets, CADRE, ItemDispatch(), given=given)
    assert codes(done, *targets) == [[], [], ["REQUIRED"]]
    for case in cases[:2]:
        sent = await stage.row(Referral, Referral.item_id == case.item.id)
        assert (sent.state, sent.office_id) == (State.DISPATCHED, stage.world.office(PLAIN_OFFICE).id)
    assert await stage.rows(Referral, Referral.item_id == cases[2].item.id) == []
