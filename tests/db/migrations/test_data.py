"""Migrations carry along what a database of an earlier version holds. Source: docs/decisions/001-embedded-database.md."""

from datetime import UTC, datetime

import asyncpg
from alembic import command

from db.migrations import runner
from db.server.login import Addresses
from tests.db.migrations.test_runner import fetch, quiet

FAMILY = "00000000-0000-4000-8000-000000000001"
HOME = "330110109202"
ACCOUNT = f"insert into account (id, subject, name, language) values ('{FAMILY}', 'somebody', 'somebody', 'zh')"
OLD_FAMILY = f"""
{ACCOUNT};
insert into family (id, number, version, display_name, region_code, registration_region_code, categories, created_at, created_by)
values ('{FAMILY}', 'F2026-00000001-0', 1, '王小明', '{HOME}', '{HOME}', '{{}}', '2026-01-01Z', '{FAMILY}')
"""


async def older(database: Addresses, revision: str, *statements: str) -> None:
    """A database at a revision, with rows that its loader wrote."""
    await runner.as_owner(database.owner, lambda connection: command.upgrade(runner.config(connection), revision))
    connection = await asyncpg.connect(database.loader)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def person(place: int, cipher: str, masked: str, reason: str) -> str:
    return f"""insert into person (id, family_id, region_code, relation, name, id_number_cipher, id_number_index, id_number_masked,
    no_id_reason, certificate_status, created_at) values ('00000000-0000-4000-8000-00000000001{place}', '{FAMILY}', '{HOME}', 'HEAD',
    '王小明', {cipher}, {cipher}, {masked}, {reason}, 'NONE', '2026-01-01Z')"""


async def test_masks_that_showed_the_last_character_show_it_no_more(old_database: Addresses) -> None:
    numbered = person(1, "'x'::bytea", "'9****************1'", "null")
    unnumbered = person(2, "null", "null", "'REFUSED'")
    await older(old_database, "0001", OLD_FAMILY, numbered, unnumbered, person(3, "'y'::bytea", "'9****************X'", "null"))
    await runner.upgrade(old_database.owner, quiet)
    masked = await fetch(old_database.loader, "select id_number_masked from person order by id")
    assert masked == [("9*****************",), (None,), ("9*****************",)]
    forced = await fetch(old_database.owner, "select relforcerowsecurity from pg_class where relname = 'person'")
    assert forced == [(True,)]


async def test_who_stands_twice_under_one_number_becomes_a_match_of_the_first(old_database: Addresses) -> None:
    twice = [person(place, "'x'::bytea", "'9****************1'", "null") for place in (1, 2)]
    alone = person(3, "'y'::bytea", "'9****************X'", "null")
    await older(old_database, "0005", OLD_FAMILY, *twice, alone)
    await runner.upgrade(old_database.owner, quiet)
    made = await fetch(old_database.loader, "select known_id::text, registered_id::text, region_code, decision from person_match")
    assert made == [(f"{FAMILY[:-2]}11", f"{FAMILY[:-2]}12", "330110000000", None)]


async def test_categories_that_tell_of_health_leave_the_list_in_their_order_and_come_back_to_it(old_database: Addresses) -> None:
    told = "'{POVERTY_RISK,INFECTED,ORPHANED_OR_ALONE,QUARANTINED}'"
    await older(old_database, "0007", OLD_FAMILY, f"update family set categories = {told}")
    await runner.upgrade(old_database.owner, quiet)
    split = await fetch(old_database.loader, "select categories, health_categories from family")
    assert split == [(["POVERTY_RISK", "ORPHANED_OR_ALONE"], ["INFECTED", "QUARANTINED"])]
    await runner.downgrade(old_database.owner, quiet, "0007")
    ((joined,),) = await fetch(old_database.loader, "select categories from family")
    assert joined == ["POVERTY_RISK", "ORPHANED_OR_ALONE", "INFECTED", "QUARANTINED"]


def access(place: int, level: int) -> str:
    return f"""insert into family_access (id, family_id, region_code, office_id, office_region_code, visit_id, until, identity_level,
    id_number_level, contact_level, address_level, birth_level, disability_level, health_level, income_level, work_level)
    values ('00000000-0000-4000-8000-00000000002{place}', '{FAMILY}', '{HOME}', '{FAMILY}', '{HOME}', '{FAMILY}', '2027-01-01Z',
    0, 0, {level}, 0, 0, 0, 0, 0, 0)"""


