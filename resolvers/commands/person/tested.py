"""Compares the ID numbers that a command registers with those registered before, as its last step: within a quota, and audited.

Source: docs/domain.md 2 (Person) and 7 (numbers are not tested for free); docs/decisions/006-cipher.md. A viewer who may not see the
person registered before gets the same answer, after the same statements, as if there were none.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Uuid, all_, any_, bindparam, func, select

from db.protect.cipher import Cipher, Secret
from db.rows.write import write
from db.session.lock import take_all_turns, take_turns
from db.session.session import direct, direct_rows
from db.session.transaction import Transaction
from db.tables.audit import AuditRecord
from db.tables.declare import Instant
from db.tables.number_test import NumberTest
from db.tables.person import Person
from domain.audit import AuditKind
from domain.message.refusal import Refusal
from domain.number_test import DAY, HOUR, Past, Tried, alike, exceeds, may_be_told
from domain.rules.group import Group
from resolvers.commands.aggregate.aggregate import Aggregate, Numbered
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Done, Moment
from resolvers.commands.person.matches import Matched, record_matches
from resolvers.commands.settle.audit import audited

SPENT = direct(
    select(
        func.coalesce(func.sum(NumberTest.weight).filter(NumberTest.at > bindparam("hour", type_=Instant)), 0),
        func.coalesce(func.sum(NumberTest.weight), 0),
        func.coalesce(func.sum(NumberTest.rows), 0),
    ).where(NumberTest.account_id == bindparam("account"), NumberTest.at > bindparam("day", type_=Instant))
)
ALIKE = direct(
    select(NumberTest.alike, NumberTest.number)
    .where(
        NumberTest.account_id == bindparam("account"),
        NumberTest.at > bindparam("since", type_=Instant),
        NumberTest.alike == any_(bindparam("asked", type_=ARRAY(LargeBinary()))),
    )
    .distinct()
)
OTHERS = direct_rows(
    select(Person)
    .where(
        Person.id_number_index == any_(bindparam("indexes", type_=ARRAY(LargeBinary()))),
        Person.id != all_(bindparam("persons", type_=ARRAY(Uuid()))),
    )
    .order_by(Person.created_at, Person.id)
)
"""Who else is registered under numbers; a list is one value, so that the statement is made and planned once, however many there are."""

Act = Callable[[], Awaitable[tuple[Aggregate[Any], Done]]]


class KnownNumbers(Exception):
    """Some numbers belong to registered persons whom the viewer sees; `refusals`: a DUPLICATE for each of these."""

    def __init__(self, numbered: list[Numbered], refusals: Sequence[Refusal]) -> None:
        super().__init__()
        self.numbered = numbered
        self.refusals = tuple(refusals)


class Exceeded(Exception):
    """The account has used up its quota of numbers tested."""


async def registering(command: AnyCommand, act: Act, tx: Transaction, at: Moment, trace: str) -> Done:
    """Run a command by which persons get ID numbers, then test the numbers; return its answer: DUPLICATE, QUOTA_EXCEEDED, or done.

    A refusal rolls back what the command did, and keeps the record that the numbers were tested.
    """
    told: tuple[Refusal, ...] = ()
    matched: Matched = {}
    try:
        async with tx.session.begin_nested():
            aggregate, done = await act()
            numbered = aggregate.numbered
            matched = await _test(tx, at, numbered, counted=command.counted)
    except KnownNumbers as known:
        numbered, told, done = known.numbered, known.refusals, Done(errors=known.refusals)
    except Exceeded:
        return _exceeded(command, tx, at, trace)
    if told and command.counted and await over_quota(tx, at, _numbers(numbered)):  # after the rollback another call may have come between
        return _exceeded(command, tx, at, trace)
    await tx.apply()
    await write(tx.session, _noted(command, at, trace, numbered, told, matched))
    return done


def _exceeded(command: AnyCommand, tx: Transaction, at: Moment, trace: str) -> Done:
    """Audit that the quota is used up, and return the refusal."""
    tx.session.add(refused(command.action, at, trace))
    return Done(errors=(Refusal("QUOTA_EXCEEDED"),))


async def registered_together(command: AnyCommand, tx: Transaction, at: Moment, numbered: list[Numbered], trace: str) -> None:
    """Test the numbers of several applied commands of one kind, which counts none of them. Raises KnownNumbers."""
    matched = await _test(tx, at, numbered, counted=False)
    await write(tx.session, _noted(command, at, trace, numbered, (), matched))


def turn(tx: Transaction) -> str:
    """Return the word of the advisory lock by which an account's tests take turns, so that two at once do not pass the quota."""
    return f"numbers {tx.viewer.account}"


def refused(action: str, at: Moment, trace: str) -> AuditRecord:
    """Return the audit record of a call over the quota."""
    return audited(AuditKind.REFUSED, action, at, trace, reason="QUOTA_EXCEEDED")


def tried(cipher: Cipher, number: str) -> Tried:
    """Return the keyed hashes by which the quota counts a number."""
    return by_each_key(cipher, number)[0]


def by_each_key(cipher: Cipher, number: str) -> list[Tried]:
    """Return the hashes of a number under the index key that writes, then under those of before."""
    hashes = (cipher.indexes(Secret.NUMBER_TEST, text) for text in (f"number\n{number}", f"alike\n{alike(number)}"))
    return [Tried(*each) for each in zip(*hashes, strict=True)]


