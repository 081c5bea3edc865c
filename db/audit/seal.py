"""Seal the audit trail in blocks, each hashed together with the hash of the one before, and verify that chain.

Source: docs/domain.md 7, docs/decisions/012-audit.md. Records are sealed after they are written, since one hash chain would make all
commits wait for each other; until then they wait in a table of their own. The newest hash is also kept in a file and in the log: a removed
end would not show.
"""

import hashlib
import json
import os
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import asyncpg

from db.session.connect import alone, connected
from domain.retention import LEAST_YEARS, RetentionKind

BLOCK_RECORDS = 1000
GENESIS = bytes(32)
LATE = timedelta(seconds=300)
"""How far the moment of a record may lie from that of its block before `remarks` tells of it: the worker seals every few seconds."""

WAITING = "select number, id, at, record from audit_waiting($1)"
DONE = "select audit_join($1::bigint[])"
LEFT_OUT = "select audit_take_in()"
"""Functions of `db/protect/trail/unsealed.py`."""
OLD = """
select count(*) from audit_record r where r.at < $1 and not exists (select from audit_seal s where s.record_id = r.id)
"""
LOST = "select record_id from audit_removed order by record_id"
STRANGE = """
select b.number, b.sealed_at, count(*) count, min(r.at) first, max(r.at) last
from audit_block b join audit_seal s on s.block = b.number join only audit_record r on r.id = s.record_id
where r.at < b.sealed_at - $1::interval or r.at > b.sealed_at + $1::interval group by b.number order by b.number
"""
BACKWARDS = """
select number, sealed_at from (select number, sealed_at, lag(sealed_at) over (order by number) before from audit_block) b
where sealed_at < before order by number
"""
SEALED = """
select s.record_id, s.position, s.digest, jsonb_strip_nulls(to_jsonb(r)) record
from audit_seal s left join only audit_record r on r.id = s.record_id where s.block = $1 order by s.position
"""


@dataclass(frozen=True)
class Head:
    """The newest block of a chain: its number (0 for an empty chain) and its hash."""

    number: int
    hash: bytes

    @property
    def text(self) -> str:
        """Return `number hash`, as it stands in the log and in the file."""
        return f"{self.number} {self.hash.hex()}"


UNREADABLE = Head(-1, b"")
WRITTEN = re.compile(r"([0-9]{1,9}) ([0-9a-f]{64})", re.ASCII)


def connect(url: str) -> AbstractAsyncContextManager[asyncpg.Connection]:
    """Yield a connection whose moments are in UTC: they are part of what is hashed."""
    return connected(url, settings={"TimeZone": "UTC"})


def digest(record: str) -> bytes:
    """Return the SHA-256 of a record's JSON with sorted keys; null columns are left out, so that later versions can add columns."""
    canonical = json.dumps(json.loads(record), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).digest()


def block_hash(previous: bytes, number: int, sealed_at: datetime, digests: list[bytes]) -> bytes:
    """Return the SHA-256 of a block: the hash of the block before, its number, its moment, and the digests of its records."""
    return hashlib.sha256(b"".join((previous, number.to_bytes(8), sealed_at.astimezone(UTC).isoformat().encode(), *digests))).digest()


async def head(connection: asyncpg.Connection) -> Head:
    """Return the head of the chain in the database."""
    row = await connection.fetchrow("select number, hash from audit_block order by number desc limit 1")
    return Head(0, GENESIS) if row is None else Head(row["number"], row["hash"])


@dataclass(frozen=True)
class Sealed:
    """A block that was made: the new head, and how many of its records have a moment more than `LATE` away from the block's."""

    head: Head
    strange: int


async def seal(connection: asyncpg.Connection, now: datetime) -> Sealed | None:
    """Seal at most `BLOCK_RECORDS` waiting records as one block, as the worker's login; None where none waits."""
    async with alone(connection, "audit seal"):
        records = await connection.fetch(WAITING, BLOCK_RECORDS)
        if not records:
            return None
        before = await head(connection)
        number, digests = before.number + 1, [digest(row["record"]) for row in records]
        made = Head(number, block_hash(before.hash, number, now, digests))
        block = (number, now, len(digests), before.hash, made.hash)
        await connection.execute(
            "insert into audit_block (number, sealed_at, count, previous_hash, hash) values ($1, $2, $3, $4, $5)", *block
        )
        seals = [(row["id"], number, position, found) for position, (row, found) in enumerate(zip(records, digests, strict=True))]
        await connection.executemany("insert into audit_seal (record_id, block, position, digest) values ($1, $2, $3, $4)", seals)
        await connection.execute(DONE, [row["number"] for row in records])
        return Sealed(made, sum(abs(row["at"] - now) > LATE for row in records))


async def take_in(connection: asyncpg.Connection) -> int:
    """Have those records wait that stand in no block and do not wait; return how many there were."""
    async with alone(connection, "audit seal"):
        return int(await connection.fetchval(LEFT_OUT))


