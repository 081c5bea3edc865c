"""What PostgreSQL does for an inbox among many referrals, and which plans count alone. Source: docs/design.md 4.5."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import asyncpg
import pytest

from db.session.viewer import planned_as
from db.tables.referral import Referral
from domain.viewer import Viewer
from resolvers.planner.printing import Call
from schema.execute.execute import Request
from schema.execute.variables import coerced
from tests.builders.world import NOW
from tests.resolvers.planner.families import COMMISSIONER
from tests.schema.conftest import CADRE, DISPATCHER, Stage

MANY = 4000
INBOX = "{ inbox(first: 50) { nodes { number } } }"
COLUMNS = [column.name for column in Referral.__table__.columns if column.computed is None]
"""Those that are written."""


@pytest.fixture
async def crowded(stage: Stage, named: Mapping[str, str]) -> Stage:
    """The small world with many completed referrals of another county, some of which wait for somebody, and some are requests for funds."""
    for viewer in (CADRE, DISPATCHER):
        stage.world.viewer(viewer)
    await stage.world.insert(stage.addresses.loader)
    changed = {"id": "gen_random_uuid()", "number": "'copy ' || n"} | {
        f"waits_{party}": "n % 20 = 0" for party in ("office", "federation", "commissioner", "monitor")
    }
    changed |= {"family_id": "case when n % 10 <> 3 then family_id end", "line_sum": "case when n % 10 = 3 then 1 else line_sum end"}
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        if await connection.fetchval("select count(*) from referral") < MANY:
            values = ", ".join(changed.get(name, name) for name in COLUMNS)
            await connection.execute(
                f"insert into referral ({', '.join(COLUMNS)}) select {values} from referral, generate_series(1, {MANY}) n "
                "where state = 'COMPLETED'"
            )
    finally:
        await connection.close()
    owner = await asyncpg.connect(stage.addresses.owner)
    try:
        await owner.execute("analyze referral")
    finally:
        await owner.close()
    return stage


async def explained(stage: Stage, text: str, viewer: Viewer) -> list[Mapping[str, Any]]:
    """The parts of the plan that PostgreSQL makes for a query."""
    operation = await stage.executor().operation(Request(text), viewer)
    known = stage.reader.references()
    variables = coerced(stage.executor().schema, operation, {})
    plan = stage.reader.planner.query(operation, variables, viewer)
    async with stage.database.reader() as connection:
        told = await connection.fetchval(
            planned_as(plan.sql, f"explain (format json) {plan.sql}"),
            *plan.bind(variables, Call(viewer, NOW, "", known.calendar, known.limits, known.known)),
        )
    return list(parts(json.loads(told)[0]["Plan"]))


def parts(of: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield of
    for below in of.get("Plans", ()):
        yield from parts(below)


@pytest.mark.parametrize(
    ("viewer", "indexes"),
    [
        (DISPATCHER, {"ix_referral_inbox_federation", "ix_referral_inbox_office"}),
        (CADRE, {"ix_referral_inbox_federation", "ix_referral_inbox_office"}),
        (COMMISSIONER, {"ix_referral_inbox_commissioner"}),
        ("monitor.federation.3301", {"ix_referral_inbox_monitor"}),
    ],
)
async def test_an_inbox_is_found_by_the_index_of_those_who_wait(crowded: Stage, viewer: str, indexes: set[str]) -> None:
    found = await explained(crowded, INBOX, crowded.world.viewer(viewer))
    of_referrals = [
        each for each in found if str(each.get("Index Name", "")).startswith("ix_referral_") or each.get("Relation Name") == "referral"
    ]
    assert {each["Index Name"].removesuffix("_due").removesuffix("_dispatched") for each in of_referrals if "Index Name" in each} == indexes
    assert "Seq Scan" not in {each["Node Type"] for each in of_referrals}


COUNTS, PAGE = "referrals(first: 0) { totalCount groups(by: [STATE]) { count } }", "referrals { totalCount nodes { id } }"


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        (COUNTS, True),
        (f"{COUNTS} more: {COUNTS}", True),
        (PAGE, False),
        (f"{COUNTS} page: {PAGE}", False),
        (f"{COUNTS} viewer {{ id }}", False),
        ("viewer { id }", False),
    ],
)
async def test_a_plan_of_counts_alone_is_known_as_such(stage: Stage, asked: str, counts: bool) -> None:
    viewer = stage.world.viewer(CADRE)
    operation = await stage.executor().operation(Request(f"{{ {asked} }}"), viewer)
    variables = coerced(stage.executor().schema, operation, {})
    assert stage.reader.planner.query(operation, variables, viewer).counts is counts
