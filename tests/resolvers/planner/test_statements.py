"""One statement answers a query, whatever its depth; one reads each row of a payload. Source: docs/design.md 4."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asyncpg.connection import LoggedQuery

from db.session.engine import Database
from db.session.turns.bounds import Bounds
from domain.viewer import Viewer
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Done, Envelope
from resolvers.commands.inputs.input import Input
from resolvers.reads.runner import Reader
from schema.execute.execute import Request
from tests.builders.world import NOW
from tests.resolvers.planner.test_cases import CASES, PlannerCase
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OPERATIONS = (Path(__file__).parents[3] / "docs" / "operations.graphql").read_text(encoding="utf-8")
DEEP = """
    {
      families(first: 3) {
        totalCount
        nodes {
          members { certificate { history { at } } family { head { displayName { value } } } }
          needs(first: 2) {
            nodes { items(first: 2) { nodes { referrals(first: 2) { nodes { events(first: 2) { edges { node { text } } } } } } } }
          }
        }
      }
      inbox { totalCount nodes { availableActions { action } item { dispatchPreview { family { phone { value } } } } } }
      viewer { office { name } scope { name } }
      regions(first: 2) { nodes { parent { parent { children(first: 2) { nodes { code } } } } } }
    }
"""
LONG = 3600.0
ROW = "referral { id number events { nodes { at } } } errors { code }"
IN_PROGRESS = "referral in progress"


class Signs:
    """In the place of what runs commands: what is asked for has been done already."""

    async def run(self, command: AnyCommand, input: Input, viewer: Viewer, envelope: Envelope, target: UUID | None = None) -> Done:
        """Answer with the row aimed at."""
        return Done(subject=target or getattr(input, "id", None))

    async def run_targets(self, *_: object) -> dict[UUID, Done]:
        """None can be run with the others."""
        return {}


@pytest.fixture
async def sent(stage: Stage) -> AsyncIterator[list[str]]:
    """What the readers of the stage, one for short readings and one for costly ones, send from now on, between readings too."""
    for viewer in (CADRE, DISPATCHER):
        stage.world.viewer(viewer)
    await stage.world.insert(stage.addresses.loader)
    found: list[str] = []

    def note(query: LoggedQuery) -> None:
        if not query.query.partition("*/ ")[2].startswith("explain"):  # once a text, of its plan
            found.append(query.query)

    # a reading that is slow because the machine is busy would be repeated as a costly one
    watched = Database(stage.addresses.app, lambda: NOW, Bounds(readers=1, costly=1, request=LONG))
    await watched.open()
    for lane in (watched.reader, watched.costly_reader):
        async with lane() as connection:
            await connection.fetchval(
                "select $1::uuid[] is null and $2::int[] is null and $3::text[] is null", [], [], []
            )  # types to get to know
            connection.add_query_logger(note)
    stage.reader = Reader(watched, stage.reader.planner, stage.reader.references)
    yield found
    await watched.close()


async def done(stage: Stage, text: str, by: str, variables: Mapping[str, Any], name: str | None = None) -> None:
    answer = await stage.executor(Signs()).execute(Request(text, name, variables), stage.world.viewer(by), "trace")
    assert answer.errors == ()
    await asyncio.sleep(0)  # asyncpg tells of a statement in the loop's next turn


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
async def test_a_query_is_one_statement(stage: Stage, named: Mapping[str, str], sent: list[str], folder: Path) -> None:
    case = PlannerCase(folder)
    await done(stage, case.text, case.viewer, {**case.variables(named), "after": None})
    assert len(sent) == 1


@pytest.mark.parametrize(("name", "variables"), [("Inbox", {}), ("Case", {"id": IN_PROGRESS}), ("AcrossDepartments", {"region": "330110"})])
async def test_what_a_department_asks_for_is_one_statement(
    stage: Stage, named: Mapping[str, str], sent: list[str], name: str, variables: Mapping[str, str]
) -> None:
    await done(stage, OPERATIONS, DISPATCHER, {key: named.get(value, value) for key, value in variables.items()}, name)
    assert len(sent) == 1


async def test_a_deep_query_is_one_statement_each_time(stage: Stage, sent: list[str]) -> None:
    for _ in range(2):
        await done(stage, DEEP, CADRE, {})
    assert len(sent) == 2
    assert len(set(sent)) == 1


async def test_a_query_that_asks_for_the_schema_too_is_one_statement(stage: Stage, sent: list[str]) -> None:
    await done(stage, "{ __schema { queryType { name } } inbox { nodes { family { number } } } }", DISPATCHER, {})
    assert len(sent) == 1


async def test_a_payload_is_read_by_one_statement(stage: Stage, named: Mapping[str, str], sent: list[str]) -> None:
    text = "mutation ($id: ID!) { referralStart(input: { targets: [{ id: $id }] }) { results { " + ROW + " } } }"
    await done(stage, text, DISPATCHER, {"id": named[IN_PROGRESS]})
    assert len(sent) == 1


async def test_each_row_of_a_payload_is_read_by_the_same_statement(stage: Stage, named: Mapping[str, str], sent: list[str]) -> None:
    text = "mutation ($targets: [TargetInput!]!) { referralSign(input: { targets: $targets }) { results { " + ROW + " } } }"
    await done(stage, text, DISPATCHER, {"targets": [{"id": named[each]} for each in (IN_PROGRESS, "referral not signed yet")]})
    assert len(sent) == 2
    assert len(set(sent)) == 1


async def test_a_payload_that_asks_for_no_row_reads_nothing(stage: Stage, named: Mapping[str, str], sent: list[str]) -> None:
    text = "mutation ($id: ID!) { referralStart(input: { targets: [{ id: $id }] }) { errors { code } } }"
    await done(stage, text, DISPATCHER, {"id": named[IN_PROGRESS]})
    assert sent == []


@pytest.mark.parametrize("asked", ["pageInfo { hasPreviousPage }", "pageInfo { __typename }", "__typename", "nodes { __typename }"])
@pytest.mark.parametrize("rows", ["auditRecords", "referrals"])
async def test_a_list_is_one_whatever_is_asked_of_it(stage: Stage, rows: str, asked: str) -> None:
    for viewer in ("admin.audit", "cadre.federation.330110"):
        for _ in range(2):  # each reading of the trail adds a record to it
            data = await stage.data(f"{{ {rows}(first: 2) {{ {asked} }} }}", viewer)
            assert list(data) == [rows]
