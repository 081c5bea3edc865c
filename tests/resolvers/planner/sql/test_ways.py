"""A list whose rows are seen in several ways holds each row once.

Source: docs/decisions/054-lists.md.
"""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.value.node_id import global_id
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from resolvers.planner.plan import Planner
from resolvers.planner.sql.lists import found
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.mutations import asks
from schema.execute.variables import coerced
from tests.builders.case import a_family
from tests.builders.world import NOW, OTHER_COUNTY
from tests.resolvers.planner.families import VILLAGES
from tests.schema.conftest import CADRE, Stage

OVER_ALL = "cadre.federation.330127"
"""Whose scope has a county, one of its townships, two of its villages, and a township elsewhere: most rows lie in several of these."""
MONITOR, LINE, OFFICE = "monitor.federation.3301", "dispatcher.civil-affairs.3301", "dispatcher.civil-affairs.330110"
LINES = "dispatcher.civil-affairs.33"
"""Whose line has two cities, and not their province."""


@pytest.fixture(scope="module")
async def overlapping(module_stage: Stage, named: Mapping[str, str]) -> Stage:
    """The small world, with referrals that lie in no county of the federation that dispatched them, and a scope of many parts."""
    world = module_stage.world
    world.viewer(OVER_ALL)
    world.over(OVER_ALL, "330110000000", f"{VILLAGES[0][:9]}000", *VILLAGES[:2], f"{OTHER_COUNTY}002000")
    world.viewer(LINES)
    world.over(LINES, "330100000000", "330200000000")
    moved = a_family(world, in_=f"{OTHER_COUNTY}002051", head="孙丽")
    moved.with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330106", dispatching_office_id=world.viewer(CADRE).office)
    await world.insert(module_stage.addresses.loader)
    return module_stage


def statement(stage: Stage, viewer: str, text: str) -> str:
    """The SQL of a document without variables."""
    of = stage.world.viewer(viewer)
    operation = Documents(stage.schema, introspection=False).known(text, of.account).operation(None)
    return (
        Planner(stage.schema, all_mappings(), all_roots(), asks(COMMANDS))
        .query(operation, coerced(stage.schema, operation, {}), of)
        .sql.lower()
    )


async def page(stage: Stage, viewer: str, name: str, order: str, first: int, after: str | None = None) -> Any:
    given = "first: $first, after: $after" if after else "first: $first"
    asked = f"{{ {name}({given}, orderBy: {order}) {{ totalCount nodes {{ number }} pageInfo {{ hasNextPage endCursor }} }} }}"
    text = f"query($first: Int!{', $after: String' if after else ''}) {asked}"
    return (await stage.data(text, viewer, {"first": first} | ({"after": after} if after else {})))[name]


@pytest.mark.parametrize("viewer", [OVER_ALL, MONITOR, LINE, LINES])
@pytest.mark.parametrize(("name", "order"), [("referrals", "WORK_DUE"), ("referrals", "CREATED_DESC"), ("families", "CREATED")])
async def test_pages_of_one_row_hold_what_one_page_of_all_holds_each_row_once(
    overlapping: Stage, viewer: str, name: str, order: str
) -> None:
    whole = await page(overlapping, viewer, name, order, 50)
    numbers = [each["number"] for each in whole["nodes"]]
    assert 1 < len(numbers) == len(set(numbers)) == whole["totalCount"]
    one = await page(overlapping, viewer, name, order, 1)
    walked = [each["number"] for each in one["nodes"]]
    while one["pageInfo"]["hasNextPage"]:
        one = await page(overlapping, viewer, name, order, 1, one["pageInfo"]["endCursor"])
        walked += [each["number"] for each in one["nodes"]]
    assert walked == numbers


