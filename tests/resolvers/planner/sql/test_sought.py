"""Referrals have the same rows under a filter whether few or many pass it; few are looked for, from where an index holds them.

Source: docs/decisions/054-lists.md.
"""

import os
import re
from datetime import timedelta
from itertools import product

import pytest

from domain.value.node_id import global_id
from resolvers.planner.sql.lists import looks
from tests.builders.world import NOW, OTHER_COUNTY
from tests.resolvers.planner.families import COMMISSIONER
from tests.resolvers.planner.sql.conftest import LINE, MONITOR, OF_TOWN, OF_VILLAGES, OFFICE, OVER_ALL, TOWNS, statement
from tests.schema.conftest import CADRE, Stage

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
    "state: [DISPATCHED]": "state = 'DISPATCHED'",
    "state: [DISPATCHED, RETURNED]": "state in ('DISPATCHED', 'RETURNED')",
    "state: [COMPLETED, CONFIRMED]": "state in ('COMPLETED', 'CONFIRMED')",
    'state: [DISPATCHED], type: ["A01"]': "state = 'DISPATCHED' and type_code = 'A01'",
    "part: [ASSISTING]": "part = 'ASSISTING'",
    "part: [LEAD]": "part = 'LEAD'",
    "unassigned: true": "handler_id is null",
    'office: "OWN"': "office_id = 'OWN'",
    'office: "OTHER"': "office_id = 'OTHER'",
    "waitingFor: OFFICE": "waits_office",
    "colour: RED": f"AWAITED and work_due_at <= '{NOW}'",
    "colour: GREEN": f"AWAITED and least(yellow_at, work_due_at) > '{NOW}'",
    'colour: RED, type: ["A01"]': f"AWAITED and work_due_at <= '{NOW}' and type_code = 'A01'",
    "unread: false": "last_event_id is null or last_event_by = $1 or id in (select referral_id from referral_read where account_id = $1)",
    "unread: true": "not (last_event_id is null or last_event_by = $1 or number ~ '[012]$')",
    'unread: true, type: ["A01"]': "type_code = 'A01' and not (last_event_id is null or last_event_by = $1 or number ~ '[012]$')",
    'unread: false, type: ["A01"]': "type_code = 'A01' and (last_event_id is null or last_event_by = $1 or number ~ '[012]$')",
}
"""Filter -> which rows pass it; OWN and OTHER stand for offices, AWAITED for what waits for somebody, as far as the viewer is told."""
AWAITED = "(waits_office or waits_federation or waits_commissioner or waits_monitor)"


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


FEW_OF_A_PART = ((OF_TOWN, 1), (OF_VILLAGES, 1), (OVER_ALL, 1), (TOWNS, 1))
"""Viewers of villages and several divisions, where few lie in the scope and more around it, or the other way round."""


ASKERS = [*product([OVER_ALL, CADRE, MONITOR, OF_VILLAGES, LINE, OFFICE, COMMISSIONER, TOWNS], [0, 200]), *FEW_OF_A_PART]
ORDERS = ("CREATED_DESC", "CREATED", "WORK_DUE")
TURNS = range(len(ORDERS) if "LIANBANG_ORACLE_QUESTIONS" in os.environ else 1)
"""In one turn each viewer asks by every filter, and in every order, but by each filter in one of them. `make oracle` takes them all."""


@pytest.mark.parametrize(("viewer", "few"), ASKERS)
@pytest.mark.parametrize("turn", TURNS)
async def test_a_list_has_the_same_rows_whether_they_are_few_or_many(
    scattered: Stage, monkeypatch: pytest.MonkeyPatch, viewer: str, few: int, turn: int
) -> None:
    """`few`: of how many rows it is walked through in its order."""
    monkeypatch.setattr(looks, "FEW", few)
    monkeypatch.setattr(looks, "OF_SMALL", 2)
    account = scattered.world.viewer(viewer).account
    async with scattered.as_loader() as loader:
        await loader.execute("update referral set last_event_id = null, last_event_by = null where number ~ '0$'")
        await loader.execute("update referral set last_event_by = $1 where number ~ '1$'", account)
        read = "insert into referral_read select $1, id, last_event_id from referral where number ~ '2$' on conflict do nothing"
        await loader.execute(read, account)

    async def numbers(order: str, narrowed: str) -> list[str]:
        text = f"query few{few} {{ referrals(first: 50, orderBy: {order}{narrowed}) {{ totalCount nodes {{ number }} }} }}"
        told = (await scattered.data(text, viewer))["referrals"]
        assert told["totalCount"] == len(told["nodes"]), narrowed
        return [each["number"] for each in told["nodes"]]

    every = {order: await numbers(order, "") for order in ORDERS}
    told = f"{AWAITED} and state not in ('RETURNED', 'CANCELLED')" if viewer in (LINE, OFFICE) else AWAITED
    offices = {"OWN": scattered.world.office("civil-affairs.330110").id, "OTHER": scattered.world.office("human-resources.330110").id}
    for place, (named, holds) in enumerate(SOUGHT.items(), ASKERS.index((viewer, few)) + turn):
        narrowed, passes, order = named, holds, ORDERS[place % len(ORDERS)]
        for name, id in offices.items():
            narrowed, passes = narrowed.replace(name, global_id("Office", id)), passes.replace(name, str(id))
        async with scattered.as_loader() as loader:
            all_that_pass = f"select array_agg(number) from referral where ({passes.replace('AWAITED', told)}) and $1::uuid is not null"
            passing = await loader.fetchval(all_that_pass, account) or ()
        there = await numbers(order, f", filter: {{ {narrowed} }}")
        assert there == [number for number in every[order] if number in passing], (order, narrowed)


