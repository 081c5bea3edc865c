"""What stands already follows from the outcomes in force, and an item's monitor from its last referral. Source: docs/domain.md 2."""

from datetime import date
from uuid import UUID

import asyncpg

from db.migrations import runner
from db.server.login import Addresses
from tests.db.migrations.test_data import older
from tests.db.migrations.test_history import put
from tests.db.migrations.test_runner import fetch, quiet

ITEM, FIRST, LAST = UUID(int=1), UUID(int=2), UUID(int=3)
COUNTY, CITY = UUID(int=21), UUID(int=22)
KEYS = "select conrelid::regclass::text, conname from pg_constraint where contype = 'f' and conrelid::regclass::text = any($1)"
TABLES = ["assistance_item", "referral", "outcome", "family"]


async def without_keys(database: Addresses, tables: list[str]) -> None:
    """Rows of these tables need no neighbours."""
    owner = await asyncpg.connect(database.owner)
    for table, name in await owner.fetch(KEYS, tables):
        await owner.execute(f"alter table {table} drop constraint {name}")
    await owner.close()


async def test_what_was_granted_before_is_received_and_an_item_knows_its_monitor(old_database: Addresses) -> None:
    await older(old_database, "0017")
    await without_keys(old_database, TABLES)
    connection = await asyncpg.connect(old_database.loader)
    await put(connection, "account", 0)
    await put(connection, "family", 0, created_by=UUID(int=0))
    await put(connection, "assistance_item", 1, state="COMPLETED")
    for key, dispatched, office in ((FIRST, "2026-11-01Z", CITY), (LAST, "2026-11-02Z", COUNTY)):
        await put(connection, "referral", key.int, item_id=ITEM, state="RETURNED", type_code="A01", monitor_office_id=office)
        await connection.execute(f"update referral set dispatched_at = '{dispatched}' where id = $1", key)
    day = date(2026, 12, 1)
    await put(connection, "outcome", 11, referral_id=LAST, version=1, result="GRANTED", benefit_from=date(2026, 10, 1), benefit_per="MONTH")
    await put(connection, "outcome", 12, referral_id=LAST, version=2, result="GRANTED", benefit_from=day, benefit_per="ONCE")
    await put(connection, "outcome", 13, referral_id=FIRST, version=1, result="NOT_ELIGIBLE")
    await connection.close()
    await older(old_database, "0018")
    given = await fetch(old_database.loader, "select referral_id, type_code, source, since, until from entitlement")
    assert given == [(LAST, "A01", "OUTCOME", day, day)]
    await put_in_place(old_database)
    assert await fetch(old_database.loader, "select monitor_office_id from assistance_item") == [(COUNTY,)]


async def put_in_place(database: Addresses) -> None:
    """The offices that the key of the last migration asks for, and the migration."""
    connection = await asyncpg.connect(database.loader)
    for place, key, region in ((31, COUNTY, "330110000000"), (32, CITY, "330100000000")):
        await put(connection, "organization", place, kind="FEDERATION", region_code=region)
        await put(connection, "office", key.int, kind="FEDERATION", organization_id=UUID(int=place))
    await connection.close()
    await runner.upgrade(database.owner, quiet)
