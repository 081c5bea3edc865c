"""The history of referrals becomes that of every subject, with its ids, its order and its texts. Source: docs/decisions/018-events.md."""

from uuid import UUID

import asyncpg

from db.migrations import runner
from db.server.login import Addresses
from tests.db.migrations.test_data import older
from tests.db.migrations.test_history import ALONE, put
from tests.db.migrations.test_runner import fetch, quiet

OLD = "select id, referral_id, family_id, at, action, from_state, to_state, reason, text_kind, county_code from referral_event order by at"
NEW = "select id, subject_id, family_id, at, action, before, after, reason, text_kind, county_code from event order by at"
OLD_TEXTS = "select event_id, referral_id, family_id, body, village_code from referral_text order by event_id"
NEW_TEXTS = "select event_id, subject_id, family_id, body, village_code from event_text order by event_id"
REFERRAL, FAMILY, SOMEBODY, OFFICE = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)
STEPS: tuple[tuple[int, str, str | None, str, list[str]], ...] = (
    (30, "itemDispatch", None, "DISPATCHED", []),
    (10, "referralSign", "DISPATCHED", "SIGNED", []),
    (20, "referralSuspend", "SIGNED", "SUSPENDED", ["ID_DOCUMENT"]),
)


async def a_history(database: Addresses) -> None:
    """A history of three steps, as the version before it wrote them, of which two have a text."""
    await older(database, "0014")
    owner = await asyncpg.connect(database.owner)
    for table, name in await owner.fetch(ALONE, ["family", "referral"]):
        await owner.execute(f"alter table {table} drop constraint {name}")
    await owner.close()
    connection = await asyncpg.connect(database.loader)
    await put(connection, "account", SOMEBODY.int, subject="somebody")
    await put(connection, "organization", 5, kind="DEPARTMENT")
    await put(connection, "office", OFFICE.int, kind="DEPARTMENT", organization_id=UUID(int=5))
    await put(connection, "family", FAMILY.int, created_by=SOMEBODY)
    await put(connection, "referral", REFERRAL.int)
    offices = {"office_id": OFFICE, "dispatching_office_id": OFFICE}
    for minute, (key, action, before, after, missing) in enumerate(STEPS):
        step = {"action": action, "from_state": before, "to_state": after, "account_id": SOMEBODY, "reasons": missing, **offices}
        step["reason_list"] = "MISSING" if missing else None
        given = {name: value for name, value in step.items() if value is not None}
        await put(connection, "referral_event", key, referral_id=REFERRAL, family_id=FAMILY, **given)
        await connection.execute(f"update referral_event set at = '2026-11-24T01:{minute:02}:00Z' where id = $1", UUID(int=key))
    for key in (10, 20):
        await put(connection, "referral_text", key, referral_id=REFERRAL, family_id=FAMILY, dispatching_office_id=OFFICE, body=f"第{key}条")
    await connection.close()


PLACED = """
select distinct subject_type, placed_at = at, subject_office_id = (select office_id from referral where referral.id = subject_id) from event
"""


async def test_a_history_of_referrals_is_carried_along_whole(old_database: Addresses) -> None:
    await a_history(old_database)
    steps, texts = await fetch(old_database.loader, OLD), await fetch(old_database.loader, OLD_TEXTS)
    assert [(key, action) for key, _, _, _, action, *_ in steps] == [(UUID(int=key), action) for key, action, *_ in STEPS]
    await runner.upgrade(old_database.owner, quiet)
    assert await fetch(old_database.loader, NEW) == steps
    assert await fetch(old_database.loader, NEW_TEXTS) == texts
    assert await fetch(old_database.loader, PLACED) == [("Referral", True, True)]
    assert await fetch(old_database.loader, "select distinct subject_type from event_text") == [("Referral",)]


async def test_what_came_to_the_history_of_other_subjects_does_not_go_back(old_database: Addresses) -> None:
    await a_history(old_database)
    steps, texts = await fetch(old_database.loader, OLD), await fetch(old_database.loader, OLD_TEXTS)
    await runner.upgrade(old_database.owner, quiet)
    connection = await asyncpg.connect(old_database.loader)
    await put(connection, "event", 40, subject_type="Family", action="familyContactWishSet", office_id=OFFICE)
    await connection.close()
    await runner.downgrade(old_database.owner, quiet, "0014")
    assert await fetch(old_database.loader, OLD) == steps
    assert await fetch(old_database.loader, OLD_TEXTS) == texts
