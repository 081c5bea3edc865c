"""What older histories tell for certain is carried along; what they did not keep stays unknown. Source: docs/lifecycle.md."""

from datetime import date
from uuid import UUID

import asyncpg

from db.migrations import runner
from db.server.login import Addresses
from tests.db.migrations.test_data import older
from tests.db.migrations.test_runner import fetch, quiet

TABLES = ("assistance_item", "referral", "referral_event", "referral_text")
ALONE = "select conrelid::regclass::text, conname from pg_constraint where contype = 'f' and conrelid::regclass::text = any($1)"
COLUMNS = """select column_name, data_type, is_nullable from information_schema.columns
where table_name = $1 and is_generated = 'NEVER' order by ordinal_position"""
FILLED = {
    "uuid": UUID(int=0),
    "text": "DISPATCHED",
    "integer": 1,
    "smallint": 1,
    "bigint": 1,
    "boolean": False,
    "ARRAY": [],
}
A_DAY = "2026-11-24T01:00:00Z"
WORDS = {"part": "LEAD", "urgency_level": "NORMAL", "legal_basis": "STATUTORY_DUTY", "region_code": "330110109202", "language": "zh"}
ITEM, RETURNED, SUSPENDED = UUID(int=1), UUID(int=2), UUID(int=3)
FIRST, SECOND, OFFICE = UUID(int=11), UUID(int=12), UUID(int=13)
STEPS: tuple[tuple[str, dict[str, object]], ...] = (
    ("referralAssign", {}),
    ("referralTake", {"account_id": FIRST}),
    ("referralAssign", {}),
    ("referralProgress", {}),
    ("referralSuspend", {"reason_list": "MISSING", "reason": "ID_DOCUMENT"}),
    ("referralAnswer", {}),
)


async def put(connection: asyncpg.Connection, table: str, key: int, **given: object) -> None:
    """A row of a table as an earlier version had it: what is not given is filled with something."""
    columns = await connection.fetch(COLUMNS, table)
    row: dict[str, object] = {}
    for name, kind, nullable in columns:
        if name in given:
            row[name] = given[name]
        elif nullable == "NO":
            row[name] = UUID(int=key) if name in ("id", "event_id") else WORDS.get(name, str(key) if name == "number" else FILLED.get(kind))
    names = ", ".join(row)
    given_values = [value for value in row.values() if value is not None]
    numbered = iter(range(1, 1 + len(given_values)))
    places = ", ".join(f"'{A_DAY}'" if value is None else f"${next(numbered)}" for value in row.values())
    await connection.execute(f"insert into {table} ({names}) values ({places})", *given_values)


async def test_the_history_of_an_earlier_version_tells_what_it_kept(old_database: Addresses) -> None:
    await older(old_database, "0001")
    owner = await asyncpg.connect(old_database.owner)
    for table, name in await owner.fetch(ALONE, list(TABLES)):
        await owner.execute(f"alter table {table} drop constraint {name}")
    await owner.close()
    connection = await asyncpg.connect(old_database.loader)
    for who in (FIRST, SECOND):
        await put(connection, "account", who.int, subject=str(who))
    await put(connection, "organization", 14, kind="DEPARTMENT")
    await put(connection, "office", OFFICE.int, kind="DEPARTMENT", organization_id=UUID(int=14))
    await put(connection, "assistance_item", 1, state="TO_DISPATCH")
    back = {"state": "RETURNED", "item_id": ITEM, "returned_by": "NOT_OUR_AREA", "suggested_office_id": OFFICE}
    await put(connection, "referral", 2, **back)
    waiting = {"state": "SUSPENDED", "missing": ["ID_DOCUMENT", "INCOME_PROOF"], "suspended_until": date(2026, 12, 1), "handler_id": SECOND}
    await put(connection, "referral", 3, item_id=UUID(int=9), **waiting)
    await put(
        connection, "referral_event", 4, referral_id=RETURNED, action="referralReturn", reason_list="RETURN_REASON", reason="WRONG_AREA"
    )
    for place, (action, more) in enumerate(STEPS, 5):
        at = f"2026-11-24T01:{place:02}:00Z"
        await put(connection, "referral_event", place, referral_id=SUSPENDED, action=action, **more)
        await connection.execute(f"update referral_event set at = '{at}' where id = $1", UUID(int=place))
    for event in (8, 9, 10):
        await put(connection, "referral_text", event, body="已联系家庭", referral_id=SUSPENDED)
    await connection.close()

    await runner.upgrade(old_database.owner, quiet)
    told = "reasons, reason, handler_id, suspended_until, returned_by, suggested_office_id, text_kind"
    assert await fetch(old_database.loader, f"select {told} from event order by id") == [
        (["WRONG_AREA"], "WRONG_AREA", None, None, "NOT_OUR_AREA", OFFICE, None),
        ([], None, None, None, None, None, None),
        ([], None, FIRST, None, None, None, None),
        ([], None, SECOND, None, None, None, None),
        ([], None, None, None, None, None, None),
        (["ID_DOCUMENT", "INCOME_PROOF"], "ID_DOCUMENT", None, date(2026, 12, 1), None, None, "NOTE"),
        ([], None, None, None, None, None, "ANSWER"),
    ]
    assert await fetch(old_database.loader, "select suggested_office_id from assistance_item") == [(OFFICE,)]
    forced = await fetch(
        old_database.owner,
        "select relname from pg_class where relname = any(array['referral', 'event', "
        "'event_text', 'assistance_item']) and relforcerowsecurity order by 1",
    )
    assert forced == [("assistance_item",), ("event",), ("event_text",), ("referral",)]
