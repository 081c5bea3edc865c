"""Migrations: up, down, complete, and always with their policies. Source: docs/decisions/001-embedded-database.md."""

import asyncpg

from db.login import Addresses
from db.migrations import runner

POLICIES = "select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public' order by 1, 2"
TABLES = "select count(*) from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"


def quiet(line: str) -> None:
    """Tests have nobody to tell."""


async def fetch(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


async def test_a_migrated_database_has_exactly_the_tables_that_are_declared(addresses: Addresses) -> None:
    assert await runner.differences(addresses.owner) == []


async def test_every_migration_goes_down_to_nothing_and_up_again(empty_database: Addresses) -> None:
    await runner.upgrade(empty_database.owner, quiet)
    before = await fetch(empty_database.owner, POLICIES)
    await runner.downgrade(empty_database.owner, quiet, "base")
    assert [tuple(row) for row in await fetch(empty_database.owner, TABLES)] == [(0,)]
    await runner.upgrade(empty_database.owner, quiet)
    assert await runner.differences(empty_database.owner) == []
    assert await fetch(empty_database.owner, POLICIES) == before


async def test_migrating_again_says_nothing_and_changes_no_policy(addresses: Addresses) -> None:
    said: list[str] = []
    before = await fetch(addresses.owner, POLICIES)
    await runner.upgrade(addresses.owner, said.append)
    assert said == []
    assert await fetch(addresses.owner, POLICIES) == before


async def test_a_policy_changed_by_hand_is_put_right_by_the_next_migration(addresses: Addresses) -> None:
    before = await fetch(addresses.owner, POLICIES)
    assert before
    await fetch(addresses.owner, f'alter policy "{before[0]["policyname"]}" on "{before[0]["tablename"]}" rename to opened')
    await runner.upgrade(addresses.owner, quiet)
    assert await fetch(addresses.owner, POLICIES) == before
