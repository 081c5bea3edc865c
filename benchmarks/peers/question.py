"""What every way to answer is asked: an office's inbox of 20, the server's own statement for it, and the page that must come.

Source: docs/benchmarks.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from db.session.engine import Database
from db.session.viewer import FIND, as_viewer
from domain.value.node_id import global_id
from domain.viewer import Viewer
from resolvers.planner.plan import Plan
from resolvers.planner.printing import Call
from resolvers.planner.tree import Connection
from schema.execute.execute import Executor, Request
from schema.execute.variables import coerced

OFFICE = "dispatcher.civil-affairs.330106"
"""Who asks, where nobody is named."""
SIZE = 20
INBOX = """
    query Inbox($first: Int) {
      inbox(first: $first) {
        totalCount
        nodes { id number state workDueAt colour type { code name } family { number displayName { value level } } }
        pageInfo { hasNextPage endCursor }
      }
    }
"""
OF_POSTGRAPHILE = """
    query Inbox($first: Int, $office: UUID!) {
      inbox: allReferrals(first: $first, condition: { waitsForOffice: $office }, orderBy: [WORK_DUE_AT_ASC]) {
        totalCount
        nodes {
          id: rowId number state workDueAt colour
          type: assistanceType { code name: nameZh }
          family: familyByFamilyId { number displayName: displayNameShown { value level } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
"""
VARIABLES = {"first": SIZE}
BODY = orjson.dumps({"query": INBOX, "variables": VARIABLES})
DECIDED = frozenset({"now", "set_now", "trace"})


async def viewer_of(loader: asyncpg.Connection, account: str, now: datetime) -> Viewer:
    """Return a viewer of an account's membership that runs; of several whose names begin alike of the first."""
    found = "select m.id from membership m join account a on a.id = m.account_id where a.subject like $1 and m.ends_at > $2"
    row = await loader.fetchrow(FIND, await loader.fetchval(f"{found} order by a.subject limit 1", f"{account}%", now), now, None)
    assert row is not None, f"{account} has no membership that runs"
    return as_viewer(dict(row))


def body_of_postgraphile(office: UUID) -> bytes:
    """Return what PostGraphile is asked, with the office as its condition."""
    return orjson.dumps({"query": OF_POSTGRAPHILE, "variables": {**VARIABLES, "office": str(office)}})


@dataclass(frozen=True)
class Known:
    """A statement with its values; `decided`: the places of those that each request decides."""

    statement: str
    values: Sequence[object]
    decided: Mapping[int, str]


async def known(executes: Executor, database: Database, viewer: Viewer) -> tuple[Known, Known]:
    """Return the statement by which the server answers, and the same without what its audit takes."""
    operation = await executes.operation(Request(INBOX), viewer)
    variables = coerced(executes.schema, operation.node, VARIABLES)
    planner, references = executes.reader.planner, executes.reader.references()
    plan = planner.query(operation, variables, viewer)
    inbox = plan.tree.roots[0]
    assert isinstance(inbox.body, Connection)
    roots = (replace(inbox, body=replace(inbox.body, noted=None)),)
    bare = replace(plan.tree, roots=roots, audited=frozenset(), noted=frozenset())
    call = Call(viewer, database.clock(), "trace", references.calendar, references.limits, references.known)

    def bound(of: Plan) -> Known:
        decided = {place: name for place, name in enumerate(of.order) if name in DECIDED}
        return Known(of.sql, of.bind(variables, call), decided)

    return bound(plan), bound(planner._printed(bare, viewer, plan.rows))  # noqa: SLF001


def page(answer: bytes) -> dict[str, Any]:
    """Return the page of an answer as all can give it: keys and moments in one spelling, without the cursor, which is each one's own."""
    inbox: dict[str, Any] = orjson.loads(answer)["data"]["inbox"]
    for node in inbox["nodes"]:
        node["workDueAt"] = datetime.fromisoformat(node["workDueAt"])
        if "-" in node["id"]:
            node["id"] = global_id("Referral", UUID(node["id"]))
    del inbox["pageInfo"]["endCursor"]
    return inbox
