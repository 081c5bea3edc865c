"""A family that was proposed to another county stays after all. Source: docs/lifecycle.md (`familyMoveWithdraw`)."""

import pytest

from domain.moving import MoveState
from resolvers.commands.moving.decide import FamilyMoveDecide
from resolvers.commands.moving.withdraw import FamilyMoveWithdraw
from tests.builders.case import a_family
from tests.builders.world import NOW
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.moving.test_propose import CADRE, HOME, THERE_CADRE, proposed


async def test_withdrawn_it_is_decided_no_more_and_what_was_told_is_gone(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, HOME))
    row = await proposed(stage, case)
    assert await stage.refused(FamilyMoveWithdraw, THERE_CADRE, row.id) == [("FORBIDDEN", ())]
    await stage.done(FamilyMoveWithdraw, CADRE, row.id, note="未迁出")
    after = await stage.again(row)
    assert (after.state, after.version, after.decided_by) == (MoveState.WITHDRAWN, 2, stage.world.viewer(CADRE).account)
    assert (after.told_cipher, after.reason, after.decided_at) == (None, None, NOW)
    assert await stage.refused(FamilyMoveDecide, THERE_CADRE, row.id, accepted=True) == [("NO_TRANSFER", ("id",))]
    assert await stage.refused(FamilyMoveWithdraw, CADRE, row.id) == [("NO_TRANSFER", ("id",))]
    assert (await proposed(stage, case)).number != row.number


@pytest.mark.parametrize("by", [f"commissioner.federation.{HOME}", "monitor.federation.330110", "handler.civil-affairs.330110"])
async def test_it_is_for_cadres(stage: Stage, by: str) -> None:
    row = await proposed(stage, await stage.placed(a_family(stage.world, HOME)))
    assert await stage.refused(FamilyMoveWithdraw, by, row.id) == [("FORBIDDEN", ())]
