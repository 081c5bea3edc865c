"""Migrations carry along what a database of an earlier version holds. Source: docs/decisions/001-embedded-database.md."""

import asyncpg
from alembic import command

from db.login import Addresses
from db.migrations import runner
from tests.db.migrations.test_runner import fetch, quiet

FAMILY = "00000000-0000-4000-8000-000000000001"
HOME = "330110109202"
OLD_FAMILY = f"""
insert into account (id, subject, name, language) values ('{FAMILY}', 'somebody', 'somebody', 'zh');
insert into family (id, number, version, display_name, region_code, registration_region_code, categories, created_at, created_by)
values ('{FAMILY}', 'F2026-00000001-0', 1, '王小明', '{HOME}', '{HOME}', '{{}}', '2026-01-01Z', '{FAMILY}')
"""


async def older(database: Addresses, revision: str, *statements: str) -> None:
    """A database at a revision, with rows that its loader wrote."""
    await runner.as_owner(database.owner, lambda connection: command.upgrade(runner._config(connection), revision))
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


async def test_masks_that_showed_the_last_character_show_it_no_more(empty_database: Addresses) -> None:
    numbered = person(1, "'x'::bytea", "'9****************1'", "null")
    unnumbered = person(2, "null", "null", "'REFUSED'")
    await older(empty_database, "0001", OLD_FAMILY, numbered, unnumbered, person(3, "'y'::bytea", "'9****************X'", "null"))
    await runner.upgrade(empty_database.owner, quiet)
    masked = await fetch(empty_database.loader, "select id_number_masked from person order by id")
    assert masked == [("9*****************",), (None,), ("9*****************",)]
    forced = await fetch(empty_database.owner, "select relforcerowsecurity from pg_class where relname = 'person'")
    assert forced == [(True,)]


async def test_who_stands_twice_under_one_number_becomes_a_match_of_the_first(empty_database: Addresses) -> None:
    twice = [person(place, "'x'::bytea", "'9****************1'", "null") for place in (1, 2)]
    alone = person(3, "'y'::bytea", "'9****************X'", "null")
    await older(empty_database, "0005", OLD_FAMILY, *twice, alone)
    await runner.upgrade(empty_database.owner, quiet)
    made = await fetch(empty_database.loader, "select known_id::text, registered_id::text, region_code, decision from person_match")
    assert made == [(f"{FAMILY[:-2]}11", f"{FAMILY[:-2]}12", "330110000000", None)]
