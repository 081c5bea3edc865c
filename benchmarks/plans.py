"""What PostgreSQL does for each list on the large county: `python -m benchmarks.plans [FOLDER [LISTS]]`, after `make large`.

Source: docs/decisions/054-lists.md. For each list, kind of viewer, order and usual filter it tells the processor time of a warm page, and
fails where it takes longer than it may, or where rows are read one by one or sorted beyond the page, unless
`TOLD` (benchmarks/pages.py) says why.
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid5

import asyncpg
import orjson
import psutil
from graphql import GraphQLSchema

from benchmarks.pages import FIRST, MILLISECONDS, MOST_READ, SCOPES, TIMES, TOTAL_MILLISECONDS, VIEWERS, Page, pages, told_of
from benchmarks.peers.question import viewer_of
from benchmarks.replay import literal
from db.reference.read import Reference, read_from
from db.server.embedded import SETTINGS, Embedded
from db.server.fitting import of_this_machine
from db.server.login import Addresses, addresses_of
from db.session.connect import connected
from db.session.engine import PLANNED_ONCE
from db.session.viewer import FIND, as_viewer, planned_as
from db.tables.declare import COLUMN_OF_LEVEL
from domain.viewer import Kind, RegionLevel, Viewer, lies_in
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import BadDocument, Documents
from resolvers.planner.plan import Planner
from resolvers.planner.printing import Call
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.contract import contract
from schema.execute.variables import coerced

DATABASE, HOURS = "lianbang", timedelta(hours=3)
FEW = 2_000
"""Rows of a table that are read as a whole at no cost, and entries of an index as a bitmap."""


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the nodes of a plan that was run."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def too_much(plan: Mapping[str, Any]) -> list[str]:
    """Return what in a plan reads or sorts more rows than a page justifies."""
    found = []
    for node in nodes(plan):
        rows = node.get("Actual Rows", 0) * node.get("Actual Loops", 1)
        read = rows + node.get("Rows Removed by Filter", 0) * node.get("Actual Loops", 1)
        where = f"{node['Node Type']} {node.get('Relation Name', '')}".strip()
        if node["Node Type"] in {"Seq Scan", "Bitmap Index Scan"}:
            if read > FEW:
                found.append(f"{where}: {read:.0f} rows")
        elif node["Node Type"] in {"Sort", "Incremental Sort"} and sum(each.get("Actual Rows", 0) for each in node.get("Plans", ())) > 4 * (
            FIRST + 1
        ):
            found.append(f"{where}: {node['Plans'][0]['Actual Rows']:.0f} rows")
        elif "Scan" in node["Node Type"] and read > MOST_READ * (FIRST + 1):
            found.append(f"{where}: {read:.0f} rows")
    return found


def spent(connection: asyncpg.Connection) -> float:
    """Return the processor seconds of a connection's own process."""
    return sum(psutil.Process(connection.get_server_pid()).cpu_times()[:2])


async def measured(connection: asyncpg.Connection, sql: str, arguments: list[object]) -> float:
    """Return the processor milliseconds of one warm execution."""
    statement = await connection.prepare(sql, name="measured")  # else it would be planned each time
    for _ in range(2):
        await statement.fetchval(*arguments)
    began, work, times = monotonic(), spent(connection), 0
    while times < 3 or (times < TIMES and monotonic() - began < 2):
        await statement.fetchval(*arguments)
        times += 1
    return 1000 * (spent(connection) - work) / times


async def explained(connection: asyncpg.Connection, sql: str, arguments: list[object]) -> Mapping[str, Any]:
    """Return the plan that PostgreSQL runs for every viewer alike, as it went for this one."""
    await connection.execute("deallocate all")
    await connection.execute(f"prepare page as {sql}")
    given = f"({', '.join(map(literal, arguments))})" if arguments else ""
    told = await connection.fetchval(planned_as(sql, f"explain (analyze, timing off, format json) execute page{given}"))
    plan: Mapping[str, Any] = orjson.loads(told)[0]["Plan"]
    return plan


@dataclass(frozen=True)
class Asking:
    """What plans a page for a viewer."""

    schema: GraphQLSchema
    reference: Reference
    now: datetime

    def planned(self, page: Page, viewer: Viewer, town: str) -> tuple[str, list[object]]:
        """Return the statement of a page and its arguments. Raises BadDocument where the list has no such order or filter."""
        return self.of(page.text(town), viewer)

    def of(self, document: str, viewer: Viewer) -> tuple[str, list[object]]:
        """Return the statement of a document without variables, and its arguments. Raises BadDocument."""
        operation = Documents(self.schema, introspection=False).known(document, viewer.account).operation(None)
        variables = coerced(self.schema, operation, {})
        plan = Planner(self.schema, all_mappings(), all_roots(), asks(COMMANDS)).query(operation, variables, viewer)
        known = self.reference
        return plan.sql, plan.bind(variables, Call(viewer, self.now, "plans", known.calendar, known.limits, known.known))


