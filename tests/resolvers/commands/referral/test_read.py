"""What an account has read of a referral is its own affair: no event, no version. Source: docs/domain.md 3."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from db.tables.audit import AuditRecord
from db.tables.event import Event
from db.tables.referral import Referral
from db.tables.referral_read import ReferralRead as Mark
from domain.referral import State
from resolvers.commands.referral.answer import ReferralAnswer
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.read import ReferralRead
from tests.builders.case import Case
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage

CADRE, DISPATCHER, HANDLER = "cadre.federation.330110", f"dispatcher.{PLAIN_OFFICE}", f"handler.{PLAIN_OFFICE}"


async def is_unread(stage: Stage, case: Case, by: str) -> bool:
    """As the field reads it."""
    referral, me = await stage.again(case.referral), stage.world.viewer(by).account
    marks = await stage.rows(Mark, Mark.referral_id == referral.id, Mark.account_id == me)
    return referral.last_event_by != me and [each.event_id for each in marks] != [referral.last_event_id]


async def asked(stage: Stage) -> Case:
    """The office has put a question to the federation."""
    case = await stage.referred(State.IN_PROGRESS)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, question="需要补充什么材料？")
    return case


async def test_a_step_is_news_for_everybody_but_its_author_until_they_mark_it(stage: Stage) -> None:
    case = await asked(stage)
    assert [await is_unread(stage, case, by) for by in (CADRE, DISPATCHER, HANDLER)] == [True, True, False]
    await stage.done(ReferralRead, CADRE, case.referral.id)
    assert [await is_unread(stage, case, by) for by in (CADRE, DISPATCHER, HANDLER)] == [False, True, False]
    await stage.done(ReferralAnswer, CADRE, case.referral.id, text="请补充户口簿复印件。")
    assert [await is_unread(stage, case, by) for by in (CADRE, DISPATCHER, HANDLER)] == [False, True, True]
    await stage.done(ReferralRead, HANDLER, case.referral.id)
    await stage.done(ReferralRead, HANDLER, case.referral.id)
    assert [await is_unread(stage, case, by) for by in (CADRE, DISPATCHER, HANDLER)] == [False, True, False]


async def test_a_referral_keeps_the_last_step_of_its_history_and_who_took_it(stage: Stage) -> None:
    case = await asked(stage)
    stage.now += timedelta(minutes=1)
    await stage.done(ReferralAnswer, CADRE, case.referral.id, text="请补充户口簿复印件。")
    steps = await stage.rows(Event, Event.subject_id == case.referral.id)
    last, referral = max(steps, key=lambda each: each.at), await stage.again(case.referral)
    assert (last.action, last.id, last.account_id) == ("referralAnswer", referral.last_event_id, referral.last_event_by)


async def test_reading_leaves_a_mark_and_a_record_and_nothing_else(stage: Stage) -> None:
    case = await asked(stage)
    tables = {row[0]: row[1:] for row in await stage.everything()}
    await stage.done(ReferralRead, CADRE, case.referral.id)
    after = {row[0]: row[1:] for row in await stage.everything()}
    assert {table for table in after if after[table] != tables[table]} == {"referral_read", "audit_record"}
    record = await stage.row(AuditRecord, AuditRecord.action == "referralRead", AuditRecord.target_id == case.referral.id)
    assert (record.target_type, record.family_ids) == ("Referral", [case.family.id])


async def test_a_step_that_was_begun_before_the_reading_and_came_after_it_is_news(stage: Stage) -> None:
    case = await asked(stage)
    await stage.done(ReferralRead, CADRE, case.referral.id)
    stage.now -= timedelta(minutes=5)
    await stage.done(ReferralProgress, HANDLER, case.referral.id, note="已电话联系")
    assert await is_unread(stage, case, CADRE)


async def test_what_was_read_is_named_by_its_version(stage: Stage) -> None:
    case = await asked(stage)
    version = (await stage.row(Referral, Referral.id == case.referral.id)).version
    await stage.done(ReferralProgress, HANDLER, case.referral.id, note="已电话联系")
    assert await stage.refused(ReferralRead, CADRE, case.referral.id, version=version) == [("CONFLICT", ("expectedVersion",))]
    await stage.done(ReferralRead, CADRE, case.referral.id, version=version + 1)


@pytest.mark.parametrize(
    ("by", "code"),
    [("dispatcher.civil-affairs.330106", "NOT_FOUND"), ("leader.federation.330110", "FORBIDDEN"), ("admin.system", "FORBIDDEN")],
)
async def test_who_sees_no_referral_marks_none(stage: Stage, by: str, code: str) -> None:
    case = await asked(stage)
    given: Mapping[str, Any] = {}
    assert [found for found, _ in await stage.refused(ReferralRead, by, case.referral.id, **given)] == [code]
