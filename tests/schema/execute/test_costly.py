"""A reading that takes too long is told what would narrow it. Source: docs/decisions/055-nobody-waits.md."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import orjson

from db.server.embedded import Embedded
from db.session.turns.costs import cost_of
from db.session.viewer import planned_as
from domain.viewer import Language
from resolvers.document.parse import Documents
from resolvers.reads.outlived import outlived
from schema.execute.execute import Request
from schema.execute.variables import coerced
from tests.schema.conftest import CADRE, Stage

LEADER = "leader.federation.330110"
BLOCKED = """
select pg_cancel_backend(pid) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and usename = 'lianbang_app'
"""
"""Of this database alone: tests of others wait for locks at the same time."""
TWO_NAMES = "{ families(first: 2) { nodes { displayName { value } } } }"
NAMES = "{ families(first: 1) { nodes { displayName { value } } } }"


def told(stage: Stage, text: str, by: str) -> list[tuple[list[str | int], str]]:
    """The paths and texts of what is told of a document that took too long."""
    schema, viewer = stage.reader.planner.schema, stage.world.viewer(by)
    operation = Documents(schema, introspection=False).known(text, viewer.account).operation(None)
    plan = stage.reader.planner.query(operation, coerced(schema, operation, {}), viewer)
    refusals = outlived(plan.tree, stage.reader.planner.mappings, 15).refusals
    return [([*each.path], each.text(Language.EN).partition("at most 15; ")[2]) for each in refusals]


def test_groups_are_told_by_their_path_with_the_filters_that_are_left(stage: Stage) -> None:
    summed = "summed: groups(by: [OFFICE]) { count }"
    text = (
        "{ a: referrals(filter: { state: [SIGNED] }) { g: groups(by: [WEEK, OFFICE]) { count } " + summed + " } families { nodes { id } } }"
    )
    ((path, advice),) = told(stage, text, CADRE)
    assert path == ["a", "g"]
    assert advice.startswith("narrow `referrals` by a filter (region, changedAfter, createdAfter, ")
    assert advice.endswith(", or ask for fewer groups.")
    assert " state" not in advice


def test_who_only_counts_is_told_the_filters_that_they_may_use(stage: Stage) -> None:
    ((_, advice),) = told(stage, "{ referrals { groups(by: [WEEK, OFFICE]) { count } } }", LEADER)
    assert advice == "narrow `referrals` by a filter (region, department, state, office), or ask for fewer groups."


def test_lists_without_groups_are_told_each_by_its_path(stage: Stage) -> None:
    assert [path for path, _ in told(stage, "{ a: families { nodes { id } } visits { nodes { id } } }", CADRE)] == [["a"], ["visits"]]
    assert [path for path, _ in told(stage, "{ viewer { id } }", CADRE)] == [[]]


async def test_a_reading_that_is_cancelled_in_both_lanes_is_too_costly(stage: Stage, server: Embedded) -> None:
    viewer = stage.world.viewer(CADRE)
    await stage.world.insert(stage.addresses.loader)
    superuser = await asyncpg.connect(server.url("postgres", urlsplit(stage.addresses.app).path.removeprefix("/")))
    async with stage.as_loader() as holder, holder.transaction():
        await holder.execute("lock table family")
        asking = asyncio.create_task(stage.executor().execute(Request(NAMES), viewer, "trace"))
        while not asking.done():
            await superuser.execute(BLOCKED)
    await superuser.close()
    answer = await asking
    (error,) = answer.errors
    assert (answer.data, error["extensions"]["code"], error["extensions"]["path"]) == (None, "TOO_COSTLY", ["families"])


async def test_what_a_reading_notes_adds_nothing_to_its_estimate(stage: Stage) -> None:
    await stage.data(TWO_NAMES)
    viewer = stage.world.viewer(CADRE)
    schema = stage.reader.planner.schema
    operation = Documents(schema, introspection=False).known(TWO_NAMES, viewer.account).operation(None)
    variables = coerced(schema, operation, {})
    plan = stage.reader.planner.query(operation, variables, viewer)
    arguments = plan.bind(variables, stage.reader._call(viewer, "trace"))
    async with stage.database.reader() as connection:
        explain = planned_as(plan.sql, f"explain (format json) {plan.sql}")
        whole = orjson.loads(await connection.fetchval(explain, *arguments))[0]["Plan"]
    estimate = stage.database.costs.estimate(plan.sql)
    assert plan.notes
    assert whole["Total Cost"] > cost_of(whole)
    assert estimate is not None
