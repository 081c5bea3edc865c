"""A hold, and its end, is proposed by one administrator and decided by another. Source: docs/lifecycle.md (`legalHoldDecide`)."""

from uuid import uuid4

from db.tables.retention import LegalHold
from resolvers.commands.legal_hold.decide import LegalHoldDecide
from resolvers.commands.legal_hold.end import LegalHoldEnd
from resolvers.commands.legal_hold.set import LegalHoldSet
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.legal_hold.test_set import ADMIN, SECURITY, hold

STANDS = [("HOLD_STANDS", ("id",))]


async def test_a_hold_is_approved_then_its_end_declined_then_approved(stage: Stage) -> None:
    row = await hold(stage)
    await stage.done(LegalHoldDecide, SECURITY, row.id, approved=True)
    assert await stage.refused(LegalHoldDecide, SECURITY, row.id, approved=True) == STANDS
    for approved, state in ((False, "IN_FORCE"), (True, "ENDED")):
        await stage.done(LegalHoldEnd, ADMIN, row.id)
        assert (await stage.again(row)).ended_at is None
        await stage.done(LegalHoldDecide, SECURITY, row.id, approved=approved)
        assert (await stage.again(row)).state == state
    assert (await stage.again(row)).ended_at is not None
    assert await stage.refused(LegalHoldEnd, ADMIN, row.id) == STANDS


async def test_a_declined_hold_holds_nothing(stage: Stage) -> None:
    row = await hold(stage)
    await stage.done(LegalHoldDecide, SECURITY, row.id, approved=False)
    row = await stage.again(row)
    assert (row.state, row.ended_at is None) == ("DECLINED", False)


async def test_nobody_else_decides(stage: Stage) -> None:
    row = await hold(stage)
    for by in (ADMIN, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(LegalHoldDecide, by, row.id, approved=True) == [("FORBIDDEN", ())]
    assert await stage.rows(LegalHold, LegalHold.id == row.id, LegalHold.state == "PROPOSED")
    assert await stage.refused(LegalHoldSet, SECURITY, uuid4(), reason="LITIGATION") == [("FORBIDDEN", ())]
