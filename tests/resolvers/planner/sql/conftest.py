"""A small world in which most rows are seen in several ways, and who asks about it.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Mapping

import pytest

from domain.viewer import Role
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from resolvers.planner.plan import Planner
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.mutations import asks
from schema.execute.variables import coerced
from tests.builders.case import a_family
from tests.builders.world import OTHER_COUNTY
from tests.resolvers.planner.families import VILLAGES
from tests.schema.conftest import CADRE, Stage

OVER_ALL = "cadre.federation.330127"
"""Whose scope has a county, one of its townships, two of its villages, and a township elsewhere: most rows lie in several of these."""
MONITOR, LINE, OFFICE = "monitor.federation.3301", "dispatcher.civil-affairs.3301", "dispatcher.civil-affairs.330110"
OF_VILLAGES = "monitor.federation.330110"
"""Whose scope is two villages, and whose office dispatched most of what is in the county, and some beyond."""
OF_TOWN = "cadre-of-a-town.federation.330110"
"""Of the same office, over a township elsewhere, in which little lies."""
TOWNS = f"commissioner.federation.{VILLAGES[1]}"
"""A commissioner of a village, and of a township elsewhere."""
LINES = "dispatcher.civil-affairs.33"
"""Whose line has two cities, and not their province."""


@pytest.fixture(scope="module")
async def overlapping(module_stage: Stage, named: Mapping[str, str]) -> Stage:
    """The small world, with referrals that lie in no county of the federation that dispatched them, and a scope of many parts."""
    world = module_stage.world
    world.viewer(OVER_ALL)
    world.over(OVER_ALL, "330110000000", f"{VILLAGES[0][:9]}000", *VILLAGES[:2], f"{OTHER_COUNTY}002000")
    for name, scope in ((OF_VILLAGES, (VILLAGES[0], VILLAGES[2])), (TOWNS, (VILLAGES[1], f"{OTHER_COUNTY}002000"))):
        world.viewer(name)
        world.over(name, *scope)
    world.viewers[OF_TOWN] = world._join(OF_TOWN, Role.FEDERATION_CADRE, world.office("federation.330110"), f"{OTHER_COUNTY}002000")
    world.viewer(LINES)
    world.over(LINES, "330100000000", "330200000000")
    moved = a_family(world, in_=f"{OTHER_COUNTY}002051", head="孙丽")
    moved.with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330106", dispatching_office_id=world.viewer(CADRE).office)
    await world.insert(module_stage.addresses.loader)
    return module_stage


def statement(stage: Stage, viewer: str, text: str) -> str:
    """The SQL of a document without variables."""
    of = stage.world.viewer(viewer)
    operation = Documents(stage.schema, introspection=False).known(text, of.account).operation(None)
    return (
        Planner(stage.schema, all_mappings(), all_roots(), asks(COMMANDS))
        .query(operation, coerced(stage.schema, operation, {}), of)
        .sql.lower()
    )
