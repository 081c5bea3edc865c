"""An aggregate of another kind, without need and family, runs through the runner as it stands. Source: docs/decisions/023-aggregates.md."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import ForeignKey, MetaData
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from db.session.lock import lock
from db.tables.audit import AuditRecord
from db.tables.declare import Row, Versioned, identifier
from db.tables.event import Event
from domain.message.refusal import Refusal
from domain.rules.actions import ACTION
from domain.value.values import Sum
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View
from tests.resolvers.commands.conftest import Stage

CADRE = "cadre.federation.330110"


class Toy(Row):
    """A table of this test alone."""

    __abstract__ = True
    metadata = MetaData()


class PooledItem(Versioned, Toy):
    """A sum that is given out to many, in lines."""

    __tablename__ = "pooled_item"

    id: Mapped[UUID] = identifier()
    total: Mapped[int]
    paid: Mapped[int]
    state: Mapped[str]


class PooledLine(Toy):
    """What one of them gets, in fen."""

    __tablename__ = "pooled_line"

    id: Mapped[UUID] = identifier()
    item_id: Mapped[UUID] = mapped_column(ForeignKey("pooled_item.id"))
    amount: Mapped[int]


class PooledStep(Toy):
    """A step of its history."""

    __tablename__ = "pooled_step"

    id: Mapped[UUID] = identifier()
    item_id: Mapped[UUID] = mapped_column(ForeignKey("pooled_item.id"))
    state: Mapped[str]


@dataclass(kw_only=True)
class Pool(Aggregate[PooledItem]):
    """An item with its lines: the sum, the state, the version and the history follow from the lines."""

    lines: list[PooledLine]

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        self.lines += [row for row in made if isinstance(row, PooledLine)]
        self.answer.paid = sum(line.amount for line in self.lines)
        self.answer.state = "PAID" if self.answer.paid == self.answer.total else "OPEN"
        self.answer.changed(at.now)
        return [PooledStep(id=at.fresh.id(), item_id=self.answer.id, state=self.answer.state)]


class PooledItemPayInput(Input):
    """A line. 一笔。"""

    id: Annotated[UUID, IdOf("PooledItem"), Says("The item. 事项。")]
    amount: Annotated[int, Sum(), Says("The sum, in fen. 金额（分）。")]


class PooledItemPay(Command[Pool, PooledItemPayInput, PooledItem]):
    """Pay a line. 支付一笔。"""

    answers = "PooledItem"

    @override
    async def find(self, view: View, input: PooledItemPayInput) -> PooledItem:
        return await view.aimed_at(PooledItem)

    @override
    async def load(self, locks: Locks, found: PooledItem) -> Pool:
        (item,) = await lock(locks.session, PooledItem, PooledItem.id == found.id)
        return Pool(answer=item, lines=list(await lock(locks.session, PooledLine, PooledLine.item_id == item.id)))

    @override
    def apply(self, pool: Pool, input: PooledItemPayInput, at: Moment) -> Change:
        if pool.answer.paid + input.amount > pool.answer.total:
            raise Refusal("AMOUNT_TOO_LARGE", path=("amount",), most=pool.answer.total - pool.answer.paid)
        return Change(rows=(PooledLine(id=at.fresh.id(), item_id=pool.answer.id, amount=input.amount),))


@pytest.fixture
async def pooled(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[UUID]:
    """The key of an item of 1,000 fen, whose tables the application may write."""
    monkeypatch.setitem(ACTION, PooledItemPay.action, replace(ACTION["campaignCreate"], name=PooledItemPay.action))
    owner, key = await asyncpg.connect(stage.addresses.owner), uuid4()
    await owner.execute(
        """create table pooled_item (id uuid primary key, total int, paid int, state text, version int, updated_at timestamptz);
        create table pooled_line (id uuid primary key, item_id uuid references pooled_item, amount int);
        create table pooled_step (id uuid primary key, item_id uuid references pooled_item, state text);
        grant select, insert, update on pooled_item, pooled_line, pooled_step to lianbang_app"""
    )
    await owner.execute("insert into pooled_item values ($1, 1000, 0, 'OPEN', 1, $2)", key, stage.now)
    yield key
    await owner.execute("drop table pooled_step, pooled_line, pooled_item")
    await owner.close()


async def test_lines_sum_state_version_and_history_of_a_pooled_item_are_its_own(stage: Stage, pooled: UUID) -> None:
    assert (await stage.done(PooledItemPay, CADRE, pooled, amount=400)).version == 2
    assert (await stage.done(PooledItemPay, CADRE, pooled, amount=600, version=2)).version == 3
    item = await stage.row(PooledItem, PooledItem.id == pooled)
    assert (item.paid, item.state, item.version) == (1000, "PAID", 3)
    assert sorted(line.amount for line in await stage.rows(PooledLine, PooledLine.item_id == pooled)) == [400, 600]
    assert sorted(step.state for step in await stage.rows(PooledStep, PooledStep.item_id == pooled)) == ["OPEN", "PAID"]


async def test_it_is_refused_rolled_back_and_audited_like_every_other(stage: Stage, pooled: UUID) -> None:
    assert await stage.refused(PooledItemPay, CADRE, pooled, amount=400, version=7) == [("CONFLICT", ("expectedVersion",))]
    assert await stage.refused(PooledItemPay, CADRE, pooled, amount=1001) == [("AMOUNT_TOO_LARGE", ("amount",))]
    assert await stage.refused(PooledItemPay, "dispatcher.civil-affairs.330110", pooled, amount=1) == [("FORBIDDEN", ())]
    assert await stage.refused(PooledItemPay, CADRE, uuid4(), amount=1) == [("NOT_FOUND", ("id",))]
    assert await stage.rows(PooledLine, PooledLine.item_id == pooled) == []
    await stage.done(PooledItemPay, CADRE, pooled, amount=1)
    record = await stage.row(AuditRecord, AuditRecord.target_id == pooled)
    assert (record.action, record.target_type, record.version, record.family_ids) == ("pooledItemPay", "PooledItem", 2, None)
    assert await stage.rows(Event, Event.subject_id == pooled) == [], "it is no subject of the event table yet"
