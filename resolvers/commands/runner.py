"""Runs commands: the steps of every write, in their order, until the transaction commits or is refused.

Source: docs/design.md 5; the order of refusals: docs/lifecycle.md (Guards and answers).
"""

from asyncio import Timeout
from collections.abc import Callable, Sequence
from itertools import groupby
from random import Random, SystemRandom
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.rows.write import place_of, write
from db.server.away import is_busy
from db.session.engine import Database
from db.session.transaction import Transaction, transaction
from db.tables.declare import Row
from domain.message.refusal import Refusal, Refusals
from domain.rules.actions import ACTION
from domain.rules.permit import may
from domain.time.spent import OK, ran
from domain.viewer import Viewer
from resolvers.commands.aggregate.aggregate import Aggregate, Numbered
from resolvers.commands.bulk import in_time
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Done, Envelope, Fresh, Moment, refused
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import Input
from resolvers.commands.key import claim, digest, kept, turn
from resolvers.commands.locks import Locks
from resolvers.commands.person.tested import KnownNumbers, registered_together, registering
from resolvers.commands.rows import RowTurns
from resolvers.commands.settle.record import carry_out
from resolvers.commands.stays import check_stays, places
from resolvers.commands.view import Findings, View

TRIES = 3
"""How often a command is begun while others are in its way."""
TAKEN = {
    "uq_referral_external_reference": Refusal("EXTERNAL_REFERENCE_USED", path=("externalReference",)),
    "pk_import_row": Refusal("DUPLICATE"),
    "uq_account_subject": Refusal("SUBJECT_USED", path=("id",)),
    "ck_membership_apart": Refusal("ADMINISTRATOR_APART", path=("id",)),
    "ck_membership_once": Refusal("MEMBERSHIP_RUNS", path=("id",)),
    "uq_organization_place": Refusal("ORGANIZATION_THERE", path=("id",)),
    "uq_office_line": Refusal("OFFICE_THERE", path=("id",)),
    "ck_office_in_use": Refusal("BUSY"),
    "uq_issuer_address": Refusal("ISSUER_KNOWN", path=("id",)),
    "ck_reference_follows": Refusal("VERSION_MOVED", path=("id",)),
    "ck_sign_in_once": Refusal("SIGN_IN_KNOWN", path=("id",)),
}
"""The refusals of unique indexes and constraints that stop two writers at once, by the name of the index or constraint."""


class NotTogether(Exception):
    """Several commands cannot be written together and must be run one by one."""


