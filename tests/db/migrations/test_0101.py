"""What waits for its block goes on waiting when the database comes to this version, and back. Source: docs/decisions/012-audit.md."""

from datetime import UTC, datetime

from db.audit.seal import connect, seal, verify
from db.migrations import runner
from db.server.login import Addresses

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
ADD = "insert into audit_record (id, at, kind, action, trace) values (gen_random_uuid(), $1, 'COMMAND', 'referralSign', $2)"
QUEUED = "select r.trace from audit_unsealed q join audit_record r on r.id = q.record_id order by q.number"
WAITING = "select trace from audit_unsealed order by number"


def quiet(line: str) -> None:
    """Tests have nobody to tell."""


async def traces(addresses: Addresses, asked: str) -> list[str]:
    async with connect(addresses.loader) as loader:
        return [row["trace"] for row in await loader.fetch(asked)]


async def write(addresses: Addresses, *names: str) -> None:
    async with connect(addresses.loader) as loader:
        for name in names:
            await loader.execute(ADD, NOW, name)


async def test_what_waits_goes_on_waiting_in_its_order_there_and_back(addresses: Addresses) -> None:
    await write(addresses, "sealed")
    async with connect(addresses.worker) as worker:
        assert await seal(worker, NOW) is not None
    await write(addresses, "b", "a")
    await runner.downgrade(addresses.owner, quiet, "0099")
    await write(addresses, "c")
    assert await traces(addresses, QUEUED) == ["b", "a", "c"]
    async with connect(addresses.loader) as loader:
        await loader.execute("delete from audit_record where trace = 'a'")
    await runner.upgrade(addresses.owner, quiet)
    assert await traces(addresses, WAITING) == ["b", "c"]
    assert sorted(await traces(addresses, "select trace from only audit_record")) == ["sealed"]
    async with connect(addresses.worker) as worker:
        (fault,) = await verify(worker, NOW)
        assert fault.endswith("was removed before it was sealed")
        assert await seal(worker, NOW) is not None
        assert await verify(worker, NOW) == [fault]
    assert sorted(await traces(addresses, "select trace from only audit_record")) == ["b", "c", "sealed"]
