"""A list whose rows are seen in several ways holds each row once.

Source: docs/decisions/054-lists.md.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain.value.node_id import global_id
from resolvers.planner.sql.lists import looks
from tests.builders.world import OTHER_COUNTY
from tests.resolvers.planner.families import VILLAGES
from tests.resolvers.planner.sql.conftest import LINE, LINES, MONITOR, OFFICE, OVER_ALL, statement
from tests.schema.conftest import CADRE, Stage


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


@pytest.mark.parametrize("viewer", ["cadre.federation.00", "monitor.federation.00", "leader.federation.00"])
@pytest.mark.parametrize(
    ("name", "table"), [("families", "family"), ("needs", "need"), ("items", "assistance_item"), ("referrals", "referral")]
)
def test_the_nation_is_no_division_of_a_scope(overlapping: Stage, viewer: str, name: str, table: str) -> None:
    """As to row security: all that is left are referrals that the own office dispatched."""
    counts = viewer.startswith("leader")
    printed = statement(overlapping, viewer, f"{{ {name} {{ totalCount {'' if counts else 'nodes { number } '}}} }}")
    conditions = re.findall(rf"from {table} as \w+\s+where (?:\w+\.)?(\w+)", printed)
    assert conditions == ["dispatching_office_id" if name == "referrals" and not counts else "false"] * (1 if counts else 2)


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
        text = f"query few{looks.FEW} {{ {name}(first: 50{filtered}) {{ totalCount nodes {{ number {shown} }} }} }}"
        told = (await overlapping.data(text, viewer))[name]
        page: list[Any] = told["nodes"]
        assert told["totalCount"] == len(page)
        return [node | {"mine": (node.get("handler") or {}).get("id") == global_id("Account", account)} for node in page]

    every = await nodes("")
    assert every
    for few in (0, 200):
        monkeypatch.setattr(looks, "FEW", few)
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


WAITS_TWICE = {
    **dict.fromkeys(("office_id", "dispatching_office_id"), "$1"),
    **dict.fromkeys(("waits_office", "waits_federation"), "true"),
    **dict.fromkeys(("waits_from", "federation_until"), "null"),
}


@pytest.mark.parametrize(("viewer", "asked"), [(CADRE, {}), (OFFICE, {"family_id": "null", "line_sum": "1"})])
async def test_what_waits_for_an_office_twice_is_counted_once(overlapping: Stage, viewer: str, asked: dict[str, str]) -> None:
    """As that which works on it and as that which dispatched it: a federation keeps some itself, and an office asks itself for funds."""
    office, changed = overlapping.world.viewer(viewer).office, WAITS_TWICE | asked
    placed = ", ".join(f"{name} = ${place}" for place, name in enumerate(changed, 2))
    async with overlapping.as_loader() as loader:
        before = await loader.fetch(f"select id, {', '.join(changed)} from referral order by number limit 2")
        for each in before:
            twice = ", ".join(f"{name} = {value}" for name, value in changed.items())
            await loader.execute(f"update referral set {twice} where id = $2", office, each["id"])
        inbox = (await overlapping.data("{ inbox { totalCount nodes { number } } }", viewer))["inbox"]
        for each in before:
            await loader.execute(f"update referral set {placed} where id = $1", *each)
    numbers = [each["number"] for each in inbox["nodes"]]
    assert inbox["totalCount"] == len(numbers) == len(set(numbers)) >= len(before)


async def test_an_inbox_counts_what_was_due_before_it_was_made(overlapping: Stage) -> None:
    text = "query($bound: DateTime!) { inbox(orderBy: CREATED, filter: { dueBefore: $bound }) { totalCount nodes { number } } }"
    change = "update referral set work_due_at = $2 where number = $1"
    async with overlapping.as_loader() as loader:
        (first, *_) = (await overlapping.data("{ inbox { nodes { number } } }", OFFICE))["inbox"]["nodes"]
        ((due, made),) = await loader.fetch("select work_due_at, dispatched_at from referral where number = $1", first["number"])
        await loader.execute(change, first["number"], made - timedelta(days=2))
        inbox = (await overlapping.data(text, OFFICE, {"bound": (made - timedelta(days=1)).isoformat()}))["inbox"]
        await loader.execute(change, first["number"], due)
    assert first in inbox["nodes"]
    assert inbox["totalCount"] == len(inbox["nodes"])