class Commands:
    """Runs commands."""

    def __init__(
        self,
        database: Database,
        references: Callable[[], Reference],
        cipher: Cipher,
        *,
        allow_synthetic: bool,
        random: Random | None = None,
    ) -> None:
        """`allow_synthetic`: whether ID numbers made for tests are valid (in development alone)."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.allow_synthetic = allow_synthetic
        self.fresh = Fresh(random or SystemRandom())
        self._rows = RowTurns(database.bounds.lock)

    async def run(self, command: AnyCommand, input: Input, viewer: Viewer, envelope: Envelope, target: UUID | None = None) -> Done:
        """Run a command in a transaction of its own; return what was done, or the refusal. Raises MembershipEnded.

        `target`: the key of the row that a bulk command is aimed at; other commands name it in their input.
        """
        began = perf_counter()
        done = await self._tried(command, input, viewer, envelope, target)
        ran(command.action, done.errors[0].code if done.errors else OK, began)
        return done

    async def _tried(self, command: AnyCommand, input: Input, viewer: Viewer, envelope: Envelope, target: UUID | None) -> Done:
        for tries_left in reversed(range(TRIES)):
            try:
                async with in_time(envelope.deadline) as limit, self._rows.turn(target or getattr(input, command.aims_at, None)):
                    return await self._once(command, input, viewer, envelope, target, limit)
            except (Refusal, Refusals) as refusal:
                return refused(refusal)
            except DBAPIError as error:
                if taken := refusal_of(error):
                    return Done(errors=(taken,))
                if not tries_left and is_busy(error):
                    return Done(errors=(Refusal("BUSY"),))
                if not tries_left or not may_pass_again(error):
                    raise
        raise AssertionError(command)

    async def run_within(self, tx: Transaction, command: AnyCommand, input: Input, envelope: Envelope) -> Done:
        """Run a command in a savepoint of a transaction that goes on after a refusal. Raises DBAPIError where another try may pass."""
        try:
            async with tx.session.begin_nested():
                await tx.look()
                return await self._inside(tx, command, input, envelope, None)
        except (Refusal, Refusals) as refusal:
            return refused(refusal)
        except DBAPIError as error:
            if taken := refusal_of(error):
                return Done(errors=(taken,))
            raise

    async def run_together(self, tx: Transaction, commands: Sequence[tuple[AnyCommand, Input]], envelope: Envelope) -> list[Done]:
        """Run commands of one kind, which share no row and have no key, and write them together; return what each did, in their order.

        Raises NotTogether, DBAPIError where they must be run one by one in another transaction.
        """
        at, rows, numbered = self._moment(tx), list[Row](), list[Numbered]()
        context, done = at.reference.context(tx.now, allow_synthetic=self.allow_synthetic), [Done()] * len(commands)
        seen = list[tuple[int, AnyCommand, Input, Any, Findings]]()
        await tx.look()
        for place, (command, given) in enumerate(commands):
            may(command.action, tx.viewer)
            try:
                input = checked(given, context)
                seen.append((place, command, input, *await _found(command, input, tx, at, None)))
            except (Refusal, Refusals) as refusal:
                done[place] = refused(refusal)
        await tx.apply()
        for place, command, input, found, findings in seen:
            try:
                aggregate = await _loaded(command, found, findings, tx, at)
                rows += carry_out(command, aggregate, input, at, envelope)
            except (Refusal, Refusals) as refusal:
                done[place] = refused(refusal)
            else:
                numbered += aggregate.numbered
                done[place] = Done(aggregate.key, aggregate.version)
        await _write(tx, (), rows)
        if numbered:
            try:
                await registered_together(commands[0][0], tx, at, numbered, envelope.trace)
            except KnownNumbers:
                raise NotTogether from None
        return done

    async def _once(
        self, command: AnyCommand, given: Input, viewer: Viewer, envelope: Envelope, target: UUID | None, limit: Timeout
    ) -> Done:
        may(command.action, viewer)
        async with transaction(self.database, viewer, turn(viewer, envelope.key)) as tx:
            done = await self._inside(tx, command, given, envelope, target)
            limit.reschedule(None)  # a commit that has begun is not given up, so that the answer says what was done
            return done

    async def _inside(self, tx: Transaction, command: AnyCommand, given: Input, envelope: Envelope, target: UUID | None) -> Done:
        """Run a command inside a transaction, from its key to the rows written. Raises Refusal, Refusals."""
        action = may(command.action, tx.viewer)
        at = self._moment(tx)
        asked = digest(action.name, given)
        claimed = await claim(tx, envelope, asked, target)
        if claimed.done:
            return claimed.done
        input = checked(given, at.reference.context(tx.now, allow_synthetic=self.allow_synthetic))
        if command.needs_version and envelope.expected_version is None:
            raise Refusal("REQUIRED", path=("expectedVersion",))

        async def act() -> tuple[Aggregate[Any], Done]:
            found, findings = await _found(command, input, tx, at, target or getattr(input, command.aims_at, None))
            await tx.apply()
            aggregate = await _loaded(command, found, findings, tx, at)
            made = carry_out(command, aggregate, input, at, envelope)
            done = Done(aggregate.key, aggregate.version)
            await _write(tx, aggregate.gone, [*made, *kept(tx, envelope, action.name, asked, target, claimed, done)])
            return aggregate, done

        return await registering(command, act, tx, at, envelope.trace) if command.registers else (await act())[1]

    def _moment(self, tx: Transaction) -> Moment:
        return Moment(tx.now, tx.viewer, self.references(), self.fresh, self.cipher)


async def _found(command: AnyCommand, input: Input, tx: Transaction, at: Moment, target: UUID | None) -> tuple[Any, Findings]:
    """Find what the input names, as the viewer sees it. Raises NOT_FOUND."""
    findings = Findings()
    return await command.find(View(tx, at, findings, target, command.aims_at), input), findings


async def _loaded(command: AnyCommand, found: Any, findings: Findings, tx: Transaction, at: Moment) -> Aggregate[Any]:
    """Load the aggregate, once the transaction applies. Raises BUSY where what was found lives elsewhere once it is locked."""
    stood = places(tx.session)
    aggregate: Aggregate[Any] = await command.load(Locks(tx.session, at, findings, ACTION[command.action]), found)
    check_stays(stood, at.viewer)
    aggregate.unfit = findings.unfit
    return aggregate


async def _write(tx: Transaction, gone: Sequence[Row], rows: Sequence[Row]) -> None:
    """Write what has changed, delete the rows that are gone, insert the new ones, in the order in which tables refer to each other.

    The session does not know the new rows afterwards: who needs one reads it.
    """
    if gone:
        await tx.session.run_sync(_removed, gone)
    await write(tx.session, rows)


def _removed(session: Session, gone: Sequence[Row]) -> None:
    session.flush()
    for _, leaving in groupby(sorted(gone, key=place_of, reverse=True), place_of):
        for row in leaving:
            session.delete(row)
        session.flush()


def refusal_of(error: DBAPIError) -> Refusal | None:
    """Return the refusal that a violated index or constraint stands for; None for any other error."""
    return TAKEN.get(constraint(error))


def may_pass_again(error: DBAPIError) -> bool:
    """Return whether a second try may pass: after a deadlock, a row locked by others, or a random number that existed."""
    return is_busy(error) or constraint(error).endswith("_number")


def constraint(error: DBAPIError) -> str:
    """Return the name of the violated constraint; empty for any other error."""
    cause = getattr(error.orig, "__cause__", None)
    return str(getattr(cause, "constraint_name", None) or "")
