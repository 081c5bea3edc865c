"""Which rows each kind of viewer sees, locks and writes, table by table. Source: docs/domain.md 7 (Rows); docs/design.md 5."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from db.protect.policies import CHANGED, SECURED
from db.server.login import Addresses
from db.session.engine import Database
from db.session.transaction import Transaction, transaction
from db.session.turns.bounds import Bounds
from db.session.viewer import settings
from db.tables.audit import AuditRecord, RevealUse
from db.tables.campaign import Campaign
from db.tables.command_key import CommandKey
from db.tables.family import Family
from db.tables.number_test import NumberTest
from db.tables.person_match import PersonMatch
from db.tables.referral import Referral
from db.tables.visit import VisitDraft
from domain.audit import AuditKind
from domain.event import SubjectType
from domain.referral import State
from domain.viewer import Kind, MembershipEnded
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, OTHER_VILLAGE, SINCE, VILLAGE, World

ELSEWHERE = "330106003001"
HOUR = timedelta(hours=1)

FAMILY = ("family", "person", "certificate_record")
FOUND = ("visit", "need", "assistance_item")
HISTORY = ("event", "event_text", "outcome")
OF_A_CASE = (*FAMILY, *FOUND, "referral", *HISTORY, "follow_up", "family_access")

COUNTY = "here next over late call rang city town self"
ALL = f"{COUNTY} away gone"
LINE = "here away late city gone town"


def seen(
    family: str = "", found: str = "", referral: str = "", history: str = "", follow_up: str = "", access: str = ""
) -> dict[str, set[str]]:
    """Names of cases, for each table."""
    words = dict.fromkeys(FAMILY, family) | dict.fromkeys(FOUND, found) | dict.fromkeys(HISTORY, history)
    words |= {"referral": referral, "follow_up": follow_up, "family_access": access}
    return {table: set(cases.split()) for table, cases in words.items()}


def everywhere(cases: str, *, dispatched: str = "") -> dict[str, set[str]]:
    """The federation's side: the same cases in every table, and those that its office dispatched to beyond its scope."""
    all_of_it = f"{cases} {dispatched}"
    return seen(cases, cases, all_of_it, all_of_it, all_of_it, cases)


SEEN: Mapping[str, dict[str, set[str]]] = {
    "cadre.federation.330110": everywhere(COUNTY, dispatched="gone"),
    "monitor.federation.330110": everywhere(COUNTY, dispatched="gone"),
    "commissioner.federation.330110109200": everywhere("here over late city town self"),
    "operator.federation.3301": everywhere("call") | {"family_access": {"call", "rang", "self"}},
    "cadre.federation.330106": everywhere("away gone"),
    "cadre.federation.3301": everywhere(ALL),
    "monitor.federation.3301": everywhere(ALL),
    "dispatcher.civil-affairs.330110": seen("here late", "", "here late", "here late", "", "here over late"),
    "handler.human-resources.330110": seen("next", "", "next", "next", "", "next"),
    "handler.civil-affairs.330110109": seen("town", "", "town", "town", "", "town"),
    "dispatcher.finance.330110": seen(),
    "dispatcher.civil-affairs.3301": seen(LINE, "", LINE, LINE, "", f"{LINE} over"),
    "handler.human-resources.3301": seen("next", "", "next", "next", "", "next"),
    "leader.federation.330110": seen(referral=COUNTY) | {"assistance_item": set(COUNTY.split())},
    "viewer.government.330110": seen(referral=COUNTY) | {"assistance_item": set(COUNTY.split())},
    "admin.audit": seen(),
    "admin.system": seen(),
    "admin.security": seen(),
}


class Undone(Exception):
    """What rolls a transaction back in the end."""


