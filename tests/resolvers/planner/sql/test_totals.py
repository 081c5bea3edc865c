"""Totals are those of the rows that are listed, whichever part of them is counted by itself. Source: docs/decisions/054-lists.md."""

import re

import pytest

from db.session.connect import connected
from db.sums.fold import fold
from tests.builders.case import a_family
from tests.resolvers.planner.sql.conftest import LINE, LINES, MONITOR, OVER_ALL, statement
from tests.schema.conftest import CADRE, Stage

FILTERS = (
    "waitingFor: OFFICE",
    "unread: true",
    "unread: false",
    'createdAfter: "2026-01-01T00:00:00Z"',
    "urgency: [NORMAL]",
    'type: ["A01"]',
)


@pytest.fixture(scope="module")
async def beyond(overlapping: Stage) -> Stage:
    """With what a county's federation dispatched for families before it and after it, in the order of codes; all of it is summed."""
    world = overlapping.world
    moved = a_family(world, in_="330127001001", head="何敏").with_need("LIVING_ASSISTANCE")
    moved.referred_to("civil-affairs.330106", dispatching_office_id=world.viewer(CADRE).office)
    await world.insert(overlapping.addresses.loader)
    async with connected(overlapping.addresses.worker) as worker:
        await fold(worker)
    return overlapping


async def listed(stage: Stage, viewer: str, narrowed: str) -> tuple[int, int]:
    """How many referrals there are, and how many a page has that has room for all."""
    within = f", filter: {{ {narrowed} }}" if narrowed else ""
    asked = f"{{ referrals(first: 100{within}) {{ totalCount nodes {{ id }} }} }}"
    found = (await stage.data(asked, viewer))["referrals"]
    return found["totalCount"], len(found["nodes"])


@pytest.mark.parametrize("viewer", [CADRE, MONITOR, OVER_ALL])
async def test_a_total_of_what_is_seen_in_two_ways_is_that_of_the_rows_listed(beyond: Stage, viewer: str) -> None:
    told = [await listed(beyond, viewer, narrowed) for narrowed in FILTERS]
    assert [total for total, _ in told] == [rows for _, rows in told]
    assert any(total for total, _ in told)


async def test_what_was_dispatched_beyond_the_scope_is_counted_by_itself(beyond: Stage) -> None:
    """PostgreSQL answers an OR of both by no single index; beyond the scope there are mostly none."""
    printed = re.sub(r"\s+", " ", statement(beyond, CADRE, "{ referrals(filter: { waitingFor: OFFICE }) { totalCount } }"))
    (scoped, elsewhere) = re.findall(r"select 1 as one from referral as \w+ where (.*?) limit", printed)
    assert "county_code = " in scoped
    assert "dispatching_office_id" not in scoped
    assert re.search(r"dispatching_office_id = .*region_code < \S+ or \w+\.region_code > ", elsewhere)
    within, rows = await listed(beyond, CADRE, 'region: "330110000000", waitingFor: OFFICE')
    assert within == rows
    assert await listed(beyond, CADRE, "waitingFor: OFFICE") == (within + 2, within + 2)


async def test_sums_of_what_was_dispatched_lie_before_the_scope_and_after_it(beyond: Stage) -> None:
    printed = statement(beyond, CADRE, "{ referrals { totalCount } }")
    assert "referral_sum" in printed
    total, rows = await listed(beyond, CADRE, "")
    within, _ = await listed(beyond, CADRE, 'region: "330110000000"')
    assert (total, rows) == (within + 2, within + 2)


async def test_what_else_is_seen_of_a_scope_is_counted_beyond_it(overlapping: Stage) -> None:
    """Of families that are proposed to another county a monitor counts those of the scope, and those that leave it, each once."""
    asked = "{ familyMoveProposals(first: 50) { totalCount nodes { id } } }"
    printed = re.sub(r"\s+", " ", statement(overlapping, MONITOR, asked))
    assert len(re.findall(r"select 1 as one from family_move_proposal as \w+ where ", printed)) == 2
    found = (await overlapping.data(asked, MONITOR))["familyMoveProposals"]
    assert found["totalCount"] == len(found["nodes"])


@pytest.mark.parametrize("asked", ["nodes { id }", "totalCount"])
@pytest.mark.parametrize("viewer", [LINE, LINES])
def test_what_a_line_is_given_is_read_in_its_order(overlapping: Stage, viewer: str, asked: str) -> None:
    """PostgreSQL is not told how many families are asked for: where it expects all of them it may as well sort them."""
    printed = re.sub(r"\s+", " ", statement(overlapping, viewer, f"{{ families {{ {asked} }} }}"))
    given = [each.partition(") as given")[0] for each in printed.split("(select distinct ")[1:]]
    of_line = [each for each in given if "department_code = " in each]
    assert of_line
    assert [each for each in of_line if not re.search(r" order by \S+ desc, \S+ desc limit \$\d+::bigint$", each)] == []
