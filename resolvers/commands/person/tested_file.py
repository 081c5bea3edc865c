"""Counts the ID numbers that a file of visits names, before any of its rows is looked at: the file as one test, its rows by themselves.

Source: docs/domain.md 7 (numbers are not tested for free); docs/decisions/009-import.md. A dry run counts as an import does.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from db.protect.cipher import Secret
from db.session.lock import take_turns
from db.session.transaction import Transaction
from db.tables.audit import AuditRecord
from db.tables.number_test import NumberTest
from db.tables.person import Person
from domain.audit import AuditKind
from domain.number_test import Tried, file_exceeds, may_be_told
from domain.rules.access import Group
from resolvers.commands.context import Moment
from resolvers.commands.person.tested import past_of, refused, tried, turn
from resolvers.commands.settle.audit import audited


async def test_file(tx: Transaction, at: Moment, action: str, numbers: Sequence[str], trace: str) -> bool:
    """Whether a file with these numbers, one for each row that holds one, may be taken in; what was decided is counted and audited."""
    if not numbers:
        return True
    await take_turns(tx.session, turn(tx))
    asked = {each: tried(at.cipher, each) for each in numbers}
    past = await past_of(tx, at, asked.values())
    known = await _known(tx, at, asked)
    await tx.apply()
    if file_exceeds(past, len(numbers), asked.values(), at.reference.limits):
        tx.session.add(refused(action, at, trace))
        return False
    tx.session.add_all(_used(at, len(numbers), asked.values()))
    tx.session.add(_noted(action, at, trace, known))
    return True


async def _known(tx: Transaction, at: Moment, numbers: Iterable[str]) -> Sequence[Person]:
    """Who is registered under one of them, as the viewer sees and may be told of."""
    if not may_be_told(tx.viewer.kind):
        return ()
    indexes = [at.cipher.index(Secret.ID_NUMBER, each) for each in numbers]
    return (await tx.session.scalars(select(Person).where(Person.id_number_index.in_(indexes)).order_by(Person.id))).all()


def _used(at: Moment, rows: int, asked: Iterable[Tried]) -> Iterator[NumberTest]:
    """The file, and each number for what it has in common with others."""
    mine = {"account_id": at.viewer.account, "at": at.now}
    yield NumberTest(id=at.fresh.id(), **mine, weight=1, rows=rows)
    for each in asked:
        yield NumberTest(id=at.fresh.id(), **mine, number=each.number, alike=each.alike, weight=0, rows=0)


def _noted(action: str, at: Moment, trace: str, known: Sequence[Person]) -> AuditRecord:
    """Whose numbers the file named, as far as the viewer is told of them."""
    return audited(
        AuditKind.TEST,
        action,
        at.viewer,
        at.now,
        at.fresh.id(),
        trace,
        family_ids=sorted({each.family_id for each in known}) or None,
        person_ids=[each.id for each in known] or None,
        groups=[Group.ID_NUMBER],
        reason="FILE",
    )
