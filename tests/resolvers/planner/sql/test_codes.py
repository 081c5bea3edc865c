"""Totals that an index of codes tells are those of the rows that the viewer sees, and no row is read for them.

Source: docs/decisions/054-lists.md.
"""

import re
from collections.abc import Mapping

import pytest

from db.tables import Row
from db.tables.family_access import FOUND_BY
from domain.viewer import lies_in
from resolvers.planner.sql.lists import looks
from resolvers.reads.roots import all_mappings
from tests.builders.case import a_family
from tests.builders.world import NOW, OTHER_COUNTY
from tests.resolvers.planner.families import VILLAGES
from tests.resolvers.planner.sql.conftest import LINE, LINES, MONITOR, OF_VILLAGES, OFFICE, OVER_ALL, TOWNS, statement
from tests.schema.conftest import CADRE, Stage

COMMISSIONER = f"commissioner.federation.{VILLAGES[1]}"
PROVINCE = "cadre.federation.33"
OPERATOR = "operator.federation.330110"
LISTS: Mapping[str, str] = {
    "families": "select region_code from family where merged_into_id is null",
    "needs": "select region_code from need",
    "visits": "select region_code from visit where state = 'RECORDED'",
}
DIVISIONS = ("330000000000", "330100000000", "330110000000", f"{VILLAGES[0][:9]}000", VILLAGES[0], f"{OTHER_COUNTY}000000", "330281000000")


@pytest.fixture(scope="module")
async def stage_of_totals(overlapping: Stage) -> Stage:
    """The small world with visits, one of them withdrawn, and a family that was merged into another."""
    world = overlapping.world
    for viewer in (COMMISSIONER, PROVINCE, OPERATOR):
        world.viewer(viewer)
    a_family(world, in_=f"{OTHER_COUNTY}002051", head="吴敏").visited().with_need("EMPLOYMENT").called(OPERATOR)
    into, merged = (a_family(world, in_=village, head="周强").visited() for village in VILLAGES[:2])
    merged.visited()
    a_family(world, in_=VILLAGES[0], head="郑洁").with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")
    await world.insert(overlapping.addresses.loader)
    async with overlapping.as_loader() as loader:
        await loader.execute("update family set merged_into_id = $1 where id = $2", into.family.id, merged.family.id)
        withdrawn = "update visit set state = 'WITHDRAWN' where id = (select id from visit where family_id = $1 limit 1)"
        await loader.execute(withdrawn, merged.family.id)
        hidden = "update family_access set address_level = 1 where family_id = (select family_id from family_access a where {} limit 1)"
        told = f"exists (select from family f where f.id = a.family_id and f.village_code = '{VILLAGES[0]}') and a.until > '{NOW}'"
        await loader.execute(hidden.format(told))
    return overlapping


def of(root: str, division: str | None) -> str:
    narrowed = f'(filter: {{ region: "{division}" }})' if division else ""
    return f"{{ {root}{narrowed} {{ totalCount }} }}"


@pytest.mark.parametrize("viewer", [CADRE, COMMISSIONER, MONITOR, PROVINCE, OF_VILLAGES, TOWNS, OVER_ALL])
@pytest.mark.parametrize("root", LISTS)
async def test_a_total_is_that_of_the_rows_in_the_scope_and_in_the_division(stage_of_totals: Stage, root: str, viewer: str) -> None:
    async with stage_of_totals.as_loader() as loader:
        codes = [row[0] for row in await loader.fetch(LISTS[root])]
    told = []
    for division in (None, *DIVISIONS):
        lying = [code for code in codes if lies_in(code, stage_of_totals.world.viewer(viewer).scope)]
        known = division != VILLAGES[0] or viewer not in (MONITOR, PROVINCE, OF_VILLAGES)  # who is told of no village finds nobody by one
        expected = len(lying) if division is None else sum(lies_in(code, (division,)) for code in lying) * known
        assert (await stage_of_totals.data(of(root, division), viewer))[root]["totalCount"] == expected, division
        told.append(expected)
    assert len({*told}) > 1


