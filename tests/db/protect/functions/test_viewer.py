"""What is planned for one kind of viewer shows it what row security shows it anyway, and shows others no more than that.

Source: docs/decisions/064-smaller-policies.md.
"""

import asyncio
import json
import re
from dataclasses import replace

import asyncpg
import pytest

from db.protect.policies import GUARDED, PLANNED_ONCE, SECURED, policies
from db.protect.sums import functions as sums
from db.server.login import Addresses
from db.session.viewer import OF_COMMANDS, lasting, planned_as, planned_for, settings
from domain.viewer import Kind
from tests.builders.world import NOW
from tests.db.protect.test_row_security import OF_A_CASE, SEEN, Stage, seen

OFFICE, CADRE = "dispatcher.civil-affairs.330110", "cadre.federation.330110"
EACH_TABLE = " union all ".join(f"select '{table}', {'id' if table == 'family' else 'family_id'} from {table}" for table in OF_A_CASE)
AS_WHO_ASKS = """
select proname, prosrc || coalesce(pg_get_function_sqlbody(oid), '') from pg_proc
where pronamespace = 'public'::regnamespace and not prosecdef
"""


@pytest.fixture(scope="module")
def stage(shared_addresses: Addresses) -> Stage:
    stage = Stage(shared_addresses)
    asyncio.run(stage.world.insert(shared_addresses.loader))
    return stage


async def planned(stage: Stage, connection: asyncpg.Connection, kind: Kind) -> dict[str, set[str]]:
    """The cases of which each table shows a row to a statement that is planned for a kind of viewer."""
    return await shown(stage, connection, planned_for(kind, EACH_TABLE))


async def shown(stage: Stage, connection: asyncpg.Connection, statement: str) -> dict[str, set[str]]:
    """The cases of which each table shows a row to a statement that reads all of them."""
    rows = {tuple(row) for row in await connection.fetch(statement)}
    return {table: {name for name, case in stage.cases.items() if (table, case.family.id) in rows} for table in OF_A_CASE}


@pytest.mark.parametrize("name", SEEN)
async def test_what_is_planned_for_a_kind_shows_it_what_it_sees(stage: Stage, name: str) -> None:
    async with stage.as_viewer(name) as connection:
        assert await planned(stage, connection, stage.viewers[name].kind) == SEEN[name]


@pytest.mark.parametrize("name", [CADRE, "dispatcher.civil-affairs.3301", "operator.federation.3301"])
async def test_what_is_planned_for_another_kind_shows_no_row_that_is_not_ones_own(stage: Stage, name: str) -> None:
    async with stage.as_viewer(name) as connection:
        found = [await planned(stage, connection, kind) for kind in Kind]
        await connection.execute("select set_config('app.mode', 'apply', true)")
        found += [await planned(stage, connection, kind) for kind in (Kind.OFFICE, Kind.COUNTER)]
    assert [(each, table) for each in found for table in OF_A_CASE if not each[table] <= SEEN[name][table]] == []
    assert seen() in found


@pytest.mark.parametrize("statement", [f"{OF_COMMANDS} {EACH_TABLE}", EACH_TABLE.replace("select", f"SELECT {OF_COMMANDS}", 1)])
@pytest.mark.parametrize("name", [OFFICE, CADRE, "dispatcher.civil-affairs.3301"])
async def test_what_is_planned_for_commands_shows_every_row_in_apply_mode_and_else_none(stage: Stage, name: str, statement: str) -> None:
    async with stage.as_viewer(name) as connection:
        assert await shown(stage, connection, statement) == seen()
        await connection.execute("select set_config('app.mode', 'apply', true)")
        assert await shown(stage, connection, statement) == await shown(stage, connection, EACH_TABLE)
        assert await shown(stage, connection, statement) == {table: {*stage.cases} for table in OF_A_CASE}
        await connection.execute("select set_config('app.mode', 'read', true)")
        assert await shown(stage, connection, statement) == seen()
        assert await planned(stage, connection, stage.viewers[name].kind) == SEEN[name]


async def test_a_plan_for_commands_asks_for_the_mode_alone(stage: Stage) -> None:
    async with stage.as_viewer(OFFICE) as connection:
        for table in OF_A_CASE:
            statement = f"{OF_COMMANDS} select from {table}"
            told = await connection.fetch(planned_as(statement, f"explain (verbose) {statement}"))
            plan = "\n".join(row[0] for row in told)
            assert re.findall(r"InitPlan \d+$|app\.\w+", plan, re.MULTILINE) == ["InitPlan 1", "app.mode"]