class Stage:
    """The world of this module, written once; every test looks at it and leaves it as it was."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self.world = World()
        self.cases = dict(self._cases())
        self.viewers = {name: self.world.viewer(name) for name in SEEN}
        self.author = self.viewers["commissioner.federation.330110109200"]
        self._belongings()

    def _cases(self) -> Iterator[tuple[str, Case]]:
        yield "here", self._case("civil-affairs.330110")
        yield "next", self._case("human-resources.330110", OTHER_VILLAGE, state=State.DISPATCHED)
        yield "over", self._case("civil-affairs.330110", state=State.RETURNED, visible_until=NOW - HOUR)
        yield "late", self._case("civil-affairs.330110", state=State.RETURNED, visible_until=NOW + HOUR)
        yield "call", self._case("poverty-alleviation.330110", OTHER_VILLAGE).called("operator.federation.3301", NOW + HOUR)
        yield "rang", self._case("poverty-alleviation.330110", OTHER_VILLAGE).called("operator.federation.3301", NOW - HOUR)
        yield "city", self._case("civil-affairs.3301")
        yield "town", self._case("civil-affairs.330110109")
        yield "self", self._case("federation.3301")
        yield "afar", self._case("civil-affairs.330281", "330281001001")
        yield "away", self._case("civil-affairs.330106", ELSEWHERE)
        yield "gone", self._case("civil-affairs.330106", ELSEWHERE, dispatching_office_id=self.world.office("federation.330110").id)

    def _case(self, office: str, in_: str = VILLAGE, state: State = State.SIGNED, **columns: Any) -> Case:
        """A family with a row in every table, referred to an office."""
        case = a_family(self.world, in_).with_certificate().with_need("LIVING_ASSISTANCE").referred_to(office, state, **columns)
        for subject in SubjectType:
            case.with_event("visitRecord", subject_type=subject)
        return case.with_event("referralProgress", "已联系").with_outcome().followed_up()

    def _belongings(self) -> None:
        """One row of the author's in each table that holds what is an account's own; one audit record; one campaign."""
        mine, office = self.author.account, self.author.office
        key = CommandKey(account_id=mine, key="k", target="", membership_id=self.author.membership, action="visitDraft")
        key.input_hash, key.done, key.at = b"", {}, NOW
        self.world.add(key)
        self.world.add(VisitDraft(id=uuid4(), author_id=mine, saved_at=NOW, body_cipher=b"x"))
        self.world.add(RevealUse(id=uuid4(), account_id=self.viewers["dispatcher.civil-affairs.330110"].account, at=NOW, referrals=1))
        self.world.add(AuditRecord(id=uuid4(), at=NOW, kind=AuditKind.COMMAND, action="visitDraft", account_id=mine, trace="t"))
        campaign = Campaign(id=uuid4(), number="C2026-00000000-0", title="走访", document_number="1", categories=[], office_id=office)
        campaign.region_code, campaign.starts_on, campaign.ends_on, campaign.created_at = "330110000000", NOW.date(), NOW.date(), NOW
        self.world.add(campaign)
        known, again = self.cases["here"], self.cases["away"]
        match = PersonMatch(id=uuid4(), version=1, known_id=known.head.id, family_id=known.family.id, registered_id=again.head.id)
        match.region_code, match.created_at = "330110000000", NOW
        self.world.add(match)
        self.world.add(NumberTest(id=uuid4(), account_id=mine, at=NOW, weight=1, rows=0))

    @asynccontextmanager
    async def as_viewer(self, name: str | None) -> AsyncIterator[asyncpg.Connection]:
        """The application's connection with a viewer's settings, in a transaction that is rolled back."""
        connection = await asyncpg.connect(self.addresses.app)
        transaction = connection.transaction()
        await transaction.start()
        try:
            for setting, value in settings(self.viewers[name], NOW).items() if name else ():
                await connection.execute("select set_config($1, $2, true)", setting, value)
            yield connection
        finally:
            await transaction.rollback()
            await connection.close()

    async def cases_in(self, connection: asyncpg.Connection, table: str, more: str = "", *arguments: object) -> set[str]:
        """The cases of which a table shows a row."""
        column = "id" if table == "family" else "family_id"
        ids = {row[0] for row in await connection.fetch(f"select {column} from {table} {more}", *arguments)}
        return {name for name, case in self.cases.items() if case.family.id in ids}

    @asynccontextmanager
    async def writing_as(self, name: str) -> AsyncIterator[Transaction]:
        """A transaction as commands open it, never committed."""
        database = Database(self.addresses.app, lambda: NOW)
        try:
            with contextlib.suppress(Undone):
                async with transaction(database, self.viewers[name]) as tx:
                    yield tx
                    raise Undone
        finally:
            await database.close()


@pytest.fixture(scope="module")
def stage(shared_addresses: Addresses) -> Stage:
    stage = Stage(shared_addresses)
    asyncio.run(stage.world.insert(shared_addresses.loader))
    return stage


def test_every_kind_of_viewer_is_looked_at(stage: Stage) -> None:
    assert {viewer.kind for viewer in stage.viewers.values()} == set(Kind)


@pytest.mark.parametrize("name", SEEN)
async def test_a_viewer_sees_and_locks_the_rows_of_its_rule_and_no_others(stage: Stage, name: str) -> None:
    async with stage.as_viewer(name) as connection:
        found = {table: await stage.cases_in(connection, table) for table in OF_A_CASE}
        locked = {table: await stage.cases_in(connection, table, "for update") for table in CHANGED if table in OF_A_CASE}
    assert found == SEEN[name]
    assert locked == {table: SEEN[name][table] for table in locked}


@pytest.mark.parametrize("name", SEEN)
async def test_an_event_is_seen_on_the_federations_side_of_its_subject_and_of_a_subject_without_a_rule_by_nobody(
    stage: Stage, name: str
) -> None:
    async with stage.as_viewer(name) as connection:
        found = {each: await stage.cases_in(connection, "event", f"where subject_type = '{each}'") for each in SubjectType}
    federal = SEEN[name]["visit"]
    of_families = set() if stage.viewers[name].kind is Kind.OPERATOR else federal
    seen_of = {SubjectType.REFERRAL: SEEN[name]["outcome"], SubjectType.FAMILY: of_families}
    seen_of |= dict.fromkeys((SubjectType.ITEM, SubjectType.NEED, SubjectType.VISIT), federal)
    assert found == {subject: seen_of.get(subject, set()) for subject in SubjectType}


async def test_without_settings_nothing_is_seen(stage: Stage) -> None:
    async with stage.as_viewer(None) as connection:
        assert {table: await connection.fetchval(f"select count(*) from {table}") for table in SECURED} == dict.fromkeys(SECURED, 0)


async def test_a_view_of_policies_holds_what_is_in_force_for_the_office_alone_and_nothing_for_nobody(stage: Stage) -> None:
    for name in (None, "dispatcher.civil-affairs.330110", "operator.federation.3301"):
        async with stage.as_viewer(name) as connection:
            mine = ("where office_id = $1 and until > $2", stage.viewers[name].office if name else None, NOW)
            assert await stage.cases_in(connection, "given_to_office") == await stage.cases_in(connection, "family_access", *mine)


async def test_what_is_an_accounts_own_is_seen_by_nobody_else(stage: Stage) -> None:
    async def count(name: str, table: str) -> int:
        async with stage.as_viewer(name) as connection:
            return int(await connection.fetchval(f"select count(*) from {table}"))

    owners = {"visit_draft": "commissioner.federation.330110109200", "command_key": "commissioner.federation.330110109200"}
    owners |= {"number_test": "commissioner.federation.330110109200"}
    owners |= {"reveal_use": "dispatcher.civil-affairs.330110", "audit_record": "admin.audit"}
    for table, owner in owners.items():
        assert {name for name in SEEN if await count(name, table)} == {owner}, table


async def test_a_match_is_seen_by_the_cadres_of_the_county_alone(stage: Stage) -> None:
    seen = set()
    for name in SEEN:
        async with stage.as_viewer(name) as connection:
            seen |= {name} if await connection.fetchval("select count(*) from person_match") else set()
    assert seen == {"cadre.federation.330110"}


async def test_campaigns_are_seen_by_everybody(stage: Stage) -> None:
    for name in SEEN:
        async with stage.as_viewer(name) as connection:
            assert await connection.fetchval("select count(*) from campaign") == 1, name


async def test_what_a_viewer_sees_cannot_be_written_before_apply_mode(stage: Stage) -> None:
    mine = stage.cases["here"]
    async with stage.writing_as("cadre.federation.330110") as tx:
        with pytest.raises(DBAPIError, match="row-level security"):
            await tx.session.execute(update(Referral).where(Referral.id == mine.referral.id).values(version=2))
    async with stage.writing_as("cadre.federation.330110") as tx:
        await tx.apply()
        tx.session.add(VisitDraft(id=uuid4(), author_id=tx.viewer.account, saved_at=NOW, body_cipher=b"x"))
        await tx.look()
        removed = await tx.session.execute(delete(VisitDraft).returning(VisitDraft.id))
        assert removed.all() == []
    async with stage.writing_as("cadre.federation.330110") as tx:
        tx.session.add(VisitDraft(id=uuid4(), author_id=tx.viewer.account, saved_at=NOW, body_cipher=b"x"))
        with pytest.raises(DBAPIError, match="row-level security"):
            await tx.session.flush()


async def test_a_viewer_locks_what_it_sees_before_apply_mode(stage: Stage) -> None:
    async with stage.writing_as("dispatcher.civil-affairs.330110") as tx:
        for name, expected in (("here", 1), ("next", 0)):
            locked = await tx.session.scalars(select(Referral.id).where(Referral.id == stage.cases[name].referral.id).with_for_update())
            assert len(locked.all()) == expected, name


async def test_apply_mode_writes_and_locks_what_the_viewer_does_not_see_and_ends_with_a_look(stage: Stage) -> None:
    unseen = stage.cases["next"].need.id
    statement = "select count(*) from need where id = $1"
    async with stage.writing_as("dispatcher.civil-affairs.330110") as tx:
        connection = (await (await tx.session.connection()).get_raw_connection()).driver_connection
        assert isinstance(connection, asyncpg.Connection)
        await tx.apply()
        assert await connection.fetchval(f"{statement}", unseen) == 1
        assert await connection.execute("update need set version = 2 where id = $1", unseen) == "UPDATE 1"
        await tx.look()
        assert await connection.fetchval(statement, unseen) == 0


async def test_a_membership_that_has_ended_opens_no_transaction(stage: Stage) -> None:
    database = Database(stage.addresses.app, lambda: SINCE - HOUR)
    try:
        with pytest.raises(MembershipEnded):
            async with transaction(database, stage.viewers["cadre.federation.330110"]):
                pass
    finally:
        await database.close()


async def test_a_viewers_settings_do_not_outlive_its_transaction(stage: Stage) -> None:
    database = Database(stage.addresses.app, lambda: NOW, Bounds(writers=1))
    try:
        async with transaction(database, stage.viewers["cadre.federation.330110"]) as tx:
            assert (await tx.session.scalars(select(Family.id))).all() != []
        async with database.engine.connect() as connection:
            assert (await connection.execute(select(Family.id))).all() == []
    finally:
        await database.close()
