"""Which sums tell what is counted. Source: docs/decisions/056-sums.md."""

from dataclasses import replace

import pytest

from domain.rules.group import Group, Level
from domain.sums import Facet
from resolvers.planner.decide.sums import KEPT
from resolvers.planner.narrowing import ById, Is
from resolvers.planner.tree import Narrowed, Seen

OF_WORK = ("referral_sum", "item_sum", "department_sum")


@pytest.mark.parametrize(
    ("by", "facet"),
    [
        (["DEPARTMENT"], Facet.BARE),
        (["OFFICE", "STATE"], Facet.OFFICE),
        (["OFFICE", "TYPE"], None),
        (["WEEK", "STATE"], Facet.WEEK),
        (["WEEK", "MONTH"], None),
        (["TYPE", "STATE"], Facet.TYPE),
        (["TYPE", "COLOUR"], None),
    ],
)
def test_of_two_finer_things_rows_are_counted(by: list[str], facet: Facet | None) -> None:
    assert KEPT["referral_sum"].facet_of(by, ()) is facet


@pytest.mark.parametrize("table", OF_WORK)
@pytest.mark.parametrize(
    ("by", "filters", "facet"),
    [
        ("DEPARTMENT", ["state", "department"], Facet.BARE),
        ("DEPARTMENT", ["domain"], Facet.TYPE),
        ("TYPE", ["domain", "type"], Facet.TYPE),
        ("STATE", ["urgency"], Facet.URGENCY),
        ("STATE", ["colour"], Facet.BARE),
        ("COLOUR", ["colour"], Facet.BARE),
        ("WEEK", ["colour"], None),
        ("STATE", ["colour", "urgency"], None),
        ("MONTH", ["domain"], None),
        ("STATE", ["number"], None),
    ],
)
def test_filters_read_sums_that_tell_what_they_compare(table: str, by: str, filters: list[str], facet: Facet | None) -> None:
    seen = Seen(Group.STATUS, Level.FULL, Level.FULL)
    narrowed = [Narrowed(name, Is(name), None, several=False, seen=seen, at=()) for name in filters]
    assert KEPT[table].facet_of([by], narrowed) is facet
    hidden = [replace(each, seen=replace(seen, level=Level.HIDDEN)) for each in narrowed]
    assert KEPT[table].facet_of([by], hidden) is None


@pytest.mark.parametrize(("table", "facet"), [("referral_sum", Facet.OFFICE), ("item_sum", Facet.OFFICE), ("department_sum", None)])
def test_those_above_an_office_compare_it_beside_each_referral(table: str, facet: Facet | None) -> None:
    office = Narrowed("office", ById("office_id", "Office"), None, several=False, seen=Seen(Group.STATUS, Level.FULL, Level.FULL), at=())
    assert KEPT[table].facet_of(["DEPARTMENT"], [office]) is facet


@pytest.mark.parametrize(
    ("by", "filters", "facet"),
    [
        (["COUNTY"], ["campaign", "within", "state", "contactResult"], Facet.BARE),
        (["TOWNSHIP"], ["campaign"], Facet.TOWNSHIP),
        (["TOWNSHIP", "COUNTY"], ["state"], Facet.TOWNSHIP),
        *(([], [name], None) for name in ("visitor", "family", "changedAfter")),
    ],
)
def test_sums_of_lists_tell_all_but_who_visits_whom(by: list[str], filters: list[str], facet: Facet | None) -> None:
    seen = Seen(Group.STATUS, Level.FULL, Level.FULL)
    narrowed = [Narrowed(name, Is(name), None, several=False, seen=seen, at=()) for name in filters]
    assert KEPT["listing_sum"].facet_of(by, narrowed) is facet
