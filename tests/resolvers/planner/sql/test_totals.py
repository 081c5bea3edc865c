"""Totals are those of the rows that are listed, whichever part of them is counted by itself. Source: docs/decisions/054-lists.md."""

import re

import pytest

from db.session.connect import connected
from db.sums.fold import fold
from resolvers.planner.sql import connection
from resolvers.planner.sql.lists import looks, totals
from tests.builders.case import a_family
from tests.resolvers.planner.sql.conftest import LINE, LINES, MONITOR, OFFICE, OVER_ALL, statement
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
    for head in ("邓红", "韩磊", "曹静"):
        a_family(world, head=head).with_need("LIVING_ASSISTANCE").referred_to(OFFICE.removeprefix("dispatcher."))
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


@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize("viewer", [CADRE, MONITOR, LINE, OFFICE])
async def test_what_is_unread_is_all_but_the_few_that_were_read(
    beyond: Stage, monkeypatch: pytest.MonkeyPatch, viewer: str, few: int
) -> None:
    """`few`: of how many that were read; of more the unread are counted one by one. All are told by sums to whom reads these."""
    monkeypatch.setattr(looks, "FEW", few)
    async with beyond.as_loader() as loader:
        read = "insert into referral_read select $1, id, last_event_id from referral where last_event_id is not null and number ~ '[13]$'"
        await loader.execute(f"{read} on conflict do nothing", beyond.world.viewer(viewer).account)
    counted = "all: referrals { totalCount } read: referrals(filter: { unread: false }) { totalCount }"
    unread = "{ referrals(first: 100, filter: { unread: true }) { totalCount nodes { id } } }"
    told = await beyond.data(f"query few{few} {{ {counted} ...on Query {unread} }}", viewer)
    assert told["referrals"]["totalCount"] == len(told["referrals"]["nodes"]) == told["all"]["totalCount"] - told["read"]["totalCount"]
    assert told["read"]["totalCount"]
    assert ("_sum as " in statement(beyond, viewer, unread)) is (viewer != OFFICE)


@pytest.mark.parametrize("viewer", [CADRE, OFFICE])
async def test_a_total_is_counted_to_its_cap_and_says_so(beyond: Stage, monkeypatch: pytest.MonkeyPatch, viewer: str) -> None:
    """What is unread is told exactly up to the cap, of however many there are with what was read."""
    async with beyond.as_loader() as loader:
        account = beyond.world.viewer(viewer).account
        await loader.execute("delete from referral_read where account_id = $1", account)
        await loader.execute("update referral set last_event_id = id, last_event_by = null")
        read = "insert into referral_read select $1, id, last_event_id from referral"
        of = "dispatching_office_id" if viewer == CADRE else "office_id"
        await loader.execute(f"{read} where {of} = $2 order by id limit 1", account, beyond.world.viewer(viewer).office)
    told = "totalCount totalCountIsCapped"
    asked = f"{{ referrals {{ {told} }} unread: referrals(filter: {{ unread: true }}) {{ {told} }} }}"
    every = await beyond.data(f"query every {asked}", viewer)
    left = every["unread"]["totalCount"]
    assert 1 < left < every["referrals"]["totalCount"]
    for cap, capped in ((left, False), (left - 1, True)):
        monkeypatch.setattr(connection, "COUNTED_ROWS", cap)
        monkeypatch.setattr(totals, "MOST", cap + 1)
        found = await beyond.data(f"query cap{cap} {asked}", viewer)
        assert found["unread"] == {"totalCount": cap, "totalCountIsCapped": capped}
        assert found["referrals"] == {"totalCount": cap, "totalCountIsCapped": True}


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
