"""What the catalogue must say of every table: row security, grants, policies as printed. Source: docs/design.md 4.5, 5 and 7."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain

import asyncpg
import pytest

from db.protect.conditions import LOOKED_UP
from db.protect.policies import (
    BY_FUNCTIONS,
    CHANGED,
    GUARDED,
    KEPT_APART,
    NOTED_REMOVED,
    READ_ONLY,
    REMOVED,
    REVIEWED,
    SEALING,
    SECURED,
    WAITING,
    policies,
)
from db.protect.sums import functions as sums
from db.server.login import Addresses, Login
from db.session.connect import connected
from db.tables import Row
from domain.rules.rows import ROWS
from tests.builders.world import World
from tests.db.protect.definers import DEFINER_FUNCTIONS

TELLS_OF_PERSONS = ("family_id", "person_id", "family_ids", "id_number_index")
"""Columns by which a table is personal, whatever list it stands in."""

TABLES = """
select relname, relrowsecurity, relforcerowsecurity from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
"""
POLICIES = (
    "select tablename, policyname, permissive, roles, cmd, qual, with_check from pg_policies where schemaname = 'public' order by 1, 2"
)
VIEWS = """
select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
and not coalesce(reloptions, '{}') @> array['security_invoker=true']
"""
MATERIALISED = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'm'"
DEFINERS = "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
GRANTS = """
select table_name, array_agg(privilege_type::text order by privilege_type) from information_schema.role_table_grants
where grantee = $1 and table_schema = 'public' group by table_name
"""
CHANGED_COLUMNS = """
select column_name from information_schema.column_privileges
where grantee = $1 and privilege_type = 'UPDATE' and table_name = any($2)
"""
ADDED_COLUMNS = CHANGED_COLUMNS.replace("UPDATE", "INSERT")
TO_EVERYBODY = (
    "select table_name, privilege_type from information_schema.role_table_grants where grantee = 'PUBLIC' and table_schema = 'public'"
)
RIGHTS = "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname like 'lianbang_%' order by 1"
MEMBERS = "select pg_get_userbyid(roleid), pg_get_userbyid(member) from pg_auth_members where pg_get_userbyid(member) like 'lianbang_%'"
OWNED = "select relname from pg_class where relowner = $1::regrole and relnamespace = 'public'::regnamespace"

READ = ["SELECT"]
APPEND, CHANGE = ["INSERT", "SELECT"], ["INSERT", "SELECT", "UPDATE"]


async def fetch(url: str, statement: str, *arguments: object) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement, *arguments)]
    finally:
        await connection.close()


async def names(url: str, statement: str, *arguments: object) -> set[object]:
    return {row[0] for row in await fetch(url, statement, *arguments)}


async def grants(url: str, login: Login) -> dict[object, object]:
    return {row[0]: row[1] for row in await fetch(url, GRANTS, login.value)}


@asynccontextmanager
async def as_stolen(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    """Whoever has the application's login and nothing else, and says to be a command."""
    async with connected(addresses.app) as connection:
        await connection.execute("select set_config('app.mode', 'apply', false)")
        yield connection


def personal_tables() -> set[str]:
    return {name for name, table in Row.metadata.tables.items() if any(column in table.columns for column in TELLS_OF_PERSONS)}


def test_every_table_stands_in_exactly_one_list() -> None:
    listed = sorted(chain(SECURED, GUARDED, READ_ONLY, SEALING, WAITING, NOTED_REMOVED, KEPT_APART, BY_FUNCTIONS))
    assert listed == sorted(Row.metadata.tables)


def test_every_table_that_tells_of_persons_is_secured() -> None:
    assert personal_tables() - {*SECURED, *WAITING} == set()


def test_every_secured_table_has_its_rule_of_rows() -> None:
    assert {*SECURED, *GUARDED} - set(ROWS) == set()
    assert set(ROWS) <= set(Row.metadata.tables)


async def test_every_table_but_the_listed_ones_has_row_security_enabled_and_forced(shared_addresses: Addresses) -> None:
    open_to_all = {*READ_ONLY, *SEALING, *NOTED_REMOVED, *KEPT_APART, *BY_FUNCTIONS, "alembic_version"}
    flags = {name: (on, forced) for name, on, forced in await fetch(shared_addresses.owner, TABLES)}
    assert {name for name, both in flags.items() if both != (True, True)} == open_to_all