def used(at: Moment, number: Tried | None, *, weight: int, rows: int = 0) -> NumberTest:
    """Return a row of the account's use of the quota. `weight`: what it counts for; `rows`: of a file, None as its number."""
    keys = {} if number is None else {"number": number.number, "alike": number.alike}
    return NumberTest(id=at.fresh.id(), account_id=at.viewer.account, at=at.now, **keys, weight=weight, rows=rows)


async def past_of(tx: Transaction, at: Moment, asked: Iterable[Sequence[Tried]]) -> Past:
    """Return what the account has had tested before, and which of it is alike to the numbers, each given by its hashes under each key."""
    today = dict[bytes, bytes]()
    """The hashes of the numbers asked for, under any key -> under the one that writes."""
    for writing, *older in asked:
        for each in (writing, *older):
            today |= {each.number: writing.number, each.alike: writing.alike}
    account, since = tx.viewer.account, tx.now - timedelta(days=at.reference.limits["number_alike_days"])
    ((hour, day, rows),) = await tx.session.ask(SPENT, account=account, hour=tx.now - HOUR, day=tx.now - DAY)
    known: dict[bytes, set[bytes]] = {}
    for key, number in await tx.session.ask(ALIKE, account=account, since=since, asked=[*today]):
        if key is not None and number is not None:
            known.setdefault(today[key], set()).add(today.get(number, number))
    return Past(hour, day, rows, {key: frozenset(numbers) for key, numbers in known.items()})


async def over_quota(tx: Transaction, at: Moment, numbers: Iterable[str]) -> bool:
    """Return whether the numbers go over the account's quota. Its other calls wait from here until the transaction ends."""
    await take_turns(tx.session, turn(tx))
    asked = [by_each_key(at.cipher, each) for each in numbers]
    return exceeds(await past_of(tx, at, asked), [writing for writing, *_ in asked], at.reference.limits)


async def _test(tx: Transaction, at: Moment, numbered: list[Numbered], *, counted: bool) -> Matched:
    """Look the numbers up. Record each other person registered under one as a match, and return the matches.

    The transaction is in apply mode, before and after. Raises Exceeded; Known where the viewer sees one of these persons.
    """
    if not numbered:
        return {}
    if counted and await over_quota(tx, at, _numbers(numbered)):
        raise Exceeded
    by_index = {index: each for each in numbered for index in at.cipher.indexes(Secret.ID_NUMBER, each.number)}
    await take_all_turns(tx.session, (index.hex() for index in by_index))
    await tx.look()
    seen = await tx.session.rows(OTHERS, indexes=[*by_index], persons=[each.person for each in numbered])
    await tx.apply()
    if seen and may_be_told(tx.viewer.kind):
        raise KnownNumbers(
            numbered, [_duplicate(by_index[each.id_number_index], each) for each in seen if each.id_number_index is not None]
        )
    return await record_matches(tx, by_index)


def _numbers(numbered: Sequence[Numbered]) -> list[str]:
    return [each.number for each in numbered]


def _duplicate(numbered: Numbered, known: Person) -> Refusal:
    """Return the refusal of a number under which a person is registered."""
    return Refusal("DUPLICATE", path=numbered.path, row=("Person", known.id), family=known.family_id)


def _noted(
    command: AnyCommand, at: Moment, trace: str, numbered: Sequence[Numbered], told: Sequence[Refusal], matched: Matched
) -> Iterator[NumberTest | AuditRecord]:
    """Yield what a test leaves behind: the use of the quota, an audit record of each number not found, one of all that were found."""
    hits = {each.path for each in told}
    for each in numbered:
        if command.counted:
            weight = at.reference.limits["number_hit_weight"] if each.path in hits else 1
            yield used(at, tried(at.cipher, each.number), weight=weight)
        if each.path not in hits:
            yield _unknown(command.action, at, trace, None if told else each.person, matched.get(each.person, []))
    if told:
        yield _confirmed(command.action, at, trace, told)


def _unknown(action: str, at: Moment, trace: str, registered: UUID | None, known: Sequence[tuple[UUID, UUID]]) -> AuditRecord:
    """Audit a number that the viewer was told nothing of. `known`: the persons registered before under it, with their families."""
    return audited(
        AuditKind.TEST,
        action,
        at,
        trace,
        target_type=None if registered is None else Person.__name__,
        target_id=registered,
        person_ids=[person for person, _ in known] or None,
        family_ids=[family for _, family in known] or None,
        groups=[Group.ID_NUMBER],
        reason="MATCHED" if known else None,
    )


def _confirmed(action: str, at: Moment, trace: str, duplicates: Sequence[Refusal]) -> AuditRecord:
    """Audit a DUPLICATE refusal as a reveal: it confirmed that these ID numbers exist."""
    return audited(
        AuditKind.REVEAL,
        action,
        at,
        trace,
        family_ids=[each.facts["family"] for each in duplicates],
        person_ids=[each.row[1] for each in duplicates if each.row is not None],
        groups=[Group.ID_NUMBER],
        reason="DUPLICATE",
    )
