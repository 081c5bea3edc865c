"""What the sealer dropped for its moment is queued when the database comes to this version. Source: docs/decisions/012-audit.md."""

from datetime import UTC, datetime, timedelta

import asyncpg

from db.audit.seal import connect, digest, seal, verify
from db.migrations import runner
from db.server.login import Addresses

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
ADD = "insert into audit_record (id, at, kind, action, trace) values (gen_random_uuid(), $1, 'COMMAND', 'referralSign', 't')"
SEALED_THEN = """
with record as (select r.id from audit_record r order by r.at desc limit 1)
insert into audit_seal (record_id, block, position, digest) select id, 1, 0, $1 from record
"""
BLOCK = "insert into audit_block (number, sealed_at, count, previous_hash, hash) values (1, $1, 1, $2, $2)"


def quiet(line: str) -> None:
    """Tests have nobody to tell."""


async def test_what_no_block_holds_yet_is_queued_whatever_moment_it_claims(addresses: Addresses) -> None:
    await runner.downgrade(addresses.owner, quiet, "0006")
    loader = await asyncpg.connect(addresses.loader, server_settings={"TimeZone": "UTC"})
    for at in (NOW, NOW + timedelta(minutes=20)):
        await loader.execute(ADD, at)
    await loader.execute(BLOCK, NOW, bytes(32))
    record = await loader.fetchval("select jsonb_strip_nulls(to_jsonb(r)) from audit_record r order by at desc limit 1")
    await loader.execute(SEALED_THEN, digest(record))
    await loader.close()
    await runner.upgrade(addresses.owner, quiet)
    async with connect(addresses.worker) as worker:
        made = await seal(worker, NOW)
        assert made is not None
        assert made.head.number == 2
        assert not any("stand in no block" in fault for fault in await verify(worker, NOW + timedelta(days=1)))