async def largest_in(loader: asyncpg.Connection, viewer: Viewer, levels: Mapping[RegionLevel, int]) -> list[str]:
    """Return the divisions with the most families in the viewer's scope, so many of each level, none of which lies in another."""
    found: list[str] = []
    begins = "|".join(code.rstrip("0") for code in viewer.scope)
    for level, count in levels.items():
        column = COLUMN_OF_LEVEL[level]
        counted = f"select {column} from family where village_code ~ $1 group by {column} order by count(*) desc, {column}"
        others = [code for (code,) in await loader.fetch(counted, f"^({begins})") if not lies_in(code, tuple(found))]
        found += others[:count]
    return found


async def asker(loader: asyncpg.Connection, name: str, now: datetime) -> Viewer:
    """Return the viewer whom a line of `VIEWERS` names; one of another scope has a membership of their own for some hours."""
    account, _, of = name.partition(": ")
    viewer = await viewer_of(loader, account, now)
    if not of:
        return viewer
    scope, key = await largest_in(loader, viewer, SCOPES[of]), uuid5(viewer.membership, of)
    await loader.execute(
        """
        insert into membership (id, account_id, office_id, department_code, office_region_code, role, scope, starts_at, ends_at)
        select $1, account_id, office_id, department_code, office_region_code, role, $2, $3, $4 from membership where id = $5
        on conflict (id) do update set scope = excluded.scope, ends_at = excluded.ends_at
        """,
        *(key, scope, now, now + HOURS, viewer.membership),
    )
    row = await loader.fetchrow(FIND, key, now, None)
    assert row is not None
    return as_viewer(dict(row))


@asynccontextmanager
async def askers(loader: asyncpg.Connection, now: datetime) -> AsyncIterator[Mapping[str, Viewer]]:
    """Yield the viewers by their lines. The memberships made for them go at the end: who has several must say by which they work."""
    viewers: dict[str, Viewer] = {}
    try:
        for name in VIEWERS:
            viewers[name] = await asker(loader, name, now)
        yield viewers
    finally:
        made = [viewer.membership for name, viewer in viewers.items() if ": " in name]
        await loader.execute("delete from membership where id = any($1)", made)


async def judged(connection: asyncpg.Connection, page: Page, kind: Kind, sql: str, arguments: list[object]) -> tuple[str, bool]:
    """Return what a page costs and what of it is too much, as a line, and whether that is wrong."""
    milliseconds = await measured(connection, sql, arguments)
    told, usual = told_of(page, kind), TOTAL_MILLISECONDS if page.total else MILLISECONDS
    plan = await explained(connection, sql, arguments)
    found = [] if page.total else too_much(plan)
    line = f"{milliseconds:8.2f} ms  {page.root} {page.viewer} {page.order or page.filter}{' total' if page.total else ''}"
    line = f"{line}  {'; '.join(found)}{' (' + told.why + ')' if found and told else ''}"
    return line, bool(found and told is None) or milliseconds > (told.milliseconds if told else usual)


async def measure(addresses: Addresses, only: str) -> int:
    """Say of each page what it costs and what is wrong with it; return how many are wrong. `only`: lists whose names match."""
    now, wrong = datetime.now(UTC), 0
    connection = await asyncpg.connect(addresses.app, server_settings=PLANNED_ONCE, statement_cache_size=0)
    async with connected(addresses.loader) as loader, askers(loader, now) as viewers:
        asking = Asking(graphql_of(contract(COMMANDS)), await read_from(loader, now.date()), now)
        towns = {name: (await largest_in(loader, viewer, SCOPES["a town"]))[0] for name, viewer in viewers.items()}
        for page in (each for each in pages() if re.fullmatch(only, each.root)):
            viewer = viewers[page.viewer]
            with suppress(BadDocument) if page.order else nullcontext():  # not every order of a type is one of each of its lists
                sql, arguments = asking.planned(page, viewer, towns[page.viewer])
                line, is_wrong = await judged(connection, page, viewer.kind, sql, arguments)
                wrong += is_wrong
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    await connection.close()
    return wrong


def main(folder: str = "var/large", only: str = ".*") -> None:
    """Measure the lists of the database in a folder."""
    with Embedded(Path(folder) / "postgres", lambda _: None, {**SETTINGS, **of_this_machine()}) as server:
        wrong = asyncio.run(measure(addresses_of(server, DATABASE), only))
    if wrong:
        raise SystemExit(f"{wrong} pages take longer, or read or sort more, than they may.")


if __name__ == "__main__":
    main(*sys.argv[1:])
