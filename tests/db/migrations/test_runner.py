"""Migrations: up, down, complete, and always with their policies. Source: docs/decisions/001-embedded-database.md."""

import asyncpg
import pytest

from db.migrations import runner
from db.protect.sums.functions import DELTAS
from db.server.login import Addresses
from db.tables import Row

POLICIES = "select tablename, policyname, cmd, roles, qual, with_check from pg_policies where schemaname = 'public' order by 1, 2"
TABLES = "select count(*) from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'"
CATALOGUE = """
select c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || coalesce(l.collname, '') || ' ' || a.attnotnull
       || a.attgenerated::text || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '')
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum left join pg_collation l on l.oid = a.attcollation
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
union all
select conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) from pg_constraint
where connamespace = 'public'::regnamespace and conrelid <> 0 and conrelid::regclass::text <> 'alembic_version'
union all
select relname || ' is stored', array_to_string(reloptions, ' ') from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' and reloptions is not null
union all
select tablename || ' ' || indexname, indexdef from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version'
order by 1, 2
"""
"""What a database is made of: every column, constraint and index as PostgreSQL itself prints it, and how tables are stored."""
FILLED = """
insert into audit_unsealed (id, at, kind, action, trace)
select gen_random_uuid(), now(), 'READ', 'query', '' from generate_series(1, 20000)
"""
PAGES = "select pg_relation_size('audit_unsealed') / 8192"


def quiet(line: str) -> None:
    """Tests have nobody to tell."""


async def fetch(url: str, statement: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def test_the_migrations_make_exactly_what_the_tables_declare(addresses: Addresses, empty_database: Addresses) -> None:
    await runner.as_owner(empty_database.owner, Row.metadata.create_all)
    declared = set(await fetch(empty_database.owner, CATALOGUE))
    migrated = set(await fetch(addresses.owner, CATALOGUE))
    assert {"declared alone": declared - migrated, "migrated alone": migrated - declared} == {
        "declared alone": set(),
        "migrated alone": set(),
    }


async def test_what_rows_leave_soon_shrinks_though_few_of_its_pages_hold_what_is_gone(addresses: Addresses) -> None:
    stored = {table.name: table.dialect_options["postgresql"]["with"] for table in Row.metadata.sorted_tables}
    assert {name for name, how in stored.items() if how} == {*DELTAS, "audit_unsealed"}
    await fetch(addresses.loader, FILLED)
    last = "(select max(number) from audit_unsealed)"
    await fetch(addresses.owner, f"delete from audit_unsealed where number < {last}")
    await fetch(addresses.owner, "vacuum audit_unsealed")
    assert await fetch(addresses.owner, f"select ({PAGES}) > 100") == [(True,)]
    await fetch(addresses.owner, "delete from audit_unsealed")
    await fetch(addresses.owner, "vacuum audit_unsealed")
    assert await fetch(addresses.owner, PAGES) == [(0,)]


async def test_every_migration_goes_down_to_nothing_and_up_again(addresses: Addresses) -> None:
    before = await fetch(addresses.owner, CATALOGUE), await fetch(addresses.owner, POLICIES)
    await runner.downgrade(addresses.owner, quiet, "base")
    assert await fetch(addresses.owner, TABLES) == [(0,)]
    await runner.upgrade(addresses.owner, quiet)
    assert (await fetch(addresses.owner, CATALOGUE), await fetch(addresses.owner, POLICIES)) == before


async def test_migrating_again_says_nothing_and_changes_no_policy(addresses: Addresses) -> None:
    said: list[str] = []
    before = await fetch(addresses.owner, POLICIES)
    await runner.upgrade(addresses.owner, said.append)
    assert said == []
    assert await fetch(addresses.owner, POLICIES) == before


async def test_a_policy_changed_by_hand_is_put_right_by_the_next_migration(addresses: Addresses) -> None:
    before = await fetch(addresses.owner, POLICIES)
    table, policy = before[0][:2]
    await fetch(addresses.owner, f'alter policy "{policy}" on "{table}" rename to opened')
    await runner.upgrade(addresses.owner, quiet)
    assert await fetch(addresses.owner, POLICIES) == before


async def test_a_database_of_a_newer_version_is_refused_by_the_name_of_its_revision(addresses: Addresses) -> None:
    await fetch(addresses.owner, "update alembic_version set version_num = '9999'")
    with pytest.raises(runner.MigrationError, match="9999"):
        await runner.upgrade(addresses.owner, quiet)


async def test_a_database_that_cannot_be_reached_is_told_without_its_password(empty_database: Addresses) -> None:
    elsewhere = empty_database.owner.replace("lianbang_owner@", "lianbang_owner:hidden@").replace("/empty_", "/nowhere_")
    with pytest.raises(runner.MigrationError, match="LIANBANG_OWNER_URL") as refusal:
        await runner.upgrade(elsewhere, quiet)
    assert "hidden" not in str(refusal.value)
