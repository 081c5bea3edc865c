"""Totals are those of the rows that are listed, whichever part of them is counted by itself. Source: docs/decisions/054-lists.md."""

import re

import pytest

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


async def listed(stage: Stage, viewer: str, narrowed: str) -> tuple[int, int]:
    """How many referrals there are, and how many a page has that has room for all."""
    asked = f"{{ referrals(first: 100, filter: {{ {narrowed} }}) {{ totalCount nodes {{ id }} }} }}"
    found = (await stage.data(asked, viewer))["referrals"]
    return found["totalCount"], len(found["nodes"])


@pytest.mark.parametrize("viewer", [CADRE, MONITOR, OVER_ALL])
async def test_a_total_of_what_is_seen_in_two_ways_is_that_of_the_rows_listed(overlapping: Stage, viewer: str) -> None:
    told = [await listed(overlapping, viewer, narrowed) for narrowed in FILTERS]
    assert [total for total, _ in told] == [rows for _, rows in told]
    assert any(total for total, _ in told)


async def test_what_was_dispatched_beyond_the_scope_is_counted_by_itself(overlapping: Stage) -> None:
    """Of an OR no index tells how many rows there are; beyond the scope there are mostly none."""
    printed = re.sub(r"\s+", " ", statement(overlapping, CADRE, "{ referrals(filter: { waitingFor: OFFICE }) { totalCount } }"))
    (scoped, beyond) = re.findall(r"select 1 as one from referral as \w+ where (.*?) limit", printed)
    assert "county_code = " in scoped
    assert "dispatching_office_id" not in scoped
    assert re.search(r"dispatching_office_id = .*region_code < \S+ or \w+\.region_code > ", beyond)
    within = 'region: "330110000000", waitingFor: OFFICE'
    assert await listed(overlapping, CADRE, "waitingFor: OFFICE") > await listed(overlapping, CADRE, within)


@pytest.mark.parametrize("asked", ["nodes { id }", "totalCount"])
@pytest.mark.parametrize("viewer", [LINE, LINES])
def test_what_a_line_is_given_is_read_in_its_order(overlapping: Stage, viewer: str, asked: str) -> None:
    """PostgreSQL is not told how many families are asked for: where it expects all of them it may as well sort them."""
    printed = re.sub(r"\s+", " ", statement(overlapping, viewer, f"{{ families {{ {asked} }} }}"))
    given = [each.partition(") as given")[0] for each in printed.split("(select distinct ")[1:]]
    of_line = [each for each in given if "department_code = " in each]
    assert of_line
    assert [each for each in of_line if not re.search(r" order by \S+ desc, \S+ desc limit \$\d+::bigint$", each)] == []
