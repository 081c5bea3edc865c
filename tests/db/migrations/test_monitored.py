"""What was said of a risk in words stays readable, and whom the type recognised is a household. Source: docs/domain.md 2."""

from datetime import date
from uuid import UUID

import asyncpg

from db.migrations import runner
from db.server.login import Addresses
from tests.db.migrations.test_data import older
from tests.db.migrations.test_entitlements import TABLES, without_keys
from tests.db.migrations.test_history import put
from tests.db.migrations.test_runner import fetch, quiet

REFERRAL, DAY = UUID(int=2), date(2026, 10, 1)


async def test_a_risk_told_in_words_moves_into_the_note_and_the_status_is_the_households(old_database: Addresses) -> None:
    await older(old_database, "0031")
    await without_keys(old_database, [*TABLES, "entitlement"])
    connection = await asyncpg.connect(old_database.loader)
    status = {"recognition_status": "监测户", "recognition_from": DAY, "recognition_helper": "王助理"}
    told: tuple[tuple[int, dict[str, str]], ...] = (
        (1, {"note": "入户核实", "recognition_risk_cause": "因灾"}),
        (2, {"recognition_risk_cause": "失业"}),
        (3, {}),
    )
    for version, more in told:
        await put(connection, "outcome", version, referral_id=REFERRAL, version=version, result="GRANTED", **status, **more)
    for key, type_ in ((11, "A27"), (12, "A14")):
        of_referral = {"referral_id": REFERRAL} if type_ == "A27" else {}
        await put(connection, "entitlement", key, type_code=type_, person_id=UUID(int=5), source="OUTCOME", **of_referral)
    await connection.close()
    await runner.upgrade(old_database.owner, quiet)
    kept = "select note, recognition_risk_cause, recognition_kind, recognition_measures from outcome order by version"
    assert await fetch(old_database.loader, kept) == [
        ("入户核实；风险原因：因灾", None, None, []),
        ("风险原因：失业", None, None, []),
        (None, None, None, []),
    ]
    assert await fetch(old_database.loader, "select type_code, person_id, helper from entitlement order by type_code") == [
        ("A14", UUID(int=5), None),
        ("A27", None, "王助理"),
    ]
