"""A limit's next version is proposed and approved; no due day that is set moves. Source: docs/decisions/050-versions.md."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from db.reference.read import Reference, read_from
from db.session.connect import connected
from db.tables.reference import AssistanceType, RuleLimit
from db.tables.referral import Referral
from domain.limit import BOUNDS, LimitKey
from domain.referral import LegalBasis, State
from domain.time.calendar import day_of
from domain.time.clock import last_day
from domain.time.limit import Limit, Unit
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.limit.set import LimitSet
from resolvers.commands.proposal.decide import ProposalDecide
from resolvers.commands.referral.sign import ReferralSign
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved

TODAY = day_of(NOW)
SOON, LATER = TODAY + timedelta(days=7), TODAY + timedelta(days=30)


def given(limit: str = "answer_normal", value: int = 3, since: date = LATER, **more: Any) -> Mapping[str, Any]:
    """The input for a version of a limit."""
    return {"limit": limit, "value": value, "valid_from": since, "basis": "省残联通知〔2026〕1号", **more}


async def known_on(stage: Stage, day: date) -> Reference:
    """The reference data as every server reads it on a day."""
    async with connected(stage.addresses.app) as connection:
        return await read_from(connection, day)


async def versions(stage: Stage, limit: str) -> list[tuple[int, int, date, date | None, str]]:
    """Every version of a limit, the first one without its first day."""
    rows = sorted(await stage.rows(RuleLimit, RuleLimit.key == limit), key=lambda each: each.version)
    return [(each.version, each.value, each.valid_from, each.valid_to, each.origin) for each in rows]


async def test_a_version_holds_from_its_day_on_and_replaces_what_was_to_come_later(stage: Stage) -> None:
    first = await approved(stage, LimitSet, **given("clue", 8))
    (began, *_), second = (await versions(stage, "clue"))[0][2:], (2, 8, LATER, None, "API")
    assert await versions(stage, "clue") == [(1, 5, began, LATER, "FILE"), second]
    assert (first.code_list, first.code, first.follows, first.unit) == ("LIMIT", "clue", 1, "WORKING_DAY")
    made = await stage.row(RuleLimit, RuleLimit.proposal_id == first.id)
    assert (made.version, made.source) == (2, "省残联通知〔2026〕1号")
    await approved(stage, LimitSet, **given("clue", 9, SOON, unit=Unit.NATURAL_DAY))
    assert await versions(stage, "clue") == [
        (1, 5, began, SOON, "FILE"),
        (2, 8, LATER, LATER, "API"),
        (3, 9, SOON, None, "API"),
    ]
    known = await known_on(stage, TODAY)
    assert known.limits["clue"] == 5
    assert [known.clock.on(day).clue for day in (TODAY, SOON, LATER)] == [
        Limit(5, Unit.WORKING_DAY),
        Limit(9, Unit.NATURAL_DAY),
        Limit(9, Unit.NATURAL_DAY),
    ]


async def test_a_clock_runs_by_the_version_of_the_day_on_which_it_started(stage: Stage) -> None:
    await approved(stage, LimitSet, **given(value=3, since=SOON))
    await approved(stage, LimitSet, **given("return", 9, SOON))
    case = await stage.referred(State.DISPATCHED)
    before = await stage.again(case.referral)
    kept, now = stage.commands.references, stage.now
    try:
        stage.now += timedelta(days=8)
        known = await known_on(stage, day_of(stage.now))
        stage.commands.references = lambda: known
        assert known.limits["answer_normal"] == 3
        await stage.done(ReferralSign, "dispatcher.healthcare-security.330110", case.referral.id)
        after = await stage.again(case.referral)
        assert after.signed_at == stage.now
        assert (after.answer_due_at, after.return_due_at) == (before.answer_due_at, before.return_due_at)
        later = await stage.drafted()
        await stage.done(ItemDispatch, "cadre.federation.330110", later.item.id, legal_basis=LegalBasis.STATUTORY_DUTY, preview_seen=True)
        sent = await stage.row(Referral, Referral.item_id == later.item.id)
        assert last_day(sent.answer_due_at) == known.calendar.add(day_of(stage.now), 3)
    finally:
        stage.commands.references, stage.now = kept, now


async def test_what_it_follows_must_be_what_it_followed_when_it_was_proposed(stage: Stage) -> None:
    first, second = [(await stage.done(LimitSet, ADMIN, uuid4(), **given("follow_up", value))).subject for value in (2, 3)]
    assert first is not None
    assert second is not None
    await stage.done(ProposalDecide, SECURITY, first, approved=True)
    assert await stage.refused(ProposalDecide, SECURITY, second, approved=True) == [("VERSION_MOVED", ("id",))]
    third = (await stage.done(LimitSet, ADMIN, uuid4(), **given("follow_up", 3, TODAY + timedelta(days=1)))).subject
    assert third is not None
    now = stage.now
    stage.now = stage.now.replace(hour=15, minute=56)  # four minutes to midnight in Shanghai
    try:
        assert await stage.refused(ProposalDecide, SECURITY, third, approved=True) == [("BEGINS_TOO_EARLY", ("id",))]
    finally:
        stage.now = now


async def test_a_type_of_help_gets_another_limit_for_what_is_drafted_from_its_day_on(stage: Stage) -> None:
    async def of_type() -> list[tuple[int, int, str, date | None, str]]:
        rows = sorted(await stage.rows(AssistanceType, AssistanceType.code == "A01"), key=lambda each: each.version)
        return [(each.version, each.limit_value, each.limit_unit, each.valid_to, each.origin) for each in rows]

    first = await approved(stage, LimitSet, **given("finish_type", 20, SOON, type="A01"))
    assert (first.code, first.type_code, first.follows, first.unit) == ("finish_type", "A01", 1, "WORKING_DAY")
    assert await of_type() == [(1, 30, "WORKING_DAY", SOON, "FILE"), (2, 20, "WORKING_DAY", None, "API")]
    before, after = [(await known_on(stage, day)).types["A01"] for day in (TODAY, SOON)]
    assert [(each.version, each.limit.finish) for each in (before, after)] == [
        (1, Limit(30, Unit.WORKING_DAY)),
        (2, Limit(20, Unit.WORKING_DAY)),
    ]
    assert replace(after, version=1, limit=before.limit) == before
    made = await stage.row(AssistanceType, AssistanceType.proposal_id == first.id)
    assert (made.source_zh, made.valid_from) == ("省残联通知〔2026〕1号", SOON)
    again = given("finish_type", 20, LATER, type="A01")
    assert await stage.refused(LimitSet, ADMIN, uuid4(), **again) == [("VALUE_STANDS", ("value",))]


async def test_the_login_of_the_application_writes_no_version_of_a_type(stage: Stage) -> None:
    async with connected(stage.addresses.app) as connection:
        for statement in (
            "update assistance_type set limit_value = 300 where code = 'A02'",
            "insert into assistance_type select (jsonb_populate_record(t, '{\"version\": 9}')).* from assistance_type t where code = 'A02'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        (given("finish_type"), ("REQUIRED", ("type",))),
        (given("clue", type="A01"), ("LIMIT_OF_ALL_TYPES", ("type",))),
        (given("finish_type", type="A99"), ("UNKNOWN_CODE", ("type",))),
        (given("finish_type", 400, type="A02"), ("NUMBER_RANGE", ("value",))),
        (given("audit_days"), ("UNKNOWN_CODE", ("limit",))),
        (given("made_up"), ("UNKNOWN_CODE", ("limit",))),
        (given(since=TODAY), ("BEGINS_TOO_EARLY", ("validFrom",))),
        (given(value=0), ("NUMBER_RANGE", ("value",))),
        (given("contact_days_normal", 90), ("VALUE_STANDS", ("value",))),
        (given("finish_urgent", unit=Unit.WORKING_DAY), ("UNIT_UNFIT", ("unit",))),
        (given("yellow_share", 50, unit=Unit.HOUR), ("UNIT_UNFIT", ("unit",))),
        (given(basis="13800138000"), ("TEXT_HOLDS_PHONE", ("basis",))),
    ],
)
async def test_what_does_not_fit_is_refused(stage: Stage, wrong: dict[str, Any], refused: Any) -> None:
    assert await stage.refused(LimitSet, ADMIN, uuid4(), **wrong) == [refused]


def test_every_limit_has_its_bounds_and_what_holds_today_is_within(stage: Stage) -> None:
    for key in LimitKey:
        assert key is LimitKey.FINISH_TYPE or BOUNDS[key].least <= stage.reference.limits[key] <= BOUNDS[key].most


async def test_others_propose_none(stage: Stage) -> None:
    for by in (SECURITY, "admin.audit", "cadre.federation.330110", "dispatcher.health.330110"):
        assert await stage.refused(LimitSet, by, uuid4(), **given()) == [("FORBIDDEN", ())]