@pytest.mark.parametrize(
    ("viewer", "narrowed", "limited"),
    [
        (OFFICE, 'type: ["A01"]', 1),
        (LINE, 'type: ["A01"]', 3),
        (LINE, 'office: "OWN"', 5),
        (OFFICE, "state: [SIGNED]", 1),
        (OFFICE, "state: [CONFIRMED]", 0),
        (OFFICE, "colour: RED", 1),
        (CADRE, "colour: RED", 0),
        (CADRE, 'type: ["A01"]', 3),
        (CADRE, 'colour: RED, type: ["A01"]', 0),
        (OVER_ALL, 'type: ["A01"]', 5),
        (OF_VILLAGES, 'type: ["A01"]', 5),
        (TOWNS, 'type: ["A01"]', 2),
        (CADRE, 'region: "330106000000"', 1),
        (CADRE, 'dueAfter: "2026-11-01T00:00:00Z"', 3),
        (OVER_ALL, 'dueAfter: "2026-11-01T00:00:00Z"', 5),
        (CADRE, 'createdBefore: "2026-11-01T00:00:00Z"', 0),
        (CADRE, "unread: false", 4),
        (CADRE, "unread: true", 0),
    ],
)
def test_what_few_rows_pass_is_looked_for_in_each_way_that_has_an_index_of_it(
    overlapping: Stage, viewer: str, narrowed: str, limited: int
) -> None:
    narrowed = narrowed.replace("OWN", global_id("Office", overlapping.world.office("civil-affairs.330110").id))
    printed = statement(overlapping, viewer, f"{{ referrals(filter: {{ {narrowed} }}) {{ nodes {{ number }} }} }}")
    found = re.findall(rf"limit (?:{looks.FEW + 1}|{looks.FEW * looks.OF_SMALL + 1}|{looks.FEW // 5 + 1}|{looks.FEW * 3 + 1})\b", printed)
    assert len(found) == limited  # of each way, of several divisions together as well, and of several ways together


@pytest.mark.parametrize(("viewer", "looked"), [(CADRE, 1), (COMMISSIONER, 0)])
def test_families_on_lists_that_have_changed_are_looked_for_in_a_county(overlapping: Stage, viewer: str, looked: int) -> None:
    text = '{ campaignListings(filter: { changedAfter: "2026-11-01T00:00:00Z" }) { nodes { state } } }'
    assert len(re.findall(rf"limit {looks.FEW // 5 + 1}\b", statement(overlapping, viewer, text))) == looked


def test_what_has_changed_is_looked_for_beside_what_is_not(overlapping: Stage) -> None:
    """Of a county nothing tells the few needs of an urgency: that it is asked for hides no other filter."""
    text = '{ needs(filter: { urgency: [URGENT], changedAfter: "2026-11-01T00:00:00Z" }) { nodes { number } } }'
    assert f"limit {looks.FEW // 5 + 1}" in statement(overlapping, CADRE, text)


def test_from_the_other_end_of_a_range_more_rows_are_few(overlapping: Stage) -> None:
    printed = {
        order: statement(overlapping, MONITOR, f"{{ referrals(orderBy: {order}, filter: {{ {each} }}) {{ nodes {{ number }} }} }}")
        for each in ('changedAfter: "2026-11-01T00:00:00Z"',)
        for order in ("CREATED", "CREATED_DESC")
    }
    assert f"limit {looks.FEW * 10 + 1}" in printed["CREATED"]
    assert f"limit {looks.FEW // 5 + 1}" in printed["CREATED_DESC"]


def test_the_oldest_of_what_others_have_much_of_begin_where_the_scope_begins(overlapping: Stage) -> None:
    asked = '{{ referrals(orderBy: {}, filter: {{ type: ["A01"] }}) {{ nodes {{ number }} }} }}'
    for viewer, ways in ((CADRE, 2), (OVER_ALL, 4), (OF_VILLAGES, 0)):
        printed = [statement(overlapping, viewer, asked.format(order)) for order in ("CREATED", "CREATED_DESC")]
        assert [len(re.findall(r"select b_\d+\.dispatched_at", each)) for each in printed] == [ways, 0]


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
