"""The oracle finds what is broken: a cell of the access table, the condition of a row (in the plans and in row security), a mapping."""

import asyncio
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import pytest

from db.protect import policies
from db.reference.read import Reference
from db.server.embedded import Embedded
from db.server.login import Addresses
from domain.rules import access, rows
from domain.rules.access import Cell
from domain.rules.condition import Everyone, Rule, Shared
from domain.rules.group import Group, Level
from domain.viewer import Kind
from resolvers.planner.decide.objects import Decider
from resolvers.planner.decide.roots import RootDecider
from resolvers.planner.sql.connection import Connections
from tests.conftest import clone
from tests.oracle.asked import Asked
from tests.oracle.comparison import wrong
from tests.oracle.conftest import Platform
from tests.oracle.questions import Question
from tests.oracle.words import tagged

CADRE, MONITOR, OFFICE = "cadre.federation.330110", "monitor.federation.3301", "dispatcher.civil-affairs.330110"
OPERATOR = "operator.federation.330110"


def listed(root: str, *selection: Asked) -> Question:
    """Whatever a root answers of these fields."""
    return Question((Asked(root, (Asked("totalCount"), Asked("nodes", selection)), None, {"first": 100}),))


MEMBERS = Asked("members", (Asked("birthYear"), Asked("sex"), Asked("ageBand"), Asked("displayName", (Asked("value"), Asked("level")))))
REFERRAL = (Asked("number"), Asked("office", (Asked("name"),)), Asked("dispatchingOffice", (Asked("name"),)))
ASKED = (
    (MONITOR, listed("families", Asked("number"), MEMBERS)),
    (MONITOR, listed("needs", Asked("number"), Asked("internalNote"), Asked("requestText"))),
    (OFFICE, listed("families", Asked("number"), MEMBERS)),
    (OFFICE, listed("families", Asked("referrals", (Asked("nodes", REFERRAL),)))),
    (CADRE, listed("items", Asked("number"), Asked("createdAt"), Asked("dispatchedAt"))),
)
"""Questions that every break of these tests meets somewhere."""


def found(platform: Platform) -> list[str]:
    """Where platform and oracle differ over them."""
    platform.forget()
    return [each for account, question in ASKED if (each := wrong(platform, account, question))]


@pytest.fixture(scope="module")
def alone(server: Embedded, filled: str, reference: Reference) -> Iterator[Platform]:
    """A platform over a database of its own, whose row security may be broken."""
    with clone(server, filled) as addresses:
        made = Platform(addresses, reference)
        yield made
        made.close()


@contextmanager
def sees(platform: Platform, table: str, kind: Kind, rule: Rule) -> Iterator[None]:
    """A kind of viewer sees the rows of a table by another rule, in the plans and in row security."""
    whole = rows.ROWS[table]
    try:
        rows.ROWS[table] = whole | {kind: rule}
        secure(platform.addresses, table)
        yield
    finally:
        rows.ROWS[table] = whole
        secure(platform.addresses, table)


def secure(addresses: Addresses, table: str) -> None:
    """Print the row security of a table anew."""

    async def apply() -> None:
        connection = await asyncpg.connect(addresses.owner)
        try:
            await connection.execute(f"drop policy see on {table}")
            await connection.execute(policies.policies(table)["see"])
        finally:
            await connection.close()

    asyncio.run(apply())


def test_what_is_whole_is_found_whole(platform: Platform) -> None:
    assert found(platform) == []


def test_a_field_that_shows_too_early_is_found(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.FIELDS, "Person.birthYear", Cell(Group.BIRTH, Level.COARSE))
    (monitor, office) = found(platform)
    assert "birthYear: None, not" in monitor
    assert "birthYear: None, not" in office


def test_a_level_that_is_too_high_is_found(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.LEVELS, Kind.MONITOR, access.LEVELS[Kind.MONITOR] | {Group.IDENTITY: Level.FULL})
    (monitor,) = found(platform)
    assert "displayName.value" in monitor


