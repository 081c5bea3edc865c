"""Migrating while others work: all tables at once or none, and none where there is nothing to do. Source: docs/operations.md (Upgrade)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from sqlalchemy import Connection, text

from db.migrations import applied, runner
from db.migrations.exclusive import InUse, Patience
from db.protect import policies
from db.server.login import Addresses
from db.session.connect import connected
from tests.conftest import quiet
from tests.db.migrations.test_runner import POLICIES, fetch

SHORT = Patience(first=0.01, tries=2, upkeep=0.2)
BY_HAND = (
    "grant truncate on family to lianbang_app",
    "grant select (name) on office to lianbang_worker",
    "grant execute on function remove_past_time(timestamptz, boolean) to lianbang_app",
    "alter table family no force row level security",
    "alter table audit_record disable trigger all",
    "create or replace function refuse_removal() returns trigger language plpgsql as 'begin return null; end'",
    "alter view given_to_office rename to given_to_all",
)


@asynccontextmanager
async def holding(url: str, statement: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody whose transaction has a table, until it ends."""
    async with connected(url) as connection:
        trial = connection.transaction()
        await trial.start()
        await connection.execute(statement)
        yield connection
        await trial.rollback()


async def changed_by_hand(addresses: Addresses) -> list[tuple[object, ...]]:
    """A policy is another one, so that there is something to do. Return the policies as they stand."""
    table, policy = (await fetch(addresses.owner, POLICIES))[0][:2]
    await fetch(addresses.owner, f'alter policy "{policy}" on "{table}" rename to opened')
    return await fetch(addresses.owner, POLICIES)


@pytest.mark.parametrize(
    ("login", "statement"),
    [("app", "select from referral"), ("app", "select from given_to_office"), ("owner", "lock table visit in share update exclusive mode")],
)
async def test_a_table_that_is_used_without_a_pause_leaves_everything_as_it_was(addresses: Addresses, login: str, statement: str) -> None:
    before = await changed_by_hand(addresses)
    async with holding(getattr(addresses, login), statement):
        with pytest.raises(InUse, match=rf"in use without a pause, by lianbang_{login} \(process \d+\); nothing is changed"):
            await runner.upgrade(addresses.owner, quiet, patience=SHORT)
        assert await fetch(addresses.owner, POLICIES) == before


async def test_it_is_tried_again_until_the_table_is_free(addresses: Addresses) -> None:
    before = await changed_by_hand(addresses)
    async with holding(addresses.app, "select from referral") as reader:
        migrating = asyncio.create_task(runner.upgrade(addresses.owner, quiet, patience=Patience(first=0.01, most=0.01, tries=10_000)))
        while not await reader.fetchval("select exists (select from pg_locks where not granted)"):
            pass
        assert await fetch(addresses.app, "select 1 from referral") == []  # the try before has ended, and others are let in
    await migrating
    assert await fetch(addresses.owner, POLICIES) != before


def test_the_tries_take_a_minute_and_none_as_long_as_a_deadlock_is_waited_for() -> None:
    tries = [*Patience().seconds()]
    assert (tries[0], max(tries)) == (0.2, 0.8)
    assert 50 < 2 * sum(tries) < 70


async def test_where_nothing_is_to_be_changed_nobody_is_waited_for(addresses: Addresses) -> None:
    async with holding(addresses.app, "select from referral"):
        await runner.upgrade(addresses.owner, quiet, patience=Patience(tries=0))


async def test_whatever_is_changed_by_hand_is_something_to_do(addresses: Addresses) -> None:
    def work(connection: Connection) -> None:
        assert applied.stand(connection)
        for by_hand in BY_HAND:
            with connection.begin_nested() as attempt:
                connection.execute(text(by_hand))
                assert not applied.stand(connection), by_hand
                attempt.rollback()

    await runner.as_owner(addresses.owner, work)


async def test_what_other_statements_made_is_made_anew(addresses: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "printed", lambda: ["another version"])
    async with holding(addresses.app, "select from referral"):
        with pytest.raises(InUse):
            await runner.upgrade(addresses.owner, quiet, patience=SHORT)
