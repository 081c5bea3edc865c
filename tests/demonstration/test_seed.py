"""The demonstration county is put into an empty database once, and never beside real data."""

from datetime import UTC, datetime

import asyncpg

from auth.bootstrap import bootstrap
from db.server.login import Addresses
from demonstration.large.counties import COUNTIES
from demonstration.large.fill import fill
from demonstration.seed import seed
from domain.value.number import is_valid
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


KEPT = """
select indexdef as is from pg_indexes where schemaname = 'public'
union all select concat(conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
union all select concat(tgrelid::regclass, tgname, tgenabled) from pg_trigger where not tgisinternal
union all select oid::regclass::text from pg_class where relrowsecurity and relforcerowsecurity
order by 1
"""


CARRIED_OUT = (
    "membership where deputy_for_id is not null",
    "code_name where origin = 'API'",
    "rule_limit where origin = 'API'",
    "trusted_document where origin = 'API'",
)
"""What the database made of what administrators approved."""
WAITING = "event where subject_type = 'Referral' and placed_at is null"


async def test_it_is_put_in_once_and_more_families_are_copies_in_other_counties(addresses: Addresses) -> None:
    said: list[str] = []
    assert await seed(addresses.loader, NOW, CIPHER, said.append, families=FEW)
    assert len(said) == 2
    families, referrals = await count(addresses, "family"), await count(addresses, "referral")
    assert FEW < families < 3 * FEW
    assert referrals > 0
    for carried_out in CARRIED_OUT:
        assert await count(addresses, carried_out) == 1
    assert not await seed(addresses.loader, NOW, CIPHER, said.append, families=FEW)
    assert await count(addresses, "family") == families
    assert len(said) == 2
    connection = await asyncpg.connect(addresses.loader)
    try:
        before, waiting = await connection.fetch(KEPT), await count(addresses, WAITING)
        await fill(addresses.owner, 3 * FEW, lambda _: None)
        assert await connection.fetch(KEPT) == before
        assert await count(addresses, "family") == 3 * FEW
        numbers = await connection.fetch("select number from family union all select number from referral")
        assert all(is_valid(row["number"]) for row in numbers)
        elsewhere = "select count(*) from {0} r join office o on o.id = r.office_id where r.city_code <> o.city_code"
        assert not await connection.fetchval(elsewhere.format("referral"))
        assert not await connection.fetchval(elsewhere.format("family_access"))
        copied = await connection.fetch("select subject from account where subject like 'cadre.federation.%'")
        assert {f"cadre.federation.{county}" for county in COUNTIES} <= {row["subject"] for row in copied}
        assert await count(addresses, WAITING) == waiting > 0  # a worker has nothing more to do than before
        assert [await count(addresses, deltas) for deltas in ("referral_delta", "item_delta where lead_id is null")] == [0, 0]
    finally:
        await connection.close()


async def test_administrators_that_are_there_already_stay_who_they_are(addresses: Addresses) -> None:
    made = {each.subject: each.membership for each in await bootstrap(addresses.loader, NOW)}
    assert await seed(addresses.loader, NOW, CIPHER, lambda _: None, families=0)
    assert await count(addresses, "proposal") == 0
    connection = await asyncpg.connect(addresses.loader)
    try:
        rows = await connection.fetch(
            "select a.subject, m.id from membership m join account a on a.id = m.account_id where a.subject like 'admin.%'"
        )
    finally:
        await connection.close()
    assert {row["subject"]: row["id"] for row in rows} == made
