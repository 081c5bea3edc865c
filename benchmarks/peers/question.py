"""What every way to answer is asked, an office's inbox of 20, and by which statement the server answers it.

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
from resolvers.planner.sql.statement import COMMITS
from resolvers.planner.tree import Connection
from schema.execute.execute import Executor, Request
from schema.execute.variables import coerced

OFFICE = "dispatcher.civil-affairs.330106"
"""Who asks, where nobody is named."""
ACCOUNTS = (OFFICE, "handler.civil-affairs.330106", "handler-2.civil-affairs.330106")
"""Who asks in turns: the accounts of one office, since none of them may hold all that the server has for short readings."""
SIZE = 20
VARIABLES = {"first": SIZE}
MOMENTS = frozenset({"workDueAt", "dispatchedAt", "createdAt"})
DECIDED = frozenset({"now", "set_now", "trace", COMMITS})


@dataclass(frozen=True)
class Question:
    """A document of the server, and the same as PostGraphile is asked."""

    name: str
    title: str
    document: str
    of_postgraphile: str

    @property
    def body(self) -> bytes:
        """What the server is asked."""
        return orjson.dumps({"query": self.document, "variables": VARIABLES})

    def body_of_postgraphile(self, office: UUID) -> bytes:
        """Return what PostGraphile is asked, with the office as its condition."""
        return orjson.dumps({"query": self.of_postgraphile, "variables": {**VARIABLES, "office": str(office)}})


def _asked(name: str, title: str, nodes: str, of_postgraphile: str) -> Question:
    """Return the question for a page of which these fields are asked."""
    page = "totalCount nodes { %s } pageInfo { hasNextPage endCursor }"
    own = f"inbox(first: $first) {{ {page % nodes} }}"
    ordered = "condition: { waitsForOffice: $office }, orderBy: [WORK_DUE_AT_ASC]"
    other = f"inbox: allReferrals(first: $first, {ordered}) {{ {page % of_postgraphile} }}"
    return Question(name, title, f"query Inbox($first: Int) {{ {own} }}", f"query Inbox($first: Int, $office: UUID!) {{ {other} }}")


ROWS = _asked(
    "rows",
    "An inbox of 20, a row of each",
    "id number state workDueAt colour type { code name } family { number displayName { value level } }",
    """id: rowId number state workDueAt colour type: assistanceType { code name: nameZh }
    family: familyByFamilyId { number displayName: displayNameShown { value level } }""",
)
CASES = _asked(
    "cases",
    "An inbox of 20, with their families and members",
    """id number state dispatchedAt workDueAt colour type { code name }
    family {
      number createdAt displayName { value level } phone { value level }
      members { id relation displayName { value level } idNumber { value level } }
    }""",
    """id: rowId number state dispatchedAt workDueAt colour type: assistanceType { code name: nameZh }
    family: familyByFamilyId {
      number createdAt displayName: displayNameShown { value level } phone: phoneShown { value level }
      members { id: rowId relation displayName: displayNameShown { value level } idNumber: idNumberShown { value level } }
    }""",
)
QUESTIONS = {each.name: each for each in (ROWS, CASES)}


async def viewer_of(loader: asyncpg.Connection, account: str, now: datetime) -> Viewer:
    """Return a viewer of an account's membership that runs, the oldest; of several whose names begin alike of the first."""
    found = "select m.id from membership m join account a on a.id = m.account_id where a.subject like $1 and m.ends_at > $2"
    oldest = await loader.fetchval(f"{found} order by a.subject, m.starts_at limit 1", f"{account}%", now)
    row = await loader.fetchrow(FIND, oldest, now, None)
    assert row is not None, f"{account} has no membership that runs"
    return as_viewer(dict(row))


@dataclass(frozen=True)
class Known:
    """A statement with its values; `decided`: the places of those that each request decides."""

    statement: str
    values: Sequence[object]
    decided: Mapping[int, str]


async def known(executes: Executor, database: Database, viewer: Viewer, question: Question) -> tuple[Known, Known]:
    """Return the statement by which the server answers, and the same without what its audit takes."""
    operation = await executes.operation(Request(question.document), viewer)
    variables = coerced(executes.schema, operation, VARIABLES)
    planner, references = executes.reader.planner, executes.reader.references()
    plan = planner.query(operation, variables, viewer)
    inbox = plan.tree.roots[0]
    assert isinstance(inbox.body, Connection)
    roots = (replace(inbox, body=replace(inbox.body, noted=None)),)
    bare = replace(plan.tree, roots=roots, audited=frozenset())
    call = Call(viewer, database.clock(), "trace", references.calendar, references.limits, references.known)

    def bound(of: Plan) -> Known:
        decided = {place: name for place, name in enumerate(of.order) if name in DECIDED}
        return Known(of.sql, of.bind(variables, call), decided)

    return bound(plan), bound(planner._printed(bare, viewer, plan.rows))  # noqa: SLF001


def page(answer: bytes) -> dict[str, Any]:
    """Return the page of an answer as all can give it: keys and moments in one spelling, nobody
    as no members, without the cursor, which is each one's own.
    """
    inbox: dict[str, Any] = orjson.loads(answer)["data"]["inbox"]
    for node in inbox["nodes"]:
        family = node["family"] or {}
        family["members"] = family.get("members") or []
        for rows, type_name in (([node], "Referral"), ([family], "Family"), (family["members"], "Person")):
            for row in rows:
                row.update(_spelled(row, type_name))
    del inbox["pageInfo"]["endCursor"]
    return inbox


def _spelled(row: Mapping[str, Any], type_name: str) -> dict[str, Any]:
    """Return what has several spellings in one: moments, and the key where it is that of the table."""
    spelled: dict[str, Any] = {name: datetime.fromisoformat(row[name]) for name in MOMENTS & row.keys()}
    if "-" in row.get("id", ""):
        spelled["id"] = global_id(type_name, UUID(row["id"]))
    return spelled
