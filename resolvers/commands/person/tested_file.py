"""Counts the ID numbers of a file of visits against the account's quota, before any of its rows is judged.

Source: docs/domain.md 7 (numbers are not tested for free); docs/decisions/009-import.md. A dry run counts as an import does.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ARRAY, LargeBinary, any_, bindparam, select

from db.protect.cipher import Secret
from db.rows.write import write
from db.session.lock import take_turns
from db.session.session import direct_rows
from db.session.transaction import Transaction
from db.tables.person import Person
from domain.audit import AuditKind
from domain.number_test import file_exceeds, may_be_told
from domain.rules.group import Group
from resolvers.commands.context import Moment
from resolvers.commands.person.tested import by_each_key, past_of, refused, turn, used
from resolvers.commands.settle.audit import audited

REGISTERED = direct_rows(
    select(Person).where(Person.id_number_index == any_(bindparam("indexes", type_=ARRAY(LargeBinary())))).order_by(Person.id)
)


async def test_file(tx: Transaction, at: Moment, action: str, numbers: Sequence[str], trace: str) -> bool:
    """Return whether a file may be taken in, by the account's quota; count and audit it. `numbers`: one for each row that has one.

    A file counts as one test; its rows have a limit of their own.
    """
    if not numbers:
        return True
    asked = {each: by_each_key(at.cipher, each) for each in numbers}  # before its turn: of thousands it takes a while
    await take_turns(tx.session, turn(tx))
    past, written = await past_of(tx, at, asked.values()), [writing for writing, *_ in asked.values()]
    known = await _known(tx, at, asked)
    await tx.apply()
    if file_exceeds(past, len(numbers), written, at.reference.limits):
        tx.session.add(refused(action, at, trace))
        return False
    families, persons = sorted({each.family_id for each in known}), [each.id for each in known]
    groups = [Group.ID_NUMBER]
    facts = {"family_ids": families or None, "person_ids": persons or None, "groups": groups, "reason": "FILE"}
    counted = (used(at, None, weight=1, rows=len(numbers)), *(used(at, each, weight=0) for each in written))
    await write(tx.session, [*counted, audited(AuditKind.TEST, action, at, trace, **facts)])
    return True


async def _known(tx: Transaction, at: Moment, numbers: Iterable[str]) -> Sequence[Person]:
    """Return the persons registered under these numbers whom the viewer sees; none where they may not be told that a number exists."""
    if not may_be_told(tx.viewer.kind):
        return ()
    indexes = [index for each in numbers for index in at.cipher.indexes(Secret.ID_NUMBER, each)]
    return await tx.session.rows(REGISTERED, indexes=indexes)
