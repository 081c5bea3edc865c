"""A draft is thrown away. Source: docs/lifecycle.md (`itemDiscard`)."""

from domain.item import ItemState
from domain.need import NeedStatus
from resolvers.commands.item.discard import ItemDiscard
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE


async def test_a_discarded_draft_leaves_its_need_open(stage: Stage) -> None:
    case = await stage.drafted()
    await stage.done(ItemDiscard, CADRE, case.item.id)
    item = await stage.again(case.item)
    assert (item.state, item.cancel_reason) == (ItemState.CANCELLED, "DISCARDED")
    assert (await stage.again(case.need)).status == NeedStatus.OPEN


async def test_what_came_back_is_cancelled_and_not_discarded(stage: Stage) -> None:
    case = await stage.drafted(state=ItemState.TO_DISPATCH)
    assert await stage.refused(ItemDiscard, CADRE, case.item.id) == [("INVALID_TRANSITION", ())]
