"""Commands: how a write flows, in the order in which it happens. Ends at commit, with what was done or why nothing was.

Source: docs/design.md 5; the order of refusals: docs/lifecycle.md (Guards and answers).
"""

from asyncio import Timeout
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from random import Random, SystemRandom
from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.server.away import is_busy
from db.session.engine import Database
from db.session.transaction import Transaction, transaction
from db.tables.command_key import CommandKey
from db.tables.declare import Row
from domain.message.refusal import Refusal, Refusals
from domain.rules.permit import may
from domain.viewer import Viewer
from resolvers.commands.aggregate.aggregate import Aggregate, Numbered
from resolvers.commands.bulk import in_time
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Done, Envelope, Fresh, Moment
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import Input
from resolvers.commands.key import claim, digest, kept
from resolvers.commands.locks import Locks
from resolvers.commands.person.tested import Known, registered_together, registering
from resolvers.commands.rows import Rows
from resolvers.commands.settle.record import carry_out
from resolvers.commands.view import Findings, View

TRIES = 3
TAKEN = {
    "uq_referral_external_reference": Refusal("EXTERNAL_REFERENCE_USED", path=("externalReference",)),
    "pk_import_row": Refusal("DUPLICATE"),
}
"""What a unique index refuses when two write at once: the index, and how the caller is told."""


class NotTogether(Exception):
    """One of several commands is refused, so that they have to be run one by one."""


