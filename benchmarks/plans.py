"""What PostgreSQL does for each list on the large county: `python -m benchmarks.plans [FOLDER [LISTS]]`, after `make large`.

Source: docs/decisions/054-lists.md. For each list, kind of viewer, order and usual filter it tells the processor time of a warm page, and
fails where it takes longer than it may, or where rows are read one by one or sorted beyond the page, unless `TOLD` says why.
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
from resolvers.planner.mapping import RootRows
from resolvers.planner.plan import Planner
from resolvers.planner.printing import Call
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.contract import contract
from schema.execute.variables import coerced

VIEWERS = (
    "commissioner.federation.330108",
    "cadre.federation.330108",
    "cadre.federation.3302",
    "cadre.federation.33",
    "monitor.federation.330108",
    "monitor.federation.3302",
    "monitor.federation.33",
    "dispatcher.civil-affairs.330108",
    "dispatcher.civil-affairs.3302",
    "dispatcher.civil-affairs.33",
    "operator.federation.330108",
    "commissioner.federation.330108: a town",
    "commissioner.federation.330108: thirty villages",
    "cadre.federation.330108: a town",
    "cadre.federation.330108: two towns",
    "cadre.federation.330108: thirty villages",
    "monitor.federation.330108: a town",
    "cadre.federation.3302: two counties",
    "monitor.federation.33: two cities",
    "cadre.federation.33: a city, a county and a town",
    "dispatcher.civil-affairs.33: two cities",
)
"""Accounts, each with its own scope, or with the largest divisions of these levels that lie in it."""
SCOPES: Mapping[str, Mapping[RegionLevel, int]] = {
    "a town": {RegionLevel.TOWNSHIP: 1},
    "two towns": {RegionLevel.TOWNSHIP: 2},
    "thirty villages": {RegionLevel.VILLAGE: 30},
    "two counties": {RegionLevel.COUNTY: 2},
    "two cities": {RegionLevel.CITY: 2},
    "a city, a county and a town": {RegionLevel.CITY: 1, RegionLevel.COUNTY: 1, RegionLevel.TOWNSHIP: 1},
}
RARE = ('type: ["A22"]', 'domain: ["HOME_ACCESSIBILITY"]')
"""What few referrals and items have, and an office's none."""
FILTERS: Mapping[str, tuple[str, ...]] = {
    "referrals": (
        *("state: [IN_PROGRESS]", "urgency: [URGENT]", 'domain: ["LIVING_ASSISTANCE"]', "waitingFor: OFFICE"),
        *("mine: true", "handedBack: true", "unread: false", 'department: ["FINANCE"]', *RARE),
        *("state: [REOPENED]", "part: [DELEGATE]", "colour: YELLOW", "waitingFor: MONITOR", 'colour: RED, type: ["A04"]'),
    ),
    "items": ('department: ["CIVIL_AFFAIRS"]', 'department: ["JUSTICE"]', "state: [REOPENED]", "colour: YELLOW", *RARE),
    "families": (
        *('region: "TOWN"', 'createdAfter: "2026-01-01T00:00:00Z"', 'createdBefore: "2026-01-01T00:00:00Z"'),
        "contactPersonLeft: true",
    ),
    "needs": ("withoutItem: true", "urgency: [URGENT]", RARE[1]),
    "visits": ("contactResult: [DECEASED]", "state: [WITHDRAWN]"),
}
"""List -> filters that are usual there, beside none; TOWN stands for one in the viewer's scope."""
FIRST, TIMES, MOST_READ, MILLISECONDS = 20, 30, 20, 10
"""Rows of a page; how often it is asked for; rows read for each of it, and processor time of the database for all of it, at most."""
TOTAL_MILLISECONDS = 30
"""Processor time of the database for a total, of which 10,000 rows may be counted, at most."""


@dataclass(frozen=True)
class Told:
    """Why pages of a list may read or sort more, within how many milliseconds; `filters`: those with one of these alone."""

    why: str
    milliseconds: float
    filters: tuple[str, ...] = ()