async def verify(connection: asyncpg.Connection, now: datetime, written: Head | None = None) -> list[str]:
    """Return the faults of the chain, a sentence each. `written`: the head that was kept in the file."""
    faults = [fault async for fault in _block_faults(connection)]
    if late := await connection.fetchval(OLD, now - LATE):
        faults.append(f"{late} record(s) older than {LATE.seconds} s stand in no block: inserted afterwards, or the worker does not run")
    faults += [f"record {row['record_id']} was removed before it was sealed" for row in await connection.fetch(LOST)]
    if written is not None and not await holds(connection, written):
        name = "the head kept outside of the database"
        cut = f"block {written.number}: {name} is not in the chain: its end was cut off or rewritten"
        faults.append(f"{name} cannot be read" if written == UNREADABLE else cut)
    return faults


async def remarks(connection: asyncpg.Connection) -> list[str]:
    """Return a sentence for each oddity of moments in the chain: records far from their block, blocks before the one before them."""
    told = [
        f"{blocks}, sealed until {_moment(run[-1]['sealed_at'])}: {sum(row['count'] for row in run)} record(s) claim moments more than "
        f"{LATE.seconds} s away, from {_moment(min(row['first'] for row in run))} to {_moment(max(row['last'] for row in run))}: "
        "the worker stood still, a clock was wrong, or they were inserted later"
        for blocks, run in _runs(await connection.fetch(STRANGE, LATE))
    ]
    return told + [
        f"block {row['number']}, sealed at {_moment(row['sealed_at'])}: the block before says a later moment: a clock was wrong"
        for row in await connection.fetch(BACKWARDS)
    ]


async def looked_through(url: str, now: datetime, head_file: Path) -> tuple[list[str], list[str]]:
    """Return the faults of the trail and the remarks on it, read by the worker's login."""
    async with connect(url) as connection:
        return await verify(connection, now, kept(head_file)), await remarks(connection)


def _runs(rows: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield runs of blocks with consecutive numbers, each with its name for a sentence."""
    for _, members in groupby(enumerate(rows), lambda each: each[1]["number"] - each[0]):
        run = [row for _, row in members]
        yield f"block {run[0]['number']}" if len(run) == 1 else f"blocks {run[0]['number']} to {run[-1]['number']}", run


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


async def holds(connection: asyncpg.Connection, written: Head) -> bool:
    """Whether the chain in the database contains this head."""
    found: bytes | None = await connection.fetchval("select hash from audit_block where number = $1", written.number)
    return found == written.hash or written == Head(0, GENESIS)


async def _block_faults(connection: asyncpg.Connection) -> AsyncIterator[str]:
    previous, expected = GENESIS, 1
    blocks = await connection.fetch("select number, sealed_at, count, removed_at, previous_hash, hash from audit_block order by number")
    for block in blocks:
        name = f"block {block['number']}"
        if block["number"] != expected:
            yield f"{name}: block {expected} is missing"
        if block["previous_hash"] != previous:
            yield f"{name}: does not follow the block before"
        removed = block["removed_at"] is not None
        if removed and not _may_be_removed(block, blocks[-1]):
            yield f"{name}: says that records past their time were removed, and is not {LEAST_YEARS[RetentionKind.AUDIT]} years old"
        rows = await connection.fetch(SEALED, block["number"])
        if removed and not rows:  # all of it is past its time: the next block tells that it stood here
            previous, expected = block["hash"], block["number"] + 1
            continue
        if [row["position"] for row in rows] != list(range(block["count"])):
            yield f"{name}: {len(rows)} records in it, {block['count']} were sealed: removed, inserted or reordered"
        for row in rows:
            if row["record"] is None and not removed:
                yield f"{name}: record {row['record_id']} was removed"
            elif row["record"] is not None and digest(row["record"]) != row["digest"]:
                yield f"{name}: record {row['record_id']} was changed"
        if block_hash(block["previous_hash"], block["number"], block["sealed_at"], [row["digest"] for row in rows]) != block["hash"]:
            yield f"{name}: its hash does not fit its records: changed or reordered"
        previous, expected = block["hash"], block["number"] + 1


def _may_be_removed(block: Any, newest: Any) -> bool:
    """Whether records of a block may be gone: when that was, it was old enough, and that was no later than the newest block."""
    least = timedelta(days=365 * LEAST_YEARS[RetentionKind.AUDIT])
    return bool(block["sealed_at"] + least <= block["removed_at"] <= newest["sealed_at"])


def keep(path: Path, made: Head) -> None:
    """Write the head to a file, which is replaced in one step."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(f"{made.text}\n", encoding="ascii")
    fresh.replace(path)


def kept(path: Path) -> Head | None:
    """Return the head in the file; None without a file, `UNREADABLE` for a file with other content."""
    if not path.exists():
        return None
    return head_of(path.read_text(encoding="ascii", errors="replace").removesuffix("\n"))


def head_of(text: str) -> Head:
    """Return the head that a text tells of, as `Head.text` writes it; `UNREADABLE` for another text."""
    found = WRITTEN.fullmatch(text)
    return Head(int(found[1]), bytes.fromhex(found[2])) if found else UNREADABLE
