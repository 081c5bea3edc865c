"""What few rows pass, and divisions within the scope, have indexes by which they are found.

Source: docs/decisions/054-lists.md; derived from the mappings, as `resolvers/planner/sql/lists/looks.py` prints them.
"""

import pytest
from sqlalchemy import Table, and_

from db.tables import Row
from db.tables.declare import LEVEL_COLUMNS
from db.tables.referral_index import AWAITED
from domain.viewer import Viewer
from resolvers.planner.mapping import Within
from resolvers.planner.narrowing import ById, Filter, From, HomeIn, Is, Under, Until, Where
from resolvers.planner.printing import Binds, Printing
from resolvers.planner.rows import aliased
from resolvers.planner.sql.lists.way import compared
from resolvers.reads.roots import all_mappings
from tests.resolvers.planner.test_indexes import found_by, lists, printed, serves, ways_of
from tests.resolvers.planner.viewers import VIEWERS, WORLD

IN_COUNTIES = dict.fromkeys(
    ("corrections", "correctionsDue", "familyHandOvers", "familyMoveProposals"), "of a county some hundreds, all of which are sorted"
)
"""Lists of which so few rows lie in a county that a division in it needs no index, with how many there are."""


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: f"{viewer.kind}.{viewer.region.rstrip('0')}")
def test_what_few_pass_has_an_index_by_which_they_are_looked_for(viewer: Viewer) -> None:
    """It begins with what the way compares and holds what the filter compares; a range stands behind all that is compared."""
    for name, root in lists():
        mapping = all_mappings()[root.type_name]
        table, ways = Row.metadata.tables[mapping.table.name], [{*compared(way.where)} for way in ways_of(viewer, root)]
        for filter_, few in ((filter_, few) for filter_, few in root.few.items() if isinstance(few, Within)):
            columns, bounded = sought(mapping.filters[filter_][1])
            held = indexes(table, mapping.filters[filter_][1])
            for column, equal in ((column, equal) for column in columns for equal in ways if few.columns & equal):
                behind = [each[1 : len(equal) + 1] if bounded else each for each in held if each[0] in equal]
                assert [column] in held or any(column in (*each, None) for each in behind), (name, filter_, equal)
            for column in columns if few.in_scope else ():
                assert any(column in each and each[-1] == "region_code" for each in held), (name, filter_)


def sought(does: Filter) -> tuple[tuple[str | None, ...], bool]:
    """The columns by which few that pass a filter are looked for, None where an index holds them; and whether a range is compared."""
    match does:
        case HomeIn():
            return ("region_code",), True
        case From(column) | Until(column):
            return (column,), True
        case Is(column) | ById(column):
            return (column,), False
        case Under(held_in=columns):
            return columns, False
        case Where():
            return (None,), False
    raise AssertionError(does)


def indexes(table: Table, does: Filter) -> list[list[str]]:
    """The columns of the indexes that serve who looks for what passes a filter: of all rows, and of those alone that may pass it."""
    held = [(each, each.dialect_options["postgresql"]["where"]) for each in table.indexes]
    if isinstance(does, Where):
        return [[each.name for each in index.columns] for index, where in held if str(where) == AWAITED]
    rare = f"{does.column} " if isinstance(does, Is) and does.usual else None
    of_others = isinstance(does, Under)
    return [
        [each.name for each in index.columns]
        for index, where in held
        if where is None or (rare and _says_rare(str(where), rare)) or (of_others and " is distinct from " in str(where))
    ]


def _says_rare(where: str, column: str) -> bool:
    return where.startswith((f"{column}not in (", f"{column}<> "))


def test_a_division_within_the_scope_has_an_index_in_the_order_of_the_list() -> None:
    """As it alone picks one: else the whole table would be read."""
    viewer, missing = WORLD.viewer("cadre.federation.330110"), []
    for name, root in lists():
        mapping = all_mappings()[root.type_name]
        by = [way.lies is not None for way in ways_of(viewer, root)]
        if any(by) and any(isinstance(does, HomeIn) for _, does in mapping.filters.values()) and name not in IN_COUNTIES:
            columns, _ = mapping.orders[root.order]
            indexes = [tuple(each.name for each in index.columns) for index in Row.metadata.tables[mapping.table.name].indexes]
            missing += [(name, column) for column in LEVEL_COLUMNS[2:] if (column, *columns) not in indexes]
    assert missing == []


@pytest.mark.parametrize("name", ["campaign", "contactResult", "state"])
def test_a_county_finds_families_on_lists_by_what_few_are(name: str) -> None:
    mapping, viewer = all_mappings()["CampaignListing"], WORLD.viewer("cadre.federation.330110")
    printing, row = Printing(viewer, viewer.kind, Binds()), aliased(mapping.table, "row")
    for condition in found_by(mapping.filters[name][1], row, printing):
        of_county = and_(row.c.county_code == printing.account, condition)
        assert serves(Row.metadata.tables["campaign_listing"], of_county, mapping.orders["LISTED"][0], picks=False)


def test_whoever_has_no_division_is_answered() -> None:
    account = "commissioner.federation.330110109204"
    WORLD.over(account)
    for text in ('families(filter: { region: "330110109000" })', 'items(filter: { department: ["FINANCE", "JUSTICE"] })'):
        assert "false" in printed(account, f"{{ {text} {{ nodes {{ number }} }} }}")
