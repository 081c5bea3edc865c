"""Every list has an index by which each way in which a kind of viewer sees its rows is read in each of its orders.

Source: docs/decisions/054-lists.md; derived from domain/rules/rows.py, as `resolvers/planner/sql/scope.py` prints it, and the mappings.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from graphql.execution.values import VariableValues
from sqlalchemy import FromClause, Table, and_, literal_column
from sqlalchemy.sql.elements import ColumnElement

from db.tables import Row
from db.tables.family_access import FOUND_BY
from domain.viewer import Kind, RegionLevel, Viewer, region_level
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import Documents
from resolvers.planner.cursor import KEY_TYPES
from resolvers.planner.mapping import RootRows
from resolvers.planner.narrowing import ById, Filter, Is, Under, Where
from resolvers.planner.plan import Plan, Planner
from resolvers.planner.printing import Binds, Call, Printing
from resolvers.planner.rows import DIALECT, aliased
from resolvers.planner.sql.lists.found import ways_listed
from resolvers.planner.sql.lists.way import Way, compared
from resolvers.reads.roots import all_mappings, all_roots
from schema.build.assemble import graphql_of
from schema.contract import contract
from schema.execute.variables import coerced
from tests.builders.limits import WEEKDAYS
from tests.builders.world import NOW
from tests.resolvers.planner.viewers import OF_OTHER_SCOPES, OF_TOWNS, VIEWERS, WORLD

UNORDERED = {
    ("lines", Kind.OFFICE): "by what is in force, beside those of the own requests",
    ("lines", Kind.SUPERIOR_OFFICE): "the same",
    ("inbox", Kind.OFFICE): "what waits for an office is hundreds of rows, and a second scan of referrals costs more than their sort",
    ("inbox", Kind.SUPERIOR_OFFICE): "the same",
    ("campaignListings", Kind.SUPERIOR_FEDERATION): "only counted",
    ("campaignListings", Kind.MONITOR): "the same",
    **{(name, Kind.OPERATOR): "by the hotline's own calls in force, which are few" for name in ("families", "visits", "needs", "items")},
    **{(name, Kind.OPERATOR): "the same" for name in ("referrals", "followUpsDue", "inbox")},
}
"""List and kind of viewer whose rows no index reads in order, with the reason."""
FEW = dict.fromkeys(("savedFilters", "visitDrafts", "imports", "familyMoveProposals"), "a person's or an office's own: hundreds")
"""Lists of so few rows that a sort of all costs nothing, with how many there are."""
GROWING_FOR_ALL = {"auditRecords", "campaigns"}
"""Of lists of which a kind of viewer sees every row, those that grow; the others are reference data and what administrators propose."""


def serves(table: Table, condition: ColumnElement[bool], order: tuple[str, ...], *, picks: bool) -> bool:
    """Whether an index of the table begins with what the condition compares and goes on in the order.

    `picks`: where the list's own condition picks the index, what the rules of rows compare need not stand there.
    """
    equal = {*compared(condition)}
    text = str(condition.compile(dialect=DIALECT)).lower()
    for index in table.indexes:
        columns, where = [each.name for each in index.columns], index.dialect_options["postgresql"]["where"]
        lead = columns[: -len(order)]
        implied = where is None or any(part in text for part in _implying(str(where)))
        if tuple(columns[-len(order) :]) == order and (equal == set(lead) or (picks and set() < set(lead) < equal)) and implied:
            return True
    return False


def _implying(predicate: str) -> tuple[str, ...]:
    """What in the text of a condition implies the predicate of a partial index."""
    if " <> " in predicate:
        return (f"row.{predicate.replace('<>', '!=').lower()}",)
    differs = predicate.split(" is distinct from ")
    if len(differs) > 1:
        return (" is distinct from ".join(f"row.{each}" for each in differs),)
    either = predicate.split(" or ")
    if len(either) > 1:
        return (" or ".join(f"row.{each}" for each in either),)
    column = predicate.partition(" ")[0]
    return (f".{predicate}", f".{column} = ") if predicate.endswith("is not null") else (f".{predicate.lower()}",)


def lists() -> Iterator[tuple[str, RootRows]]:
    return ((name, root) for name, root in all_roots().items() if isinstance(root, RootRows))


@pytest.mark.parametrize(
    "viewer", [*VIEWERS, *OF_OTHER_SCOPES, *OF_TOWNS], ids=lambda viewer: ".".join([viewer.role, *viewer.scope_digits]) or viewer.region
)
def test_every_way_of_a_list_is_read_in_each_of_its_orders(viewer: Viewer) -> None:
    mappings, missing = all_mappings(), []
    for name, root in lists():
        mapping = mappings[root.type_name]
        if name in FEW or (name, viewer.kind) in UNORDERED:
            continue
        row, printing = aliased(mapping.table, "row"), Printing(viewer, viewer.kind, Binds())
        for way in ways_listed(printing, mapping, row, root):
            table, where = (mapping.table.name, way.where) if way.given is None else ("family_access", way.given.where)
            for order, (columns, _) in mapping.orders.items():
                picks = viewer.kind in root.picks
                ordered = columns if way.given is None else FOUND_BY
                unlimited = str(where) == "false" or (str(where) == "true" and name not in GROWING_FOR_ALL)
                if not unlimited and not serves(Row.metadata.tables[table], where, ordered, picks=picks):
                    missing.append((name, order, sorted(compared(where)), str(where)[:200]))
    assert missing == [], "\n".join(map(str, missing))


REPEATED = "THEN true ELSE false END"
"""How a condition ends that picks no index (`repeated` in `resolvers/planner/sql/lists/way.py`)."""


def ways_of(viewer: Viewer, root: RootRows) -> list[Way]:
    mapping = all_mappings()[root.type_name]
    printing = Printing(viewer, viewer.kind, Binds())
    return [*ways_listed(printing, mapping, aliased(mapping.table, "row"), root)]


def test_where_a_list_picks_the_index_the_rules_of_rows_pick_none() -> None:
    for viewer in VIEWERS:
        for name, root in lists():
            for way in ways_of(viewer, root) if viewer.kind in root.picks else ():
                assert REPEATED in str(way.where), (name, viewer.kind)


def planned(account: str, text: str) -> tuple[Plan, VariableValues]:
    """The plan of a document without variables, and those of its call."""
    schema = graphql_of(contract(COMMANDS))
    operation = Documents(schema, introspection=False).known(text, UUID(int=0)).operation(None)
    variables = coerced(schema, operation, {})
    return Planner(schema, all_mappings(), all_roots(), {}).query(operation, variables, WORLD.viewer(account)), variables


def printed(account: str, text: str) -> str:
    return planned(account, text)[0].sql


def meets(scope: RegionLevel) -> ColumnElement[bool]:
    return literal_column(scope.name)


def lies_there(code: ColumnElement[str]) -> ColumnElement[bool]:
    return code == literal_column("NAMED")


def test_a_filter_by_a_division_within_the_scope_picks_the_index_alone() -> None:
    families = dict(lists())["families"]
    [cadre] = ways_of(WORLD.viewer("cadre.federation.330110"), families)
    assert REPEATED not in str(cadre.within(RegionLevel.CITY, meets, lies_there).where)
    for level in (RegionLevel.COUNTY, RegionLevel.TOWNSHIP):
        assert str(cadre.within(level, meets, lies_there).where).endswith(REPEATED)
        assert str(cadre.within(level, meets, lies_there).where).startswith("COUNTY AND ")
    of_line = ways_of(WORLD.viewer("dispatcher.civil-affairs.3301"), families)
    assert [way.within(RegionLevel.VILLAGE, meets, lies_there).where for way in of_line if way.lies is not None] == []


@pytest.mark.parametrize(("region", "picks"), [("330000000000", False), ("330110000000", False), ("330110109000", True)])
@pytest.mark.parametrize("account", ["dispatcher.civil-affairs.330110", "dispatcher.civil-affairs.3301"])
def test_a_county_or_more_picks_no_index_of_what_an_office_has(account: str, region: str, picks: bool) -> None:
    sql = printed(account, f'{{ referrals(filter: {{ region: "{region}" }}) {{ nodes {{ number }} }} }}')
    column = {"330000000000": "province_code", "330110000000": "county_code", "330110109000": "town_code"}[region]
    assert bool(re.search(rf"CASE WHEN \(r_1\.{column} = ", sql)) != picks


@pytest.mark.parametrize("region", ["330110000000", "330110109000", "330110109202"])
@pytest.mark.parametrize(
    "scope",
    [
        ("330110000000",),
        ("330110109000",),
        ("330110109202",),
        ("330110000000", "330206000000"),
        ("330110109000", "330110003000"),
        ("330110109202", "330110109203"),
    ],
)
@pytest.mark.parametrize("role", ["commissioner", "cadre"])
def test_of_a_scope_and_a_division_one_picks_the_index_and_never_none(role: str, scope: tuple[str, ...], region: str) -> None:
    """A commissioner of a township asked for that township: each was left to the other, and the table was read as a whole."""
    account, within = f"{role}.federation.330110109203", region_level(region) >= region_level(scope[0])
    WORLD.over(account, *scope)
    for root in ("referrals", "families", "needs", "visits", "items"):
        sql = printed(account, f'{{ {root}(filter: {{ region: "{region}" }}) {{ nodes {{ number }} }} }}')
        by = r"\$" if len(scope) == 1 or within else r"\w+\.code"
        assert re.search(rf"(?<!CASE WHEN \()\b\w+_1\.(county|town|village)_code = {by}", sql), root
        assert not (within and "unnest" in sql), "a division within several is not looked for in each"


@pytest.mark.parametrize(
    ("region", "met"),
    [("330110000000", True), ("330110109000", True), ("330000000000", True), ("330106000000", False), ("340100000000", False)],
)
def test_of_a_division_outside_the_scope_no_row_is_read(region: str, met: bool) -> None:
    by = "cadre.federation.330110"
    plan, variables = planned(by, f'{{ families(filter: {{ region: "{region}" }}) {{ nodes {{ number }} }} }}')
    bound = plan.bind(variables, Call(WORLD.viewer(by), NOW, "trace", WEEKDAYS, {}, {"REGION": {region}}))
    [place] = re.findall(r"WHERE \$(\d+)::BOOLEAN AND ", plan.sql)
    assert bound[int(place) - 1] is met


@pytest.mark.parametrize(
    ("account", "column"),
    [
        ("cadre.federation.330110", "county_code"),
        ("cadre.federation.330110109", "town_code"),
        ("commissioner.federation.330110109202", "village_code"),
    ],
)
def test_of_all_families_on_a_list_those_of_the_scope_are_read(account: str, column: str) -> None:
    changed = '(filter: { changedAfter: "2026-11-01T00:00:00Z" })'
    sql = printed(account, f"{{ campaigns {{ nodes {{ listings{changed} {{ nodes {{ id }} totalCount }} }} }} }}")
    read = re.findall(rf"FROM campaign_listing AS (\w+)\s+WHERE [^()]*\1.campaign_id = \w+.id AND \1.{column} = ", sql)
    assert len(read) == len(("nodes", "totalCount"))


def test_a_filter_that_finds_rows_has_an_index_for_each_order() -> None:
    viewer = WORLD.viewer("cadre.federation.330110")
    for _, root in lists():
        mapping, printing = all_mappings()[root.type_name], Printing(viewer, viewer.kind, Binds())
        row = aliased(mapping.table, "row")
        for name in root.found_by | mapping.found_widely:
            for order, (columns, _) in mapping.orders.items():
                for condition in found_by(mapping.filters[name][1], row, printing):
                    assert serves(Row.metadata.tables[mapping.table.name], condition, columns, picks=False), (name, order)


def found_by(does: Filter, row: FromClause, printing: Printing) -> list[ColumnElement[bool]]:
    """The conditions by which rows are found that pass a filter, each by an index."""
    match does:
        case Where(build):
            return [build(row, printing, True)]
        case Under():
            return does.held(row, printing.account)
        case Is(column) if does.usual:
            return [and_(row.c[column] == printing.account, does.unusual(row))]
        case ById(column) | Is(column):
            return [row.c[column] == printing.account]
    raise AssertionError(does)


@pytest.mark.parametrize(
    ("root", "account", "filter", "picks"),
    [
        ("inbox", "cadre.federation.330110", 'type: ["A04"]', False),
        ("referrals", "cadre.federation.330110", 'type: ["A04"]', True),
        ("referrals", "cadre.federation.33", 'domain: ["MEDICAL"]', True),
        ("referrals", "monitor.federation.3301", 'department: ["FINANCE"]', True),
        ("referrals", "cadre.federation.330110", 'type: ["A04", "A05"]', False),
        ("referrals", "cadre.federation.330110109", 'type: ["A04"]', False),
        ("referrals", "commissioner.federation.330110109202", 'type: ["A04"]', False),
        ("referrals", "dispatcher.civil-affairs.330110", 'department: ["FINANCE"]', False),
        ("referrals", "dispatcher.civil-affairs.3301", 'domain: ["MEDICAL"]', False),
    ],
)
def test_a_filter_picks_the_index_of_who_sees_all_of_a_county(root: str, account: str, filter: str, picks: bool) -> None:
    sql = printed(account, f"{{ {root}(filter: {{ {filter} }}) {{ nodes {{ number }} }} }}")
    column = {"type": "type_code", "domain": "need_domain", "department": "department_code"}[filter.partition(":")[0]]
    assert bool(re.search(rf"WHERE r_1\.{column} = \$", sql)) == picks
    assert bool(re.search(rf"CASE WHEN \(r_1\.{column} = .*?\) {REPEATED}", sql)) != picks
    if picks:
        assert re.search(rf"AND CASE WHEN .*? {REPEATED} ORDER BY r_1", " ".join(sql.split()))


@pytest.mark.parametrize(
    ("account", "filter", "ways"),
    [
        ("cadre.federation.330110", 'department: ["FINANCE"]', 2),
        ("monitor.federation.33", 'department: ["FINANCE"]', 2),
        ("cadre.federation.330110", 'department: ["FINANCE"], type: ["A04"]', 0),
        ("cadre.federation.330110", 'department: ["FINANCE", "JUSTICE"]', 0),
        ("commissioner.federation.330110109202", 'department: ["FINANCE"]', 0),
        ("dispatcher.civil-affairs.330110", 'department: ["FINANCE"]', 0),
    ],
)
def test_items_of_a_department_are_found_by_it_and_else_by_that_of_their_type(account: str, filter: str, ways: int) -> None:
    sql = printed(account, f"{{ items(filter: {{ {filter} }}) {{ nodes {{ number }} }} }}")
    by_either = (rf"AND a_1\.{which}_department_code = \$\d+::VARCHAR (?:AND|ORDER)" for which in ("lead", "type"))
    assert sum(len(re.findall(each, sql)) for each in by_either) == ways
    assert sql.count("AND a_1.county_code = ") == 0 or ways == 0


def test_what_is_counted_may_be_found_by_a_filter_that_picks_no_index_of_a_list() -> None:
    filters = 'type: ["A04"], urgency: [URGENT]'  # of two finer things no sum tells
    sql = printed("dispatcher.civil-affairs.3301", f"{{ referrals(filter: {{ {filters} }}) {{ totalCount nodes {{ number }} }} }}")
    found = {alias: bool(repeated) for repeated, alias in re.findall(r"(CASE WHEN \()?([nr])_\d+\.type_code = ", sql)}
    assert found == {"n": False, "r": True}


def test_the_keys_of_every_order_are_read_from_a_cursor() -> None:
    for mapping in all_mappings().values():
        for columns, _ in mapping.orders.values():
            assert {str(mapping.table.c[name].type.__visit_name__).upper() for name in columns} <= {*KEY_TYPES}