@pytest.mark.parametrize("viewer", [OVER_ALL, CADRE, MONITOR, LINE, LINES, OFFICE])
@pytest.mark.parametrize(
    ("name", "narrowed", "passes"),
    [
        ("families", 'createdAfter: "2026-11-01T00:00:00Z"', lambda node: node["createdAt"] >= "2026-11-01"),
        ("families", 'createdBefore: "2026-11-01T00:00:00Z"', lambda node: node["createdAt"] < "2026-11-01"),
        ("families", 'region: "330110000000"', lambda node: node["region"]["code"].startswith("330110")),
        ("families", 'region: "330110109000"', lambda node: node["region"]["code"].startswith("330110109")),
        *(("families", f'region: "{each}"', lambda node, each=each: node["region"]["code"] == each) for each in VILLAGES[:2]),
        ("families", 'region: "330106000000"', lambda node: node["region"]["code"].startswith("330106")),
        ("families", 'region: "330100000000"', lambda node: node["region"]["code"].startswith("3301")),
        ("referrals", "mine: true", lambda node: node["mine"]),
        ("referrals", "mine: false", lambda node: not node["mine"]),
        ("referrals", "handedBack: true", lambda node: node["handedBack"]),
    ],
)
async def test_a_filter_finds_what_a_page_of_all_holds_of_it(
    overlapping: Stage, monkeypatch: pytest.MonkeyPatch, viewer: str, name: str, narrowed: str, passes: Callable[[Any], bool]
) -> None:
    account = overlapping.world.viewer(viewer).account
    async with overlapping.as_loader() as loader:
        await loader.execute("update family set created_at = created_at - interval '60 days' where number ~ '[13579]$'")
        await loader.execute("update referral set handler_id = $1, handed_back = true where number ~ '[02468]$'", account)
        await loader.execute("update family_access a set family_created_at = f.created_at from family f where f.id = a.family_id")
    shown = {"families": "createdAt region { code }", "referrals": "handedBack handler { id }"}[name]

    async def nodes(filtered: str) -> list[Any]:
        text = f"query few{found.FEW} {{ {name}(first: 50{filtered}) {{ totalCount nodes {{ number {shown} }} }} }}"
        told = (await overlapping.data(text, viewer))[name]
        page: list[Any] = told["nodes"]
        assert told["totalCount"] == len(page)
        return [node | {"mine": (node.get("handler") or {}).get("id") == global_id("Account", account)} for node in page]

    every = await nodes("")
    assert every
    for few in (0, 200):
        monkeypatch.setattr(found, "FEW", few)
        assert await nodes(f", filter: {{ {narrowed} }}") == [node for node in every if passes(node)]


@pytest.mark.parametrize("viewer", [LINE, OFFICE])
async def test_an_office_finds_a_family_where_it_lives_now(overlapping: Stage, viewer: str) -> None:
    """What it was given before the family moved tells where it lived then."""
    text = "query($of: RegionCode!) { families(filter: { region: $of }) { nodes { number } } }"

    async def found_there() -> set[str]:
        nodes = (await overlapping.data(text, viewer, {"of": f"{OTHER_COUNTY}002000"}))["families"]["nodes"]
        return {each["number"] for each in nodes}

    there = await found_there()
    every = (await overlapping.data("{ families { nodes { number } } }", viewer))["families"]["nodes"]
    moving = next(each["number"] for each in every if each["number"] not in there)
    async with overlapping.as_loader() as loader:
        before = await loader.fetchval("select region_code from family where number = $1", moving)
        await loader.execute("update family set region_code = $2 where number = $1", moving, f"{OTHER_COUNTY}002051")
        assert await found_there() == there | {moving}
        await loader.execute("update family set region_code = $2 where number = $1", moving, before)
    assert await found_there() == there


@pytest.mark.parametrize("viewer", [CADRE, OVER_ALL, MONITOR])
async def test_items_are_of_the_department_of_the_lead_that_is_seen_else_of_their_type(overlapping: Stage, viewer: str) -> None:
    """A lead that ended before the family moved here is not seen by who sees the item; one may be of another department than the type."""
    async with overlapping.as_loader() as loader:
        await loader.execute("update referral set department_code = 'JUSTICE' where number ~ '[159]$'")
        await loader.execute("update assistance_item set lead_id = lead_id")
        await loader.execute("update referral set region_code = $1 where number ~ '[1234]$'", f"{OTHER_COUNTY}002051")
        of_type = {each[0]: each[1] for each in await loader.fetch("select number, type_department_code from assistance_item")}
        of_lead = {each[0]: each[1] for each in await loader.fetch("select number, department_code from referral")}
        assert await loader.fetchval("select exists (select from assistance_item where lead_department_code <> type_department_code)")

    async def items(narrowed: str = "") -> list[Any]:
        text = f"{{ items(first: 50{narrowed}) {{ totalCount nodes {{ number lead {{ number }} }} }} }}"
        found = (await overlapping.data(text, viewer))["items"]
        assert found["totalCount"] == len(found["nodes"])
        return list(found["nodes"])

    every = {each["number"]: of_lead[each["lead"]["number"]] if each["lead"] else of_type[each["number"]] for each in await items()}
    assert len({*every.values()}) > 1
    for department in ("JUSTICE", "FINANCE", *of_type.values()):
        found = [each["number"] for each in await items(f', filter: {{ department: ["{department}"] }}')]
        assert found == [number for number, of in every.items() if of == department]


