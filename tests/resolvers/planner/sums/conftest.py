"""The small world, whose referrals, items and listings change by chance."""

import pytest

from db.session.connect import connected
from tests.builders.world import World
from tests.resolvers.planner.sums.counted import LISTING, OFFICES, SUPERIORS
from tests.schema.conftest import Stage


@pytest.fixture(scope="module")
async def unbound(module_stage: Stage, world: World) -> Stage:
    """The small world, in which an item may have as many leads as one likes, with everybody who counts."""
    for each in (*LISTING, *SUPERIORS, "dispatcher.civil-affairs.330110"):
        world.viewer(each)
    for office in OFFICES:
        world.office(office)
    await world.insert(module_stage.addresses.loader)
    async with connected(module_stage.addresses.owner) as owner:
        await owner.execute("drop index uq_referral_open_lead")
    return module_stage
