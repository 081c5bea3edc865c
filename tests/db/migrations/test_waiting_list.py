"""What is on a waiting list already comes back to its office as well. Source: docs/lifecycle.md (`referralReview`)."""

from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg

from db.migrations import runner
from db.server.login import Addresses
from tests.db.migrations.test_data import older
from tests.db.migrations.test_entitlements import TABLES, without_keys
from tests.db.migrations.test_history import put
from tests.db.migrations.test_runner import fetch, quiet

TOLD, UNTOLD, GRANTED, ENDED = (UUID(int=place) for place in (1, 2, 3, 4))
SHOWN = "select id, review_on, waits_office, waits_from, yellow_at, work_due_at from referral order by id"
BEGINS, ENDS = datetime(2026, 12, 25, 16, tzinfo=UTC), datetime(2026, 12, 26, 16, tzinfo=UTC)


async def test_it_is_reviewed_on_the_day_of_the_outcome_in_force(old_database: Addresses) -> None:
    await older(old_database, "0034")
    await without_keys(old_database, TABLES)
    connection = await asyncpg.connect(old_database.loader)
    outcomes = {
        TOLD: (("WAITING_LIST", date(2026, 11, 1)), ("WAITING_LIST", date(2026, 12, 26))),
        UNTOLD: (("WAITING_LIST", date(2026, 12, 26)),),
        GRANTED: (("WAITING_LIST", date(2026, 12, 26)), ("GRANTED", None)),
        ENDED: (("WAITING_LIST", date(2026, 12, 26)),),
    }
    states = {TOLD: "CONFIRMED", UNTOLD: "COMPLETED", GRANTED: "CONFIRMED", ENDED: "ARCHIVED"}
    for key, state in states.items():
        await put(connection, "referral", key.int, item_id=UUID(int=9), family_id=UUID(int=8), state=state, type_code="A23")
        for version, (result, on) in enumerate(outcomes[key], 1):
            named = {"referral_id": key, "version": version, "result": result, "review_on": on}
            await put(connection, "outcome", key.int * 10 + version, **named)
    before = {row[0]: row[1:] for row in await fetch(old_database.loader, "select id, yellow_at, work_due_at from referral")}
    await connection.close()
    await runner.upgrade(old_database.owner, quiet)
    assert await fetch(old_database.loader, SHOWN) == [
        (TOLD, date(2026, 12, 26), True, BEGINS, BEGINS, ENDS),
        (UNTOLD, date(2026, 12, 26), False, None, *before[UNTOLD]),
        (GRANTED, None, False, None, *before[GRANTED]),
        (ENDED, None, False, None, *before[ENDED]),
    ]
    await runner.downgrade(old_database.owner, quiet, "0034")
    assert await fetch(old_database.loader, "select bool_or(waits_office), max(waits_from) from referral") == [(False, None)]