async def test_every_secured_table_has_its_policies_and_no_other(shared_addresses: Addresses) -> None:
    found: dict[object, set[object]] = {}
    for table, name, *_ in await fetch(shared_addresses.owner, POLICIES):
        found.setdefault(table, set()).add(name)
    of_sums = {table: set(sums.policies(table)) for table in sums.TABLES}
    assert found == of_sums | {table: set(policies(table)) for table in (*SECURED, *GUARDED, *WAITING)}


async def test_policies_are_as_their_source_prints_them(addresses: Addresses) -> None:
    standing = await fetch(addresses.owner, POLICIES)
    connection = await asyncpg.connect(addresses.owner)
    try:
        for table, name, *_ in standing:
            await connection.execute(f'drop policy "{name}" on "{table}"')
        for table in (*SECURED, *GUARDED, *WAITING):
            for statement in policies(table).values():
                await connection.execute(statement)
        for table in sums.TABLES:
            for statement in sums.policies(table).values():
                await connection.execute(statement)
    finally:
        await connection.close()
    assert await fetch(addresses.owner, POLICIES) == standing


async def test_no_view_and_no_function_goes_round_row_security(shared_addresses: Addresses) -> None:
    assert await names(shared_addresses.owner, VIEWS) == set(LOOKED_UP)
    assert await names(shared_addresses.owner, MATERIALISED) == set()
    assert await names(shared_addresses.owner, DEFINERS) == DEFINER_FUNCTIONS


@pytest.mark.parametrize(
    ("made", "found_by"),
    [
        ("create view of_all as select * from family", VIEWS),
        ("create materialized view kept_of_all as select * from family", MATERIALISED),
        ("create function as_owner() returns int language sql security definer as 'select 1'", DEFINERS),
    ],
)
async def test_what_goes_round_row_security_would_be_found(shared_addresses: Addresses, made: str, found_by: str) -> None:
    connection = await asyncpg.connect(shared_addresses.owner)
    transaction = connection.transaction()
    await transaction.start()
    try:
        before = await connection.fetch(found_by)
        await connection.execute(made)
        assert len(await connection.fetch(found_by)) == len(before) + 1
    finally:
        await transaction.rollback()
        await connection.close()


async def test_the_application_may_do_with_each_table_what_its_list_says(shared_addresses: Addresses) -> None:
    read, written = dict.fromkeys((*READ_ONLY, *GUARDED, *LOOKED_UP), READ) | {"alembic_version": READ}, dict.fromkeys(SECURED, APPEND)
    changed = written | dict.fromkeys(CHANGED, CHANGE) | dict.fromkeys(REVIEWED, APPEND)
    listed = read | changed | {table: sorted([*changed[table], "DELETE"]) for table in REMOVED}
    assert await grants(shared_addresses.owner, Login.APP) == listed


async def test_the_worker_reads_the_trail_and_what_waits_and_appends_to_the_chain(shared_addresses: Addresses) -> None:
    chain_ = dict.fromkeys(SEALING, APPEND)
    read = dict.fromkeys(("audit_record", *WAITING, *NOTED_REMOVED), READ)
    assert await grants(shared_addresses.owner, Login.WORKER) == {**read, **chain_}


async def test_of_what_it_reads_alone_the_application_changes_ends_and_a_language(shared_addresses: Addresses) -> None:
    assert await fetch(shared_addresses.owner, CHANGED_COLUMNS, Login.APP.value, [*READ_ONLY, *GUARDED]) == [("ends_at",)] * 3 + [
        ("language",)
    ]


async def test_what_the_application_adds_to_what_waits_is_all_but_the_number(shared_addresses: Addresses) -> None:
    added = await names(shared_addresses.owner, ADDED_COLUMNS, Login.APP.value, [*WAITING])
    assert added == {*Row.metadata.tables["audit_unsealed"].columns.keys()} - {"number"}


async def test_nothing_is_granted_to_everybody(shared_addresses: Addresses) -> None:
    assert await fetch(shared_addresses.owner, TO_EVERYBODY) == []


