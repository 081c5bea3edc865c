"""Indexes are built while others write, and anew where that was broken off. Source: docs/decisions/058-upgrade-while-people-work.md."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import Column, DateTime, Index, MetaData, Table

from db.migrations import beside, runner
from db.server.login import Addresses
from db.session.connect import connected
from db.tables.declare import BESIDE, in_place_of
from tests.conftest import quiet
from tests.db.migrations.test_exclusive import holding
from tests.db.migrations.test_runner import fetch

VISIT, OTHER = (Table("visit", MetaData(), Column("at", DateTime(timezone=True))) for _ in range(2))
INDEX = Index("ix_visit_at", VISIT.c.at, info=BESIDE)
WRITES = "lock table visit in row exclusive mode"
WAITS = "select exists (select from pg_locks where not granted and locktype = 'virtualxid')"
VALID = "select indisvalid from pg_index where indexrelid = to_regclass('ix_visit_at')"
NAMES = "select indexrelname from pg_stat_user_indexes where indexrelname like 'ix_visit_at%' order by 1"


async def test_an_index_is_built_while_others_write_and_anew_where_that_was_broken_off(
    addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with holding(addresses.owner, WRITES) as writer:
        building = asyncio.create_task(beside.build(addresses.owner, quiet, [INDEX]))
        while not await writer.fetchval(WAITS):
            assert not building.done()
        async with connected(addresses.owner) as other, asyncio.timeout(30):
            await other.execute(f"begin; {WRITES}; commit")
        building.cancel()
        with suppress(asyncio.CancelledError):
            await building
        assert await fetch(addresses.owner, VALID) == [(False,)]
    said: list[str] = []
    monkeypatch.setattr(beside, "declared", lambda: [INDEX])
    for _ in range(2):
        await runner.upgrade(addresses.owner, said.append)
    assert await fetch(addresses.owner, VALID) == [(True,)]
    assert len(said) == 1


async def test_what_an_index_replaces_goes_once_that_is_built(addresses: Addresses) -> None:
    other = Index("ix_visit_at_once", OTHER.c.at, info=in_place_of("ix_visit_at"))
    names, said = [], list[str]()
    for of in ([INDEX], [other], [other]):
        await beside.build(addresses.owner, said.append, of)
        names.append([row[0] for row in await fetch(addresses.owner, NAMES)])
    assert names == [["ix_visit_at"], ["ix_visit_at_once"], ["ix_visit_at_once"]]
    assert len(said) == 3


@pytest.mark.parametrize(("index", "is_one"), [(INDEX, True), (Index("ix_other"), False)])
def test_those_that_are_declared_so_are_built_so(index: Index, is_one: bool) -> None:
    assert beside.is_one(index) is is_one
    assert beside.in_migrations(index, None, "index", False, None) is not is_one
    assert all(map(beside.is_one, beside.declared()))
