"""The demonstration county is put into an empty database once, and never beside real data."""

from datetime import UTC, datetime

import asyncpg

from auth.bootstrap import bootstrap
from db.server.login import Addresses
from demonstration.seed import seed
from tests.builders.county import CIPHER

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
FEW = 60


async def count(addresses: Addresses, table: str) -> int:
    connection = await asyncpg.connect(addresses.loader)
    try:
        found = await connection.fetchval(f"select count(*) from {table}")
        assert isinstance(found, int)
        return found
    finally:
        await connection.close()


async def test_it_is_put_in_once_and_said_while_it_takes_time(addresses: Addresses) -> None:
    said: list[str] = []
    assert await seed(addresses.loader, NOW, CIPHER, said.append, families=FEW)
    assert len(said) == 2
    families, referrals = await count(addresses, "family"), await count(addresses, "referral")
    assert families > FEW
    assert referrals > 0
    assert not await seed(addresses.loader, NOW, CIPHER, said.append, families=FEW)
    assert await count(addresses, "family") == families
    assert len(said) == 2


async def test_administrators_that_are_there_already_stay_who_they_are(addresses: Addresses) -> None:
    made = {each.subject: each.membership for each in await bootstrap(addresses.loader, NOW)}
    assert await seed(addresses.loader, NOW, CIPHER, lambda _: None, families=0)
    connection = await asyncpg.connect(addresses.loader)
    try:
        rows = await connection.fetch(
            "select a.subject, m.id from membership m join account a on a.id = m.account_id where a.subject like 'admin.%'"
        )
    finally:
        await connection.close()
    assert {row["subject"]: row["id"] for row in rows} == made