async def test_only_the_loader_passes_row_security_and_nobody_is_more(shared_addresses: Addresses) -> None:
    rights = {row[0]: row[1:] for row in await fetch(shared_addresses.owner, RIGHTS)}
    none = (False, False, False, False)
    assert rights == {Login.OWNER: none, Login.APP: none, Login.WORKER: none, Login.LOADER: (False, True, False, False)}
    assert await fetch(shared_addresses.owner, MEMBERS) == []


@pytest.mark.parametrize("login", [Login.APP, Login.WORKER, Login.LOADER])
async def test_a_login_that_works_owns_nothing(shared_addresses: Addresses, login: Login) -> None:
    assert await names(shared_addresses.owner, OWNED, login.value) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_record set reason = 'x'",
        "delete from audit_record",
        "truncate audit_record",
        "delete from reveal_use",
        "update reveal_use set referrals = 0",
        "delete from event",
        "update event set account_id = null",
        "update outcome set result = 'GRANTED'",
        "delete from command_key",
        "delete from family",
        "delete from visit",
        "delete from import_row",
        "select count(*) from audit_block",
        "select count(*) from audit_seal",
        "select count(*) from audit_unsealed",
        "select from audit_removed",
        "delete from audit_unsealed",
        "update audit_unsealed set reason = 'x'",
        "truncate audit_unsealed",
        "select from key_check",
        "select from browser_session",
        "update browser_session set ends_at = ends_at",
        "select from sign_in_attempt",
        "delete from logout_token",
        "insert into key_check (key_id, value) values ('k', '')",
        "update emergency_view set account_id = null",
        "update emergency_view set at = '2020-01-01'",
        "update client set office_id = gen_random_uuid()",
        "update client_key set jwk = '{}'",
        "update alembic_version set version_num = '9999'",
        "update office set name = 'x'",
        "update office set ended_at = null",
        "insert into organization (id, kind, name, region_code) values (gen_random_uuid(), 'GOVERNMENT', 'x', '330110000000')",
        "update account set subject = 'x'",
        "insert into account (id, subject, name, language) values (gen_random_uuid(), 'x', 'x', 'zh')",
        "update proposal set role = 'SYSTEM_ADMIN'",
        "update proposal set proposed_by = decided_by",
        "delete from proposal",
        "insert into sign_in (id, issuer_id, subject, account_id) values (gen_random_uuid(), gen_random_uuid(), 'x', gen_random_uuid())",
        "update issuer set organization_ids = '{}'",
        "insert into issuer (id, address, name, audience, organization_ids) values (gen_random_uuid(), 'x', 'x', 'x', '{}')",
        "update sign_in set account_id = gen_random_uuid()",
        "update rule_limit set value = 1000",
        "insert into calendar_override (day, is_working, source) values ('2027-01-04', false, 'x')",
        "alter table family disable row level security",
        "create table mine (id int)",
    ],
)
async def test_the_application_is_refused(shared_addresses: Addresses, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await fetch(shared_addresses.app, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into reveal_use (id, account_id, at, referrals) select gen_random_uuid(), account_id, now(), -100 from membership",
        "insert into number_test (id, account_id, at, weight, rows) select gen_random_uuid(), account_id, now(), -100, 0 from membership",
        "insert into number_test (id, account_id, at, weight, rows) select gen_random_uuid(), account_id, now(), 0, -1 from membership",
    ],
)
async def test_nothing_is_given_back_to_a_quota(addresses: Addresses, statement: str) -> None:
    world = World()
    world.viewer("cadre.federation.330110")
    await world.insert(addresses.loader)
    async with as_stolen(addresses) as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="counts"):
            await connection.execute(statement)


async def test_a_membership_is_ended_and_never_made_to_run_for_longer(addresses: Addresses) -> None:
    world = World()
    world.viewer("cadre.federation.330110")
    await world.insert(addresses.loader)
    async with as_stolen(addresses) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only brought forward"):
            await connection.execute("update membership set ends_at = ends_at + interval '1 day'")
        assert await connection.execute("update membership set ends_at = starts_at") == "UPDATE 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only brought forward"):
            await connection.execute("update membership set ends_at = 'infinity'")