@pytest.mark.parametrize("viewer", [CADRE, COMMISSIONER, MONITOR, PROVINCE, OVER_ALL, OPERATOR, OFFICE, LINE, LINES])
@pytest.mark.parametrize("root", LISTS)
async def test_a_total_is_that_of_the_rows_that_are_listed(stage_of_totals: Stage, root: str, viewer: str) -> None:
    """An operator sees what was called in, wherever it lies."""
    told = []
    for division in (None, *DIVISIONS):
        narrowed = f', filter: {{ region: "{division}" }}' if division else ""
        found = (await stage_of_totals.data(f"{{ {root}(first: 50{narrowed}) {{ totalCount nodes {{ id }} }} }}", viewer))[root]
        assert found["totalCount"] == len(found["nodes"]), division
        told.append(found["totalCount"])
    assert any(told) is (root == "families" or viewer not in (OFFICE, LINE, LINES))


@pytest.mark.parametrize("viewer", [CADRE, COMMISSIONER, OF_VILLAGES, TOWNS, OVER_ALL])
@pytest.mark.parametrize("root", ["needs", "items"])
async def test_a_total_of_a_domain_is_that_of_the_rows_that_are_listed(
    stage_of_totals: Stage, monkeypatch: pytest.MonkeyPatch, root: str, viewer: str
) -> None:
    monkeypatch.setattr(looks, "FEW", 0)
    told = []
    for domain in ("LIVING_ASSISTANCE", "EMPLOYMENT", "HOME_ACCESSIBILITY"):
        text = f'query many {{ {root}(first: 50, filter: {{ domain: ["{domain}"] }}) {{ totalCount nodes {{ id }} }} }}'
        found = (await stage_of_totals.data(text, viewer))[root]
        assert found["totalCount"] == len(found["nodes"]), domain
        told.append(found["totalCount"])
    assert any(told)


@pytest.mark.parametrize("viewer", [CADRE, OF_VILLAGES, TOWNS, OVER_ALL])
@pytest.mark.parametrize("root", LISTS)
def test_a_total_compares_codes_alone_whatever_the_scope(stage_of_totals: Stage, root: str, viewer: str) -> None:
    printed = re.sub(r"\s+", " ", statement(stage_of_totals, viewer, of(root, None)))
    assert re.search(r"from (family|need|visit) as (\w+) where .*?\2\.region_code >= ", printed)
    assert not re.search(r"\w\.(county|town|village)_code = ", printed)


def test_what_lines_in_several_cities_are_given_is_counted_city_by_city(stage_of_totals: Stage) -> None:
    """Each by its index and no further than the cap; together they were all read and sorted."""
    printed = re.sub(r"\s+", " ", statement(stage_of_totals, LINES, "{ families { totalCount } }"))
    assert re.search(r"join lateral \(select given_\d+\.family_id as id from \(.*?\) as given_\d+ limit 10001\)", printed)


@pytest.mark.parametrize("viewer", [OFFICE, LINE])
async def test_what_is_given_in_a_division_is_counted_alike_whether_it_is_few_or_much(
    stage_of_totals: Stage, monkeypatch: pytest.MonkeyPatch, viewer: str
) -> None:
    """Of a village each family is asked whether the viewer may know where it lives; of one the office may not."""
    monkeypatch.setattr(looks, "FEW", 0)
    told = []
    for division in DIVISIONS:
        text = f'query many {{ families(first: 50, filter: {{ region: "{division}" }}) {{ totalCount nodes {{ id }} }} }}'
        families = (await stage_of_totals.data(text, viewer))["families"]
        assert families["totalCount"] == len(families["nodes"]), division
        told.append(families["totalCount"])
    of_town, of_village = told[DIVISIONS.index(f"{VILLAGES[0][:9]}000")], told[DIVISIONS.index(VILLAGES[0])]
    assert len({*told}) > 2
    assert 0 < of_village < of_town if viewer == OFFICE else of_village == 0 < of_town


