"""A hold holds until its end is approved. Source: docs/lifecycle.md (`legalHoldEnd`)."""

from resolvers.commands.legal_hold.decide import LegalHoldDecide
from resolvers.commands.legal_hold.end import LegalHoldEnd
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.legal_hold.test_set import ADMIN, SECURITY, hold


async def test_the_end_is_proposed_of_what_is_in_force_alone(stage: Stage) -> None:
    row = await hold(stage)
    assert await stage.refused(LegalHoldEnd, ADMIN, row.id) == [("HOLD_STANDS", ("id",))]
    await stage.done(LegalHoldDecide, SECURITY, row.id, approved=True)
    assert await stage.refused(LegalHoldEnd, SECURITY, row.id) == [("FORBIDDEN", ())]
    await stage.done(LegalHoldEnd, ADMIN, row.id)
    row = await stage.again(row)
    assert (row.state, row.ended_at, row.end_proposed_by) == ("END_PROPOSED", None, stage.world.viewer(ADMIN).account)
