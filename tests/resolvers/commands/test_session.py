"""What a session knows of the rows that come over the driver. Source: docs/decisions/069-driver.md (`db/session/session.py`)."""

import pkgutil
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import ARRAY, bindparam, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased
from sqlalchemy.sql import Executable
from sqlalchemy.types import TypeEngine

import db.rows
import resolvers
from db.rows.case import OF_ITEM, REFERRALS
from db.rows.write import write
from db.session.lock import lock_one, see_all
from db.session.session import POSTGRESQL, Session, direct, direct_rows
from db.session.transaction import transaction
from db.tables.command_key import CommandKey
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.referral import State
from resolvers.commands.settle.taken import constraint
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.samples import CADRE, DISPATCHER


def test_every_column_comes_over_the_driver_as_sqlalchemy_has_it() -> None:
    """By the name of its attribute, in the order of its table, and as it is: a list is one."""
    for mapper in Row.registry.mappers:
        columns = mapper.class_.__table__.columns
        assert [each.key for each in mapper.column_attrs] == columns.keys() == [each.name for each in columns]
        assert [each for each in columns if is_made_over(each.type)] == []


def is_made_over(of: TypeEngine[Any]) -> bool:
    """Whether SQLAlchemy makes something else of what the driver returns; of a list it makes one."""
    if isinstance(of, ARRAY):
        return of.as_tuple or is_made_over(of.item_type)
    return of.dialect_impl(POSTGRESQL).result_processor(POSTGRESQL, None) is not None


def test_what_the_driver_cannot_be_told_is_refused() -> None:
    with pytest.raises(AssertionError, match="one value"):
        direct(select(Referral.id).where(Referral.version.in_([1, 2])))
    with pytest.raises(AssertionError, match="columns of tables"):
        direct_rows(select(aliased(Referral)))


def test_a_statement_that_is_made_once_goes_to_the_driver() -> None:
    found = list[str]()
    for package in (resolvers, db.rows):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            found += [f"{each.name}: {name}" for name, value in vars(import_module(each.name)).items() if isinstance(value, Executable)]
    assert found == []


async def test_a_row_is_the_same_on_either_way(stage: Stage) -> None:
    case = await stage.referred(State.COMPLETED)
    async with transaction(stage.database, await stage.viewer(CADRE)) as tx:
        await tx.apply()
        joined = await tx.session.joined(OF_ITEM, item=case.item.id)
        referred = await tx.session.joined(REFERRALS, items=[case.item.id])
        ours = [*joined[0], *referred[0]]
    async with transaction(stage.database, await stage.viewer(CADRE)) as tx:
        await tx.apply()
        theirs = [await tx.session.get_one(type(row), inspect(row).identity) for row in ours]
    assert [type(row).__name__ for row in ours] == ["Family", "Need", "AssistanceItem", "Referral", "FamilyAccess", "Outcome"]
    for our, their in zip(ours, theirs, strict=True):
        told = {name: value for name, value in vars(our).items() if name != "_sa_instance_state"}
        assert told == {name: getattr(their, name) for name in told}
        assert [*told] == inspect(type(our)).columns.keys()


async def test_a_row_is_one_object_on_either_way_and_is_read_anew(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    async with transaction(stage.database, await stage.viewer(CADRE)) as tx:
        (seen,) = await see_all(tx.session, Family, [case.family.id])
        assert await tx.session.get_one(Family, case.family.id) is seen
        async with transaction(stage.database, await stage.viewer(CADRE)) as other:
            await other.apply()
            (await lock_one(other.session, Family, case.family.id)).address = "2号"
        await tx.apply()
        assert await lock_one(tx.session, Family, case.family.id) is seen
        assert (seen.address, [*tx.session.dirty]) == ("2号", [])


async def test_what_is_changed_and_not_yet_written_stands_when_its_row_is_read_anew(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    async with transaction(stage.database, await stage.viewer(CADRE)) as tx:
        await tx.apply()
        family = await lock_one(tx.session, Family, case.family.id)
        family.address = "3号"
        assert await lock_one(tx.session, Family, case.family.id) is family
        assert family.address == "3号"
        await write(tx.session, [])
    assert (await stage.again(case.family)).address == "3号"


async def test_what_is_expired_is_read_anew(stage: Stage) -> None:
    case = await stage.referred(State.DISPATCHED)
    async with transaction(stage.database, await stage.viewer(CADRE)) as tx:
        await tx.apply()
        family = await lock_one(tx.session, Family, case.family.id)
        family.address = "4号"
        tx.session.expire(family)
        await lock_one(tx.session, Family, case.family.id)
        assert family.address == case.family.address


async def test_what_a_join_does_not_find_is_none(stage: Stage) -> None:
    case, other = await stage.referred(State.DISPATCHED), aliased(Referral)
    asked = direct_rows(
        select(Referral, Outcome)
        .select_from(Referral)
        .outerjoin(Outcome, Outcome.referral_id == Referral.id)
        .where(Referral.id.in_(select(other.id).where(other.item_id == bindparam("item"))))
    )
    async with transaction(stage.database, await stage.viewer(DISPATCHER)) as tx:
        ((referral, outcome),) = await tx.session.joined(asked, item=case.item.id)
    assert (referral.id, outcome) == (case.referral.id, None)


async def test_a_value_of_the_statement_itself_is_not_asked_for(stage: Stage) -> None:
    await stage.referred(State.DISPATCHED)
    two = direct(select(Referral.id).where(Referral.version >= bindparam("least")).limit(1))
    async with transaction(stage.database, await stage.viewer(DISPATCHER)) as tx:
        assert len(await tx.session.ask(two, least=0)) == 1
        with pytest.raises(KeyError):
            await tx.session.ask(two)


async def test_what_the_driver_refuses_is_refused_as_by_sqlalchemy(stage: Stage) -> None:
    """The name of what stopped it is found on either way."""
    viewer = await stage.viewer(CADRE)

    async def by_driver(session: Session, row: Row) -> None:
        await write(session, [row])

    async def by_sqlalchemy(session: Session, row: Row) -> None:
        session.add(row)
        await session.flush()
        session.expunge(row)

    async def twice(way: Callable[[Session, Row], Awaitable[None]]) -> None:
        async with transaction(stage.database, viewer) as tx:
            await tx.apply()
            for _ in range(2):
                key = CommandKey(key="twice", action="x", input_hash=b"", done={}, at=tx.now)
                key.tell(account_id=viewer.account, membership_id=viewer.membership)
                await way(tx.session, key)

    for way in (by_driver, by_sqlalchemy):
        with pytest.raises(DBAPIError) as refused:
            await twice(way)
        assert constraint(refused.value) == "pk_command_key"