OF_TOWN = FILTERS["families"][0]
UNREAD, IN_FEW = "unread: false", ("state: [REOPENED]", "part: [DELEGATE]")
NONE_OF_AN_OFFICE = ('department: ["FINANCE"]', UNREAD, "colour: YELLOW", 'colour: RED, type: ["A04"]', *IN_FEW, *RARE)
FEW_OF_ITS_VILLAGES = Told(
    "what a filter finds among all of its villages", 10, (*FILTERS["referrals"], *FILTERS["items"], *FILTERS["visits"])
)
TOLD: Mapping[tuple[str, Kind], Told] = {
    **{
        (root, Kind.OPERATOR): Told("the hotline's own calls in force, some hundreds", 10)
        for root in ("families", "items", "needs", "referrals", "visits")
    },
    **dict.fromkeys(
        (("corrections", Kind.CADRE), ("corrections", Kind.MONITOR)), Told("a county's, some hundreds, which PostgreSQL sorts", 10)
    ),
    **dict.fromkeys(
        (("referrals", Kind.SUPERIOR_FEDERATION), ("referrals", Kind.MONITOR)),
        Told(
            "of the newest, which wait to be signed, few are worked on; what few are read of, or have, is sorted",
            10,
            (FILTERS["referrals"][0], UNREAD, *IN_FEW),
        ),
    ),
    ("referrals", Kind.CADRE): Told("what few are read of, which are looked for and sorted", 10, (UNREAD,)),
    ("referrals", Kind.COMMISSIONER): FEW_OF_ITS_VILLAGES,
    **dict.fromkeys(
        (("items", Kind.SUPERIOR_FEDERATION), ("items", Kind.MONITOR)),
        Told("what few items are in, which are looked for and sorted", 10, FILTERS["items"][2:3]),
    ),
    ("items", Kind.COMMISSIONER): FEW_OF_ITS_VILLAGES,
    ("needs", Kind.COMMISSIONER): Told("the needs of an urgency in its villages", 10, FILTERS["needs"][1:2]),
    ("visits", Kind.COMMISSIONER): FEW_OF_ITS_VILLAGES,
    **dict.fromkeys(
        (("referrals", Kind.OFFICE), ("referrals", Kind.SUPERIOR_OFFICE)),
        Told("what few rows have, which are looked for and sorted", 10, NONE_OF_AN_OFFICE),
    ),
    ("families", Kind.COMMISSIONER): Told(
        "of the town around its villages, of which PostgreSQL expects fewer; what was there before a day among all of them",
        10,
        (OF_TOWN, FILTERS["families"][2]),
    ),
    ("families", Kind.OFFICE): Told("what an office of some thousands is given, which PostgreSQL sorts", 10),
    ("inbox", Kind.OFFICE): Told("what waits for the office, some hundreds", 10),
    ("families", Kind.SUPERIOR_OFFICE): Told("of one town, each looked at by what is in force", 20, (OF_TOWN,)),
}
"""List and kind of viewer."""
TOTALS: Mapping[tuple[str, Kind], Told] = {
    ("items", Kind.COMMISSIONER): Told("the lead of each item of its villages or its town is looked at", 100, FILTERS["items"][:2]),
    **dict.fromkeys(
        (("needs", Kind.SUPERIOR_FEDERATION), ("needs", Kind.MONITOR)),
        Told("the items of each that may have none are looked up", 90, FILTERS["needs"][:1]),
    ),
    **dict.fromkeys(
        (("referrals", Kind.CADRE), ("referrals", Kind.OFFICE)),
        Told("what somebody has read much of, each looked up among what they read", 60, (UNREAD,)),
    ),
}
"""List and kind of viewer whose total may take longer."""
OF_SCOPES: Mapping[str, Told] = {
    "a town": Told("up to 1,000 rows are looked for, or passed by; of items of a colour each lead is looked at", 130),
    "two towns": Told("the same", 250),
    "thirty villages": Told("the same in each village", 1_000),
    "two counties": Told("few are looked for and sorted", 10),
    "two cities": Told("the same", 10),
    "a city, a county and a town": Told("the same", 15),
}
TOTALS_OF_SCOPES: Mapping[str, Told] = {
    "a town": Told("what the own office dispatched around it has no index that counts it", 130),
    "two towns": Told("the same", 300),
    "thirty villages": Told("the same; and each item's department and colour is looked up", 900),
    "two counties": Told("needs without an item are looked up one by one", 60),
    "two cities": Told("the same", 120),
    "a city, a county and a town": Told("sums tell no colours of a town: each item's lead is looked at", 2_500),
}
"""Scope -> why pages, and totals, of any list may take longer."""
DATABASE, HOURS = "lianbang", timedelta(hours=3)
FEW = 2_000
"""Rows of a table that are read as a whole at no cost, and entries of an index as a bitmap."""


@dataclass(frozen=True)
class Page:
    """One page of a list, as a viewer asks for it."""

    root: str
    viewer: str
    order: str | None
    filter: str | None
    total: bool = False
    """Whether its total is asked for alone, and no row."""

    def text(self, town: str) -> str:
        """Return the document, where TOWN is this one."""
        given = [
            f"first: {FIRST}",
            *([f"orderBy: {self.order}"] if self.order else []),
            *([f"filter: {{ {self.filter.replace('TOWN', town)} }}"] if self.filter else []),
        ]
        told = "totalCount" if self.total else "nodes { __typename } pageInfo { hasNextPage endCursor }"
        return f"{{ {self.root}({', '.join(given)}) {{ {told} }} }}"


def pages() -> Iterator[Page]:
    """Yield every list as each viewer asks for it, in each order, and with the usual filters; and its total, with and without them."""
    mappings = all_mappings()
    for name, root in all_roots().items():
        if isinstance(root, RootRows):
            for viewer in VIEWERS:
                yield from (Page(name, viewer, order, None) for order in mappings[root.type_name].orders)
                yield from (Page(name, viewer, None, each) for each in FILTERS.get(name, ()))
                yield from (Page(name, viewer, None, each, total=True) for each in (None, *FILTERS.get(name, ())))


def told_of(page: Page, kind: Kind) -> Told | None:
    """Return what `TOLD` says of a page, or `TOTALS` of a total; or what is said of the viewer's scope, where that allows more."""
    lists, scopes = (TOTALS, TOTALS_OF_SCOPES) if page.total else (TOLD, OF_SCOPES)
    told = (lists.get((page.root, kind)), scopes.get(page.viewer.partition(": ")[2]))
    holds = (each for each in told if each and (not each.filters or page.filter in each.filters))
    return max(holds, key=lambda each: each.milliseconds, default=None)


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
