"""How far lists of campaigns came is the same from sums as from rows. Source: docs/decisions/056-sums.md (Listings)."""

from itertools import islice
from random import Random

import pytest

from db.protect.sums.listings import OF_LISTINGS
from db.session.connect import connected
from db.session.viewer import settings
from db.sums.fold import fold
from domain.value.node_id import global_id
from schema.execute.execute import Request
from schema.execute.variables import coerced
from tests.builders.world import NOW
from tests.resolvers.planner.sums.changes import campaigns_of, changes_of_listings, put_on_a_list
from tests.resolvers.planner.sums.counted import ABOVE, GROUPS, LISTING, OF_CAMPAIGNS, both, killed
from tests.schema.conftest import Stage

COVERAGE = ("count", "count visited", "count listed pending visited notReached notHome refused moved deceased removed")
OF_LISTS = ("", 'region: "330110000000"', 'region: "330100000000"', "state: [VISITED]", "state: [REMOVED, PENDING]")
OF_CAMPAIGN = ('campaign: "CAMPAIGN"', 'within: "CAMPAIGN"', 'within: "CAMPAIGN", state: [NOT_REACHED]')
TO_CADRES = ('region: "330110109000"', "contactResult: [REFUSED]", "contactResult: [MOVED, NOT_HOME], state: [PENDING]")
"""CAMPAIGN stands for one of the campaigns; what is asked by cadres alone, who see the families."""


@pytest.mark.parametrize("seed", range(4))
async def test_lists_are_as_far_from_sums_as_from_rows(unbound: Stage, seed: int) -> None:
    random = Random(seed)
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        campaigns = await campaigns_of(connection)
        for statement in islice(changes_of_listings(random, campaigns), 24):
            await connection.execute(statement)
            if random.random() < 0.3:
                await worker.fetchval("select fold_sums($1)", random.choice((1, 2, 1000)))
            if random.random() < 0.2:
                await killed(unbound)
    for by in LISTING * 3:
        sees = by.startswith("cadre") and by != ABOVE
        keys = random.choice((["COUNTY"], ["TOWNSHIP"], ["TOWNSHIP", "COUNTY"])) if sees else ["COUNTY"]
        narrowed = random.choice((*OF_LISTS, *OF_CAMPAIGN, *TO_CADRES) if sees else (*OF_LISTS, *OF_CAMPAIGN))
        narrowed = narrowed.replace("CAMPAIGN", global_id("Campaign", random.choice(campaigns)["id"]))
        told = random.choice(COVERAGE)
        for root, groups in (("campaignListings", GROUPS), ("listings", OF_CAMPAIGNS)):
            summed, counted = await both(unbound, by, keys, narrowed, root, told, groups)
            assert summed == counted, (by, keys, narrowed)
    async with unbound.as_loader() as connection:
        await put_on_a_list(connection)
    summed, counted = await both(unbound, LISTING[0], ["TOWNSHIP"], "", "campaignListings", COVERAGE[-1])
    assert summed == counted
    assert summed["campaignListings"]["groups"]


@pytest.mark.parametrize("by", LISTING)
@pytest.mark.parametrize("groups", [GROUPS, OF_CAMPAIGNS])
async def test_no_listing_is_looked_at_for_how_far_lists_came(unbound: Stage, by: str, groups: str) -> None:
    viewer, root = unbound.world.viewer(by), "listings" if groups is OF_CAMPAIGNS else "campaignListings"
    operation = await unbound.executor().operation(Request(groups.format("Asked", "", "COUNTY", root, COVERAGE[-1])), viewer)
    statement = unbound.reader.planner.query(operation, coerced(unbound.executor().schema, operation, {}), viewer).sql
    assert "listing_sum" in statement
    assert "campaign_listing" not in statement


async def test_what_is_folded_and_off_all_lists_leaves_no_sum(unbound: Stage) -> None:
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        await put_on_a_list(connection)
        await fold(worker)
        assert not await connection.fetchval("select exists (select from listing_delta)")
        listings = await connection.fetchval("select count(*) from campaign_listing")
        counted = await connection.fetch("select facet, sum(n) from listing_sum where apart group by facet")
        assert {row["facet"]: row["sum"] for row in counted} == dict.fromkeys(OF_LISTINGS.finer, listings)
        await connection.execute("delete from campaign_listing")
        await fold(worker)
        assert not await connection.fetchval("select exists (select from listing_sum)")


@pytest.mark.parametrize("by", [*LISTING, "dispatcher.civil-affairs.330110", "dispatcher.civil-affairs.33"])
async def test_sums_of_lists_are_told_to_whom_their_rows_are(unbound: Stage, by: str) -> None:
    viewer, seen = unbound.world.viewer(by), {}
    async with unbound.as_loader() as connection, connected(unbound.addresses.worker) as worker:
        for each in await campaigns_of(connection):
            await put_on_a_list(connection, each["id"])
        await fold(worker)
        await connection.execute("update campaign_listing set state = case state when 'VISITED' then 'PENDING' else 'VISITED' end")
    async with connected(unbound.addresses.app) as connection, connection.transaction():
        for setting, value in settings(viewer, NOW).items():
            await connection.execute("select set_config($1, $2, true)", setting, value)
        for table in ("campaign_listing", "listing_sum", "listing_delta"):
            lists = await connection.fetch(f"select distinct number, counts_told from {table} t join campaign c on c.id = t.campaign_id")
            seen[table] = {row["number"]: row["counts_told"] for row in lists}
    assert seen["listing_sum"] == seen["listing_delta"] == seen["campaign_listing"]
    sees = by.startswith("cadre") and by != ABOVE
    assert bool(seen["listing_sum"]) is (by in LISTING)
    assert all(seen["listing_sum"].values()) is not sees
