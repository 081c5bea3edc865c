"""What is past its time goes, nothing else does, and the chain stays whole. Source: docs/domain.md 7 (retention)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from db.audit.remove import counted, removed
from db.audit.seal import connect, seal, verify
from db.protect.trail.past_time import TABLES
from db.server.login import Addresses
from domain.retention import LEAST_YEARS, RetentionKind
from tests.db.audit.test_seal import as_loader

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO, LATELY = NOW - timedelta(days=4 * 366), NOW - 700 * DAY
ADD = "insert into audit_record (id, at, kind, action, account_id, family_ids, trace) values ($1, $2, 'READ', 'query', $3, $4, 't')"
ACCOUNT = "insert into account (id, subject, name, language) values ($1::uuid, ($1::uuid)::text, 'somebody', 'zh')"
HOLD = """
insert into legal_hold (id, state, at, proposed_by, reason, family_id, account_id, version, updated_at)
values (gen_random_uuid(), 'PROPOSED', $1, $2, 'LITIGATION', $3, $4, 1, $1)
"""
END = "update legal_hold set state = 'DECLINED', ended_at = $1"
TEST = "insert into number_test (id, account_id, at, weight, rows) values (gen_random_uuid(), $1, $2, 1, 0)"


async def sealed(addresses: Addresses, at: datetime, *families: UUID | None, account: UUID | None = None) -> None:
    """A block of one record for each family (None: of none), written and sealed at a moment."""
    async with connect(addresses.app) as app, connect(addresses.worker) as worker:
        for family in families:
            await app.execute(ADD, uuid4(), at, account, None if family is None else [family])
        await seal(worker, at)


async def gone(addresses: Addresses, now: datetime = NOW) -> Mapping[str, int]:
    """What is removed; the chain is whole before and after, and once that it was removed is sealed."""
    async with connect(addresses.worker) as worker:
        foreseen = await counted(worker, now)
        assert await verify(worker, now) == []
        done = dict(await removed(worker, now))
        assert done == foreseen
        assert await verify(worker, now) == []
        await seal(worker, now)
        assert await verify(worker, now) == []
    return done


async def test_records_past_their_time_go_and_the_chain_stays_whole(addresses: Addresses) -> None:
    await sealed(addresses, LONG_AGO, None, None, None)
    await sealed(addresses, LATELY, None, None)
    await sealed(addresses, NOW - DAY, None)
    assert (await gone(addresses))["AUDIT"] == 3
    async with connect(addresses.worker) as worker:
        left = await worker.fetch("select kind, reason, version from audit_record order by at desc")
        assert len(left) == 4
        assert tuple(left[0]) == ("REMOVED", "AUDIT", 3)
    assert (await gone(addresses))["AUDIT"] == 0


async def test_a_clock_that_runs_ahead_removes_nothing(addresses: Addresses) -> None:
    await sealed(addresses, LATELY, None)
    assert (await gone(addresses, NOW + 10 * 366 * DAY))["AUDIT"] == 0


async def test_a_rule_of_fewer_years_than_the_law_asks_removes_nothing_sooner(addresses: Addresses) -> None:
    await sealed(addresses, LATELY, None)
    await sealed(addresses, NOW, None)
    await as_loader(addresses, "update retention_rule set years = 1")
    assert (await gone(addresses))["AUDIT"] == 0


async def test_what_is_held_stays_until_the_hold_is_over(addresses: Addresses) -> None:
    held, officer, family = uuid4(), uuid4(), uuid4()
    async with connect(addresses.loader) as loader:
        await loader.execute(ACCOUNT, officer)
        await sealed(addresses, LONG_AGO, held, family, None, account=officer)
        await sealed(addresses, LONG_AGO, family)
        await sealed(addresses, NOW - DAY, None)
        await loader.execute(HOLD, NOW, officer, held, officer)
        assert (await gone(addresses))["AUDIT"] == 3
        assert await loader.fetchval("select count(*) from audit_record where $1 = any(family_ids)", held) == 1
        await loader.execute(HOLD, NOW, officer, None, None)
        assert (await gone(addresses))["AUDIT"] == 0
        await loader.execute(END, NOW)
        assert (await gone(addresses))["AUDIT"] == 1


async def test_what_quotas_counted_goes_after_a_year_unless_its_account_is_held(addresses: Addresses) -> None:
    officer, other = uuid4(), uuid4()
    async with connect(addresses.loader) as loader:
        for account in (officer, other):
            await loader.execute(ACCOUNT, account)
            for at in (LATELY, NOW - DAY):
                await loader.execute(TEST, account, at)
        await loader.execute(HOLD, NOW, officer, None, officer)
        assert set((await gone(addresses)).values()) == {0}, "nothing is sealed yet, so that no clock is sure"
        await sealed(addresses, NOW, None)
        assert (await gone(addresses))["NUMBER_TEST"] == 1
        assert await loader.fetchval("select count(*) from number_test where account_id = $1", officer) == 2


async def test_a_young_record_is_never_explained_by_its_time(addresses: Addresses) -> None:
    await sealed(addresses, LATELY, None)
    await sealed(addresses, NOW, None)
    await as_loader(addresses, "update audit_block set removed_at = sealed_at where number = 1", "delete from audit_record")
    async with connect(addresses.worker) as worker:
        assert any("is not 3 years old" in fault for fault in await verify(worker, NOW))


@pytest.mark.parametrize(
    ("login", "statement"),
    [
        ("app", "select * from remove_past_time(now(), false)"),
        ("worker", "delete from audit_record"),
        ("worker", "delete from audit_seal"),
        ("worker", "update audit_block set removed_at = now()"),
        ("worker", "select is_held(null, null)"),
    ],
)
async def test_nobody_removes_anything_by_another_way(addresses: Addresses, login: str, statement: str) -> None:
    async with connect(getattr(addresses, login)) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_each_kind_has_its_rule_from_the_moment_by_which_it_goes(addresses: Addresses) -> None:
    async with connect(addresses.app) as app:
        rules = {row["kind"]: (row["years"], row["since"]) for row in await app.fetch("select kind, years, since from retention_rule")}
    since = {kind: column for kind, (_, column, _) in TABLES.items()} | {RetentionKind.AUDIT: "at", RetentionKind.FAMILY: "last_done"}
    assert rules == {kind.value: (LEAST_YEARS[kind], since[kind]) for kind in RetentionKind}
