"""The supervising federation says whether an emergency view was justified; what was not is closed. Source: docs/domain.md 7."""

from datetime import timedelta

import pytest

from db.tables.audit import AuditRecord
from db.tables.emergency_view import EmergencyView as Row
from db.tables.family_access import FamilyAccess
from domain.emergency import ViewDecision
from resolvers.commands.emergency.review import EmergencyViewReview
from tests.builders.case import Case, a_family
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.emergency.test_view import a_free_number, by, called, later, sees

__all__ = ["by", "later"]
MONITOR, ABOVE, NEXT = "monitor.federation.330110", "monitor.federation.3301", "monitor.federation.330106"
JUSTIFIED, NOT_JUSTIFIED = ViewDecision.JUSTIFIED, ViewDecision.NOT_JUSTIFIED


async def opened(stage: Stage, by: str) -> tuple[Case, Row]:
    """A family, and the call that opened it."""
    case = await stage.placed(a_family(stage.world))
    return case, await called(stage, by, number=case.family.number)


async def test_what_was_justified_stays_open(stage: Stage, by: str) -> None:
    case, row = await opened(stage, by)
    stage.now += timedelta(minutes=5)
    await stage.done(EmergencyViewReview, MONITOR, row.id, decision=JUSTIFIED, note="已电话核实")
    after = await stage.again(row)
    assert (after.decision, after.note, after.decided_at, after.version) == ("JUSTIFIED", "已电话核实", stage.now, row.version + 1)
    assert (after.decided_by, after.until) == (stage.world.viewer(MONITOR).account, row.until)
    assert await sees(stage, by, case)


async def test_what_was_not_is_closed_at_once_and_opened_by_no_other_word(stage: Stage, by: str) -> None:
    case, row = await opened(stage, by)
    stage.now += timedelta(minutes=5)
    await stage.done(EmergencyViewReview, ABOVE, row.id, decision=NOT_JUSTIFIED)
    assert ((await stage.again(row)).until, await sees(stage, by, case)) == (stage.now, False)
    await stage.done(EmergencyViewReview, ABOVE, row.id, decision=JUSTIFIED)
    assert not await sees(stage, by, case)
    records = await stage.rows(AuditRecord, AuditRecord.target_id == row.id, AuditRecord.action == "emergencyViewReview")
    assert sorted((each.reason, each.family_ids) for each in records) == [
        ("JUSTIFIED", [case.family.id]),
        ("NOT_JUSTIFIED", [case.family.id]),
    ]


async def test_what_is_over_stays_as_it_was(stage: Stage, by: str) -> None:
    _, row = await opened(stage, by)
    stage.now += timedelta(hours=4)
    await stage.done(EmergencyViewReview, MONITOR, row.id, decision=NOT_JUSTIFIED)
    (access,) = await stage.rows(FamilyAccess, FamilyAccess.emergency_view_id == row.id)
    assert (await stage.again(row)).until == access.until == row.until


async def test_a_call_that_found_nothing_is_reviewed_too(stage: Stage, by: str) -> None:
    row = await called(stage, by, number=a_free_number(stage))
    await stage.done(EmergencyViewReview, MONITOR, row.id, decision=NOT_JUSTIFIED)
    after = await stage.again(row)
    assert (after.decision, after.until, after.family_id) == ("NOT_JUSTIFIED", None, None)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (NEXT, ("NOT_FOUND", ("id",))), ("cadre.federation.330110", ("FORBIDDEN", ())), ("admin.security", ("FORBIDDEN", ())),
        ("leader.federation.330110", ("FORBIDDEN", ())), (None, ("FORBIDDEN", ())),
    ],
)  # fmt: skip
async def test_nobody_else_says_so(stage: Stage, by: str, who: str | None, code: tuple[str, tuple[str, ...]]) -> None:
    _, row = await opened(stage, by)
    assert await stage.refused(EmergencyViewReview, who or by, row.id, decision=JUSTIFIED) == [code]


async def test_a_stale_version_is_a_conflict(stage: Stage, by: str) -> None:
    _, row = await opened(stage, by)
    await stage.done(EmergencyViewReview, MONITOR, row.id, decision=JUSTIFIED)
    stale = await stage.refused(EmergencyViewReview, MONITOR, row.id, version=row.version, decision=NOT_JUSTIFIED)
    assert stale == [("CONFLICT", ("expectedVersion",))]