async def test_what_stands_already_was_changed_last_when_its_history_last_says_so(old_database: Addresses) -> None:
    offices = f"""insert into organization (id, kind, name, region_code) values ('{FAMILY}', 'COMMUNITY', '甲', '{HOME}');
    insert into office (id, organization_id, kind, name, region_code) values ('{FAMILY}', '{FAMILY}', 'COMMUNITY', '甲', '{HOME}')"""
    visit = f"""insert into visit (id, number, version, family_id, visitor_id, office_id, mode, channel, at, contact_result, categories,
    no_difficulty, led_by_leading_cadre, region_code, created_at) values ('{FAMILY}', 'V2026-00000001-0', 1, '{FAMILY}', '{FAMILY}',
    '{FAMILY}', 'PHONE', 'HOTLINE_12385', '2026-01-02Z', 'MET', '{{}}', false, false, '{HOME}', '2026-01-03Z')"""
    await older(old_database, "0003", OLD_FAMILY, offices, visit)
    await runner.upgrade(old_database.owner, quiet)
    found = await fetch(old_database.loader, "select (select updated_at from visit), (select updated_at from family)")
    assert found == [(datetime(2026, 1, 3, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC))]


async def test_imports_matches_and_campaigns_were_changed_last_by_what_was_decided_of_them(old_database: Addresses) -> None:
    offices = f"""insert into organization (id, kind, name, region_code) values ('{FAMILY}', 'COMMUNITY', '甲', '{HOME}');
    insert into office (id, organization_id, kind, name, region_code) values ('{FAMILY}', '{FAMILY}', 'COMMUNITY', '甲', '{HOME}')"""
    campaign = f"""insert into campaign (id, number, version, title, document_number, starts_on, ends_on, categories, office_id,
    created_at, region_code) values ('{FAMILY}', 'C2026-00000001-2', 1, '走访', '1', '2026-01-01', '2026-02-01', '{{}}', '{FAMILY}',
    '2026-01-02Z', '{HOME}')"""
    imported = f"""insert into import (id, number, version, office_id, account_id, at, file_digest, rows, recorded, known, refused,
    undone_at) values ('{FAMILY}', 'I2026-00000001-2', 2, '{FAMILY}', '{FAMILY}', '2026-01-03Z', '0', 0, 0, 0, 0, '2026-01-04Z')"""
    match = f"""insert into person_match (id, version, known_id, family_id, registered_id, created_at, region_code)
    values ('{FAMILY}', 1, '{FAMILY}', '{FAMILY}', '{FAMILY}', '2026-01-05Z', '330110000000')"""
    await older(old_database, "0013", ACCOUNT, offices, campaign, imported, match)
    await runner.upgrade(old_database.owner, quiet)
    columns = "(select updated_at from import), (select updated_at from person_match), (select updated_at from campaign)"
    assert await fetch(old_database.loader, f"select {columns}") == [tuple(datetime(2026, 1, day, tzinfo=UTC) for day in (4, 5, 2))]


async def test_whoever_had_the_telephone_whole_keeps_the_contact_wish(old_database: Addresses) -> None:
    contract = """insert into share_contract (type_code, version, half, "group", level, reason_zh, reason_en, origin)
    values ('A38', 1, 'AFTER', 'CONTACT', 3, '甲', 'One', 'FILE'), ('A38', 1, 'BEFORE', 'CONTACT', 0, '乙', 'Two', 'FILE')"""
    offices = f"""insert into organization (id, kind, name, region_code) values ('{FAMILY}', 'COMMUNITY', '甲', '{HOME}');
    insert into office (id, organization_id, kind, name, region_code) values ('{FAMILY}', '{FAMILY}', 'COMMUNITY', '甲', '{HOME}')"""
    visit = f"""insert into visit (id, number, version, family_id, visitor_id, office_id, mode, channel, at, contact_result, categories,
    no_difficulty, led_by_leading_cadre, region_code, created_at) values ('{FAMILY}', 'V2026-00000001-0', 1, '{FAMILY}', '{FAMILY}',
    '{FAMILY}', 'PHONE', 'HOTLINE_12385', '2026-01-01Z', 'MET', '{{}}', false, false, '{HOME}', '2026-01-01Z')"""
    await older(old_database, "0003", OLD_FAMILY, offices, visit, contract, access(1, 3), access(2, 2), access(3, 0))
    await runner.upgrade(old_database.owner, quiet)
    assert await fetch(old_database.loader, "select contact_wish_level from family_access order by id") == [(3,), (0,), (0,)]
    lines = await fetch(
        old_database.loader, "select half, level, reason_en from share_contract where \"group\" = 'CONTACT_WISH' order by half"
    )
    assert lines == [("AFTER", 3, "One"), ("BEFORE", 0, "Two")]


async def test_a_row_that_several_migrations_change_and_whose_reference_is_checked_late_is_carried_along(old_database: Addresses) -> None:
    headed = f"update family set head_id = '{FAMILY[:-2]}11', categories = '{{INFECTED}}'"
    await older(old_database, "0001", OLD_FAMILY, person(1, "'x'::bytea", "'9****************1'", "null"), headed)
    await runner.upgrade(old_database.owner, quiet)
    kept = await fetch(old_database.loader, "select head_id::text, health_categories from family where updated_at is not null")
    assert kept == [(f"{FAMILY[:-2]}11", ["INFECTED"])]