@pytest.mark.parametrize(
    ("viewer", "asked", "first"),
    [
        (LINE, "referrals(filter: { mine: true })", True),
        (LINE, "referrals(filter: { mine: false })", False),
        (MONITOR, "referrals(filter: { handedBack: true, state: [SIGNED] })", True),
    ],
)
def test_a_filter_that_few_pass_picks_the_index_alone(overlapping: Stage, viewer: str, asked: str, first: bool) -> None:
    printed = statement(overlapping, viewer, f"{{ {asked} {{ nodes {{ number }} }} }}")
    assert ("then true else false end" in printed) is first
    assert ("union all" in printed) is not first


@pytest.mark.parametrize(
    ("viewer", "narrowed", "given"),
    [
        (OFFICE, 'createdBefore: "2026-11-01T00:00:00Z"', 1),
        (OFFICE, 'region: "330110109000"', 1),
        (OFFICE, 'number: "F2026-00000001-0"', 0),
        (LINE, 'createdAfter: "2026-11-01T00:00:00Z", region: "330110000000"', 2),
        (LINE, 'region: "330110109000"', 1),
    ],
)
def test_a_filter_that_many_pass_leaves_families_to_what_gives_them(overlapping: Stage, viewer: str, narrowed: str, given: int) -> None:
    """To an office what it is given itself, to one above others also what its line is given. `given`: in how many ways by that."""
    printed = statement(overlapping, viewer, f"{{ families(filter: {{ {narrowed} }}) {{ nodes {{ number }} }} }}")
    assert len(re.findall(r"distinct \w+\.family_created_at", printed)) == given
    assert len(re.findall(r"family_created_at (?:<|>=) \$", printed)) == ("created" in narrowed) * given


SOUGHT = {
    'type: ["A01"]': "type_code = 'A01'",
    'type: ["A01", "A14"]': "type_code in ('A01', 'A14')",
    'domain: ["EMPLOYMENT"]': "need_domain = 'EMPLOYMENT'",
    'department: ["CIVIL_AFFAIRS"]': "department_code = 'CIVIL_AFFAIRS'",
    'department: ["HUMAN_RESOURCES", "JUSTICE"]': "department_code in ('HUMAN_RESOURCES', 'JUSTICE')",
    'region: "330110000000"': "county_code = '330110000000'",
    f'region: "{OTHER_COUNTY}000000"': f"county_code = '{OTHER_COUNTY}000000'",
    f'region: "{OTHER_COUNTY}002000"': f"town_code = '{OTHER_COUNTY}002000'",
    'dueBefore: "2026-11-01T00:00:00Z"': "work_due_at < '2026-11-01T00:00:00Z'",
    'dueAfter: "2026-11-01T00:00:00Z"': "work_due_at >= '2026-11-01T00:00:00Z'",
    'createdAfter: "2026-10-01T00:00:00Z", createdBefore: "2026-11-01T00:00:00Z"': "dispatched_at between '2026-10-01' and '2026-10-31'",
    'changedAfter: "2026-11-01T00:00:00Z"': "updated_at >= '2026-11-01T00:00:00Z'",
    "unread: false": "last_event_id is null or last_event_by = $1 or id in (select referral_id from referral_read where account_id = $1)",
    'unread: false, type: ["A01"]': "type_code = 'A01' and (last_event_id is null or last_event_by = $1 or number ~ '[012]$')",
}
"""Filter -> which rows pass it."""


@pytest.fixture(scope="module")
async def scattered(overlapping: Stage) -> Stage:
    """The same, its referrals made and due at many moments, some before they were made."""
    async with overlapping.as_loader() as loader:
        for place, id in enumerate(await loader.fetchval("select array_agg(id order by number) from referral")):
            made, due = timedelta(days=place * 9), timedelta(days=place * 9 + (30 if place % 3 == 0 else -20))
            moments = "dispatched_at = $2::timestamptz - $3::interval, work_due_at = $2::timestamptz - $4::interval"
            await loader.execute(
                f"update referral set {moments}, updated_at = $2 - $3, last_event_id = $1 where id = $1", id, NOW, made, due
            )
    return overlapping