def test_families_of_a_village_are_counted_by_what_gives_them_there(stage_of_totals: Stage) -> None:
    """And not one by one where they are many."""
    printed = re.sub(r"\s+", " ", statement(stage_of_totals, OFFICE, of("families", VILLAGES[0])))
    given = re.search(r"from \(select distinct (\w+)\.family_created_at.*? where (.*?) order by", printed)
    assert given
    assert f"{given[1]}.family_region_code >= " in given[2]
    assert "select 1 as one from family" not in printed


@pytest.mark.parametrize("division", [None, f"{VILLAGES[0][:9]}000"])
@pytest.mark.parametrize("root", LISTS)
async def test_what_an_index_holds_is_all_that_is_asked_of_a_row(stage_of_totals: Stage, root: str, division: str | None) -> None:
    printed = statement(stage_of_totals, CADRE, of(root, division))
    table = all_mappings()[{"families": "Family", "needs": "Need", "visits": "Visit"}[root]].table.name
    [(name, counted)] = re.findall(rf"from {table} as (\w+) where (.*?) limit", re.sub(r"\s+", " ", printed))
    asked = {*re.findall(rf"\b{name}\.(\w+)", counted)}
    [index] = [each for each in Row.metadata.tables[table].indexes if each.name == f"ix_{table}_counted"]
    assert asked == {*index.columns.keys()}


@pytest.mark.parametrize("narrowed", ["", "(filter: { urgency: [URGENT] })"])
@pytest.mark.parametrize("by", ["TYPE", "TOWNSHIP", "STATE", "WEEK", "MONTH"])
def test_an_index_of_an_offices_referrals_holds_all_that_is_asked_of_a_row(stage_of_totals: Stage, by: str, narrowed: str) -> None:
    counted = f"{{ referrals{narrowed} {{ totalCount groups(by: [{by}]) {{ count unsigned overdue }} }} }}"
    printed = re.sub(r"\s+", " ", statement(stage_of_totals, OFFICE, counted))
    names = re.findall(r"from referral as (\w+) where", printed)
    [index] = [each for each in Row.metadata.tables["referral"].indexes if each.name == "ix_referral_counted_of_office"]
    held = {*index.columns.keys(), *index.dialect_options["postgresql"]["include"]}
    assert len(names) == 2
    for name in names:  # first whose it is, by which the index is looked through; what else gives a referral picks none
        [where] = re.findall(rf"from referral as {name} where (.*?) (?:limit|group by)", printed)
        asked = re.sub(r"case when \(.*?\) then true else false end", "", where)
        assert f"{name}.office_id = $" in asked
        assert f"{name}.delegating_office_id" not in asked
    assert {*re.findall(rf"\b(?:{'|'.join(names)})\.(\w+)", printed)} <= held


def test_what_a_filter_finds_wherever_it_lies_is_counted_in_the_scope(stage_of_totals: Stage) -> None:
    """Of what all counties have of a type one has little."""
    asked = '{ referrals(filter: { type: ["A01"], unassigned: true }) { totalCount } }'
    printed = re.sub(r"\s+", " ", statement(stage_of_totals, CADRE, asked))
    [where] = re.findall(r"select 1 as one from referral as \w+ where (.*?) limit", printed)
    assert re.match(r"\(\w+\.county_code = \$\d+::varchar or \w+\.dispatching_office_id = ", where)


@pytest.mark.parametrize("narrowed", ["", '(filter: { createdAfter: "2026-01-01T00:00:00Z" })'])
async def test_an_index_of_what_is_given_holds_all_that_is_asked_of_a_row(stage_of_totals: Stage, narrowed: str) -> None:
    printed = re.sub(r"\s+", " ", statement(stage_of_totals, OFFICE, f"{{ families{narrowed} {{ totalCount }} }}"))
    [(name, where)] = re.findall(r"from family_access as (\w+) where (.*?) order by", printed)
    [index] = [each for each in Row.metadata.tables["family_access"].indexes if each.name == "ix_family_access_given"]
    held = {*index.columns.keys(), *index.dialect_options["postgresql"]["include"]}
    assert {*re.findall(rf"\b{name}\.(\w+)", where), *FOUND_BY} <= held