async def test_a_plan_that_one_kind_of_viewer_made_shows_another_nothing(stage: Stage) -> None:
    async with stage.as_viewer(OFFICE) as connection:
        assert await planned(stage, connection, Kind.OFFICE) == SEEN[OFFICE]
        for setting, value in settings(stage.viewers[CADRE], NOW).items():
            await connection.execute("select set_config($1, $2, true)", setting, value)
        assert await planned(stage, connection, Kind.OFFICE) == seen()
        assert await planned(stage, connection, Kind.CADRE) == SEEN[CADRE]


@pytest.mark.parametrize("name", [name for name in SEEN if "federation" in name])
async def test_servers_of_before_send_whole_codes_and_see_the_same(stage: Stage, name: str) -> None:
    async with stage.as_viewer(name) as connection:
        await connection.execute("select set_config('app.scope', $1, true)", ",".join(stage.viewers[name].scope))
        assert await planned(stage, connection, stage.viewers[name].kind) == SEEN[name]


@pytest.mark.parametrize(
    ("scope", "inside", "outside"),
    [
        (("330110000000",), "330110109200", "330111001001"),
        (("330110109000",), "330110109200", "330110110001"),
        (("330110100000",), "330110100001", "330110101001"),
        (("500000000000",), "500101001001", "510104001001"),
        (("330100000000",), "330110109200", "330281001001"),
        (("330100000000", "330281001001"), "330281001001", "330281001002"),
        (("000000000000",), None, "330110109200"),
        (("000000000000",), None, "000000000000"),
        (("000000000000", "330110000000"), "330110109200", "000000000000"),
        ((), None, "330110109200"),
        (("", "330110000000"), "330110109200", "330281001001"),
    ],
)
async def test_a_scope_holds_what_begins_with_the_digits_of_its_divisions(
    stage: Stage, scope: tuple[str, ...], inside: str | None, outside: str
) -> None:
    viewer = replace(stage.viewers[CADRE], scope=scope)
    async with stage.as_viewer(CADRE) as connection:
        for told in (lasting(viewer)["app.scope"], ",".join(scope)):
            await connection.execute("select set_config('app.scope', $1, true)", told)
            lies_in = "select coalesce($1 ^@ any(viewer_scope(null)), false)"
            assert inside is None or await connection.fetchval(lies_in, inside)
            assert not await connection.fetchval(lies_in, outside)


async def test_a_superior_office_sees_what_it_is_given_itself_wherever_its_line_is(stage: Stage) -> None:
    async with stage.as_viewer("dispatcher.civil-affairs.3301") as connection:
        await connection.execute("select set_config('app.scope', '330281000000', true)")
        for found in (await stage.cases_in(connection, "family"), (await planned(stage, connection, Kind.SUPERIOR_OFFICE))["family"]):
            assert found == {"city", "afar"}


async def test_a_plan_for_a_kind_holds_its_rule_alone_with_a_sub_select_for_each_setting(stage: Stage) -> None:
    async with stage.as_viewer(OFFICE) as connection:

        async def explained(table: str) -> str:
            statement = planned_for(Kind.OFFICE, f"select from {table}")
            return "\n".join(row[0] for row in await connection.fetch(planned_as(statement, f"explain (verbose) {statement}")))

        plan = await explained("referral")
        assert {*re.findall(r"app\.\w+", plan)} == {"app.kind", "app.office", "app.now"}
        assert len({*re.findall(r"InitPlan \d", plan)}) == 3
        for table in OF_A_CASE:
            found = re.findall(r"viewer_\w+\(|planned_for\(", await explained(table))
            assert found == [], "PostgreSQL has not put in its place what they say"


async def test_what_is_left_out_of_a_plan_makes_no_row_cheap_to_its_planner(stage: Stage) -> None:
    """Or a list in its order is taken for dearer than a sort of the whole scope, and a count of a province for a short reading."""
    async with stage.as_viewer(CADRE) as connection:
        await connection.execute("set local enable_indexscan = off; set local enable_bitmapscan = off")
        (plan,) = json.loads(await connection.fetchval(planned_for(Kind.CADRE, "explain (format json) select from family")))
    assert plan["Plan"]["Node Type"] == "Seq Scan"
    assert plan["Plan"]["Total Cost"] > 4 * plan["Plan"]["Plan Rows"]  # half of which are expected to be seen


async def test_no_function_keeps_a_plan_that_was_made_for_one_kind_of_viewer(stage: Stage) -> None:
    async with stage.as_viewer(None) as connection:
        read = {name: {*re.findall(r"[a-z_]+", body)} for name, body in await connection.fetch(AS_WHO_ASKS)}
    made_for_a_kind = {*SECURED, *GUARDED, *sums.TABLES} - {*PLANNED_ONCE}
    assert {name: words & made_for_a_kind for name, words in read.items() if words & made_for_a_kind} == {}
    assert {"sign_in_stands", "client_key_stands"} <= {*read}
    assert [table for table in PLANNED_ONCE if "planned_for" in policies(table)["see"]] == []