@pytest.mark.parametrize("few", [0, 200])
@pytest.mark.parametrize("viewer", [OVER_ALL, CADRE, MONITOR, LINE, OFFICE])
@pytest.mark.parametrize("order", ["CREATED_DESC", "WORK_DUE"])
async def test_a_list_has_the_same_rows_whether_they_are_few_or_many(
    scattered: Stage, monkeypatch: pytest.MonkeyPatch, viewer: str, order: str, few: int
) -> None:
    """`few`: of how many rows it is walked through in its order."""
    monkeypatch.setattr(found, "FEW", few)
    account = scattered.world.viewer(viewer).account
    async with scattered.as_loader() as loader:
        await loader.execute("update referral set last_event_id = null, last_event_by = null where number ~ '0$'")
        await loader.execute("update referral set last_event_by = $1 where number ~ '1$'", account)
        read = "insert into referral_read select $1, id, last_event_id from referral where number ~ '2$' on conflict do nothing"
        await loader.execute(read, account)

    async def numbers(narrowed: str) -> list[str]:
        text = f"query few{few} {{ referrals(first: 50, orderBy: {order}{narrowed}) {{ totalCount nodes {{ number }} }} }}"
        told = (await scattered.data(text, viewer))["referrals"]
        assert told["totalCount"] == len(told["nodes"]), narrowed
        return [each["number"] for each in told["nodes"]]

    every = await numbers("")
    for narrowed, passes in SOUGHT.items():
        async with scattered.as_loader() as loader:
            all_that_pass = f"select array_agg(number) from referral where ({passes}) and $1::uuid is not null"
            passing = await loader.fetchval(all_that_pass, account) or ()
        assert await numbers(f", filter: {{ {narrowed} }}") == [number for number in every if number in passing], narrowed


@pytest.mark.parametrize(
    ("viewer", "narrowed", "sought"),
    [
        (OFFICE, 'type: ["A01"]', 1),
        (LINE, 'type: ["A01"]', 2),
        (CADRE, 'type: ["A01"]', 0),
        (CADRE, 'region: "330106000000"', 1),
        (CADRE, 'dueAfter: "2026-11-01T00:00:00Z"', 2),
        (OVER_ALL, 'dueAfter: "2026-11-01T00:00:00Z"', 4),
        (CADRE, 'createdBefore: "2026-11-01T00:00:00Z"', 0),
        (CADRE, "unread: false", 3),
        (CADRE, "unread: true", 0),
    ],
)
def test_what_few_rows_pass_is_looked_for_in_each_way_that_has_an_index_of_it(
    overlapping: Stage, viewer: str, narrowed: str, sought: int
) -> None:
    printed = statement(overlapping, viewer, f"{{ referrals(filter: {{ {narrowed} }}) {{ nodes {{ number }} }} }}")
    assert len(re.findall(rf"limit (?:{found.FEW + 1}|{found.FEW // 5 + 1}|{found.FEW * 3 + 1})\b", printed)) == sought


@pytest.mark.parametrize(
    ("order", "narrowed", "bound"),
    [
        ("CREATED_DESC", 'dueBefore: "2026-11-01T00:00:00Z"', "dispatched_at < "),
        ("CREATED", 'dueBefore: "2026-11-01T00:00:00Z"', "dispatched_at < "),
        ("WORK_DUE", 'createdAfter: "2026-11-01T00:00:00Z"', "work_due_at >= "),
        ("WORK_DUE", 'createdBefore: "2026-11-01T00:00:00Z"', None),
        ("CREATED_DESC", 'dueAfter: "2026-11-01T00:00:00Z"', None),
        ("WORK_DUE", 'dueBefore: "2026-11-01T00:00:00Z"', None),
    ],
)
@pytest.mark.parametrize("viewer", [CADRE, LINE, OFFICE])
def test_what_is_due_before_a_moment_was_made_before_it(
    overlapping: Stage, viewer: str, order: str, narrowed: str, bound: str | None
) -> None:
    printed = statement(overlapping, viewer, f"{{ referrals(orderBy: {order}, filter: {{ {narrowed} }}) {{ nodes {{ number }} }} }}")
    assert bool(re.search(r"work_due_at < \w+\.dispatched_at", printed)) is (bound is not None)
    assert bound is None or re.search(rf"\.{bound}\$", printed)