class Commands:
    """Runs commands, each in a transaction of its own."""

    def __init__(
        self,
        database: Database,
        references: Callable[[], Reference],
        cipher: Cipher,
        *,
        allow_synthetic: bool,
        random: Random | None = None,
    ) -> None:
        """`allow_synthetic`: ID numbers made for tests are taken (development alone)."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.allow_synthetic = allow_synthetic
        self.fresh = Fresh(random or SystemRandom())
        self._rows = Rows(database.bounds.lock)

    async def run(self, command: AnyCommand, input: Input, viewer: Viewer, envelope: Envelope, target: UUID | None = None) -> Done:
        """Do it, or say why not. `target`: the row aimed at by a bulk command; others name it in their input. Raises MembershipEnded."""
        for tries_left in reversed(range(TRIES)):
            try:
                async with in_time(envelope.deadline) as limit, self._rows.turn(target or getattr(input, command.aims_at, None)):
                    return await self._once(command, input, viewer, envelope, target, limit)
            except Refusal as refusal:
                return Done(errors=(refusal,))
            except Refusals as several:
                return Done(errors=several.refusals)
            except DBAPIError as error:
                if taken := refusal_of(error):
                    return Done(errors=(taken,))
                if not tries_left and is_busy(error):
                    return Done(errors=(Refusal("BUSY"),))
                if not tries_left or not may_pass_again(error):
                    raise
        raise AssertionError(command)

    async def run_within(self, tx: Transaction, command: AnyCommand, input: Input, envelope: Envelope) -> Done:
        """The same in a part of a transaction that goes on, whatever comes of it. Raises DBAPIError where another transaction may pass."""
        try:
            async with tx.session.begin_nested():
                await tx.look()
                return await self._inside(tx, command, input, envelope, None)
        except Refusal as refusal:
            return Done(errors=(refusal,))
        except Refusals as several:
            return Done(errors=several.refusals)
        except DBAPIError as error:
            if taken := refusal_of(error):
                return Done(errors=(taken,))
            raise

    async def run_together(self, tx: Transaction, commands: Sequence[tuple[AnyCommand, Input]], envelope: Envelope) -> list[Done]:
        """Several commands of one kind that share no row and no key, written together: what they do, in their order.

        Raises NotTogether, DBAPIError where they must be run one by one in another transaction.
        """
        at, rows, numbered, done = self._moment(tx), list[Row](), list[Numbered](), list[Done]()
        for command, given in commands:
            may(command.action, tx.viewer)
            await tx.look()
            try:
                input = checked(given, at.reference.context(tx.now, allow_synthetic=self.allow_synthetic))
                aggregate = await _loaded(command, input, tx, at, None)
                rows += carry_out(command, aggregate, input, at, envelope)
            except Refusal as refusal:
                done.append(Done(errors=(refusal,)))
            except Refusals as several:
                done.append(Done(errors=several.refusals))
            else:
                numbered += aggregate.numbered
                done.append(Done(aggregate.key, aggregate.version))
        await tx.apply()
        await self._write(tx, (), rows)
        if numbered:
            try:
                await registered_together(commands[0][0], tx, at, numbered, envelope.trace)
            except Known:
                raise NotTogether from None
        return done

    async def _once(
        self, command: AnyCommand, given: Input, viewer: Viewer, envelope: Envelope, target: UUID | None, limit: Timeout
    ) -> Done:
        may(command.action, viewer)
        async with transaction(self.database, viewer) as tx:
            done = await self._inside(tx, command, given, envelope, target)
            limit.reschedule(None)  # what is being committed is not given up: it is done, and told as done
            return done

    async def _inside(self, tx: Transaction, command: AnyCommand, given: Input, envelope: Envelope, target: UUID | None) -> Done:
        """All that happens between the beginning of a transaction and its end."""
        action = may(command.action, tx.viewer)
        at = self._moment(tx)
        asked = digest(action.name, given)
        claimed = await claim(tx, envelope, asked, target)
        if claimed.done:
            return claimed.done
        input = checked(given, at.reference.context(tx.now, allow_synthetic=self.allow_synthetic))
        if command.needs_version and envelope.expected_version is None:
            raise Refusal("REQUIRED", path=("expectedVersion",))
        aimed_at = target or getattr(input, command.aims_at, None)
        remember = partial(kept, tx, envelope, action.name, asked, target, claimed)
        act = partial(self._act, command, input, tx, at, aimed_at, envelope, remember)
        return await registering(command, act, tx, at, envelope.trace) if command.registers else (await act())[1]

    async def _act(
        self,
        command: AnyCommand,
        input: Input,
        tx: Transaction,
        at: Moment,
        target: UUID | None,
        envelope: Envelope,
        remember: Callable[[Done], list[CommandKey]],
    ) -> tuple[Aggregate, Done]:
        """Find, load, judge, apply, write."""
        aggregate = await _loaded(command, input, tx, at, target)
        made = carry_out(command, aggregate, input, at, envelope)
        done = Done(aggregate.key, aggregate.version)
        await self._write(tx, aggregate.gone, [*made, *remember(done)])
        return aggregate, done

    def _moment(self, tx: Transaction) -> Moment:
        return Moment(tx.now, tx.viewer, self.references(), self.fresh, self.cipher)

    async def _write(self, tx: Transaction, gone: Iterable[Row], rows: Iterable[Row | None]) -> None:
        """What has changed, what goes, what is new: table by table in the order in which they refer to each other."""
        await tx.session.flush()
        for leaving in reversed(_by_table(gone)):
            for row in leaving:
                await tx.session.delete(row)
            await tx.session.flush()
        for new in _by_table(row for row in rows if row is not None):
            tx.session.add_all(new)
            await tx.session.flush()


async def _loaded(command: AnyCommand, input: Input, tx: Transaction, at: Moment, target: UUID | None) -> Aggregate:
    """Find as the viewer sees, let the transaction apply, load: there is no way back from locks to sight."""
    findings = Findings()
    found = await command.find(View(tx, at, findings, target, command.aims_at), input)
    await tx.apply()
    aggregate: Aggregate = await command.load(Locks(tx.session, at, findings), found)
    aggregate.unfit = findings.unfit
    return aggregate


@cache
def _places(metadata: MetaData) -> Mapping[str, int]:
    """Return the places of tables, each after those that it refers to."""
    return {table.name: place for place, table in enumerate(metadata.sorted_tables)}


def _by_table(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows, those of one table together, each table after those that it refers to."""
    by_table: dict[int, list[Row]] = {}
    for row in rows:
        by_table.setdefault(_places(row.metadata)[row.__tablename__], []).append(row)
    return [by_table[place] for place in sorted(by_table)]


def refusal_of(error: DBAPIError) -> Refusal | None:
    """What the caller is told when a unique index of the rules refuses; None for anything else."""
    name = constraint(error)
    return TAKEN.get(name)


def may_pass_again(error: DBAPIError) -> bool:
    """Whether a second try may pass: a deadlock, a row that somebody held, or a number that was drawn twice."""
    return is_busy(error) or constraint(error).endswith("_number")


def constraint(error: DBAPIError) -> str:
    """The name of the constraint that refused; empty for anything else."""
    cause = getattr(error.orig, "__cause__", None)
    return str(getattr(cause, "constraint_name", None) or "")