def test_a_level_that_is_too_low_is_found(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.LEVELS, Kind.MONITOR, access.LEVELS[Kind.MONITOR] | {Group.CASE: Level.HIDDEN})
    (monitor,) = found(platform)
    assert "requestText" in monitor


@pytest.mark.parametrize("rule", [(Everyone(),), (Shared("family_id"),)], ids=["everybody", "whoever knows the family"])
def test_a_row_that_is_shown_too_widely_is_found(alone: Platform, rule: Rule) -> None:
    with sees(alone, "referral", Kind.OFFICE, rule):
        (office,) = found(alone)
    assert "referrals" in office


def test_a_row_that_is_not_shown_is_found(alone: Platform) -> None:
    with sees(alone, "family", Kind.MONITOR, ()):
        (monitor,) = found(alone)
    assert "families" in monitor
    assert found(alone) == []


@pytest.mark.parametrize(("account", "kind"), [(OFFICE, Kind.OFFICE), (OPERATOR, Kind.OPERATOR)], ids=["offices", "operators"])
def test_a_history_that_is_shown_too_widely_is_found(alone: Platform, account: str, kind: Kind) -> None:
    of_families = [tagged("Event", row["id"]) for row in alone.county.tables["event"] if row["subject_type"] == "Family"]
    asked = Question((Asked("nodes", (Asked("__typename"),), None, {"ids": of_families[:20]}),))
    assert wrong(alone, account, asked) is None
    with sees(alone, "event", kind, (Everyone(),)):
        alone.forget()
        assert wrong(alone, account, asked) is not None
    alone.forget()


NAME = Asked("displayName", (Asked("value"),))
ON_LISTS = listed("campaigns", Asked("listings", (Asked("nodes", (Asked("family", (NAME,)),)),), None, {"first": 9}))


@pytest.mark.parametrize(
    ("of", "name", "question"),
    [(RootDecider, "_note", listed("families", MEMBERS)), (Decider, "_noting", ON_LISTS)],
    ids=["of the rows of a list", "of other families below them"],
)
def test_what_is_shown_and_not_noted_is_found(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, of: type, name: str, question: Question
) -> None:
    assert wrong(platform, CADRE, question) is None
    monkeypatch.setattr(of, name, lambda _, *given: given[1] if len(given) > 1 else None)
    platform.forget()
    assert "displayName" in str(wrong(platform, CADRE, question))
    monkeypatch.undo()
    platform.forget()


def test_row_security_alone_holds_where_the_plans_are_broken(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rows.ROWS, "referral", rows.ROWS["referral"] | {Kind.OFFICE: (Everyone(),)})
    assert found(platform) == []


@pytest.mark.parametrize(("account", "root"), [(CADRE, "inbox"), (CADRE, "referrals"), (MONITOR, "referrals")])
def test_a_way_in_which_rows_are_seen_that_is_left_out_of_a_list_is_found(
    alone: Platform, monkeypatch: pytest.MonkeyPatch, account: str, root: str
) -> None:
    asked = listed(root, Asked("number"))
    alone.forget()
    assert wrong(alone, account, asked) is None
    whole = Connections._united
    monkeypatch.setattr(Connections, "_united", lambda self, row, ways: whole(self, row, ways[1:]))
    alone.forget()
    assert wrong(alone, account, asked) is not None


def test_a_field_that_is_read_from_another_column_is_found(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    item = platform.mappings["AssistanceItem"]
    monkeypatch.setitem(
        platform.mappings, "AssistanceItem", dataclasses.replace(item, fields={**item.fields, "createdAt": "first_dispatched_at"})
    )
    (cadre,) = found(platform)
    assert "createdAt" in cadre


def test_a_neighbour_that_is_another_one_is_found(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    referral = platform.mappings["Referral"]
    mistaken = {**referral.fields, "office": referral.fields["dispatchingOffice"]}
    monkeypatch.setitem(platform.mappings, "Referral", dataclasses.replace(referral, fields=mistaken))
    (office,) = found(platform)
    assert "office.name" in office
