"""Cases to read the planner by: a query, its plan as a tree, its one statement, its answer, and what the read audit notes.

A case is a folder of cases/: query.graphql (`# as:` the viewer, `# with:` the variables), plan.txt, statement.sql (laid out), answer.json,
and noted.json where something was shown that is noted. `make cases` writes them anew; a difference is to be read before it is committed.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from schema.execute.execute import Request
from schema.execute.variables import coerced
from tests.resolvers.planner.layout import TOKENS, laid_out
from tests.resolvers.planner.show import show
from tests.schema.conftest import Stage

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/query.graphql"))
WRITES = "LIANBANG_WRITE_CASES" in os.environ


@dataclass(frozen=True)
class PlannerCase:
    """A case as its folder tells it."""

    folder: Path

    @cached_property
    def text(self) -> str:
        """The document."""
        return (self.folder / "query.graphql").read_text(encoding="utf-8")

    @property
    def viewer(self) -> str:
        """Who asks."""
        found = re.search(r"^# as: (\S+)$", self.text, re.MULTILINE)
        assert found is not None
        return found[1]

    def variables(self, named: Mapping[str, str]) -> dict[str, Any]:
        """The values of its variables, names in the place of ids resolved."""

        def resolved(value: Any) -> Any:
            return [resolved(each) for each in value] if isinstance(value, list) else named.get(str(value), value)

        found = re.search(r"^# with: (\{.*\})$", self.text, re.MULTILINE)
        return {name: resolved(value) for name, value in json.loads(found[1]).items()} if found else {}

    def holds(self, name: str, found: str) -> None:
        """What was found stands in the folder's file of this name; or it is written there."""
        path = self.folder / name
        if WRITES:
            path.write_text(found, encoding="utf-8") if found else path.unlink(missing_ok=True)
        assert found == (path.read_text(encoding="utf-8") if path.exists() else "")


def readable(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


async def noted(stage: Stage) -> list[dict[str, Any]]:
    """What the read audit has noted so far; it is forgotten."""
    connection = await asyncpg.connect(stage.addresses.loader)
    try:
        rows = await connection.fetch("select action, groups, cardinality(family_ids) as families from audit_record order by groups, at")
        await connection.execute("delete from audit_record")
        return [dict(row) for row in rows]
    finally:
        await connection.close()


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
async def test_a_query_is_the_statement_and_the_answer_that_were_read(stage: Stage, named: Mapping[str, str], folder: Path) -> None:
    case = PlannerCase(folder)
    viewer, variables = stage.world.viewer(case.viewer), case.variables(named)
    if variables.get("after") == "the first page":
        (first,) = (await stage.data(case.text, case.viewer)).values()
        variables["after"] = first["pageInfo"]["endCursor"]
    answer = await stage.data(case.text, case.viewer, variables)
    operation = await stage.executor().operation(Request(case.text), viewer)
    values = coerced(stage.executor().schema, operation, variables)
    plan = stage.reader.planner.query(operation, values, viewer)
    statement = plan.sql
    case.holds("plan.txt", show(plan.tree))
    case.holds("statement.sql", laid_out(statement))
    assert TOKENS.findall(statement) == TOKENS.findall(laid_out(statement))
    case.holds("answer.json", readable(answer))
    if not plan.notes:  # a standby may answer it, where nothing can be written or locked
        async with stage.database.reader() as connection, connection.transaction(readonly=True):
            arguments = plan.bind(values, stage.reader._call(viewer, "trace"))
            assert json.loads(await connection.fetchval(statement, *arguments)) == answer
    found = await noted(stage)
    case.holds("noted.json", readable(found) if found else "")
