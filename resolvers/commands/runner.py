"""Runs commands: the steps of every write, in their order, until the transaction commits or is refused.

Source: docs/design.md 5; the order of refusals: docs/lifecycle.md (Guards and answers).
"""

from asyncio import Timeout
from collections.abc import Callable, Iterator, Mapping, MutableMapping, MutableSequence, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from random import Random, SystemRandom
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.rows.write import write
from db.server.away import is_away, is_busy
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
from resolvers.commands.command import AnyCommand, Asked
from resolvers.commands.context import Contract, Done, Envelope, Fresh, Moment, refused
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import Input
from resolvers.commands.key import Claim, claim, digest, kept, turn, used_before
from resolvers.commands.locks import Locks
from resolvers.commands.person.tested import KnownNumbers, registered_together, registering
from resolvers.commands.rows import RowTurns
from resolvers.commands.settle.record import carry_out
from resolvers.commands.settle.taken import may_pass_again, refusal_of
from resolvers.commands.stays import check_stays, places
from resolvers.commands.together import ALONE, Apart, Named, Shared, Together, apart, forget
from resolvers.commands.view import Findings, View

TRIES = 3
"""How often a command is begun while others are in its way."""
PATIENCE = 0.1
"""Seconds that targets which share a transaction wait for a row that another has locked, before each is run by itself."""


class NotTogether(Exception):
    """Several commands cannot be written together and must be run one by one."""


@dataclass
class Carried:
    """What several commands of one kind have done that is yet to be written: what became of each, in their order, and the new rows."""

    done: list[Done]
    rows: list[Row] = field(default_factory=list)
    numbered: list[Numbered] = field(default_factory=list)


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
        contract: Contract | None = None,
    ) -> None:
        """`allow_synthetic`: whether ID numbers made for tests are valid (in development alone). `contract`: as of `Moment`."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.allow_synthetic = allow_synthetic
        self.fresh = Fresh(random or SystemRandom())
        self.contract = contract
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

    async def carry_out_together(self, tx: Transaction, commands: Sequence[Asked], envelope: Envelope) -> Carried:
        """Carry out commands of one kind, which share no row and have no key; return what they did, which is yet to be written.

        Raises NotTogether, DBAPIError where they must be run one by one in another transaction.
        """
        at, carried = self._moment(tx), Carried([Done()] * len(commands))
        context, done = at.reference.context(tx.now, allow_synthetic=self.allow_synthetic), carried.done
        asked, seen = list[tuple[int, AnyCommand, Input]](), list[tuple[int, AnyCommand, Input, Any, Findings]]()
        await tx.look()
        for place, (command, given, is_checked) in enumerate(commands):
            may(command.action, tx.viewer)
            with told(done, place):
                asked.append((place, command, given if is_checked else checked(given, context)))
        named = Named(row for _, command, input in asked for row in command.named(input))
        for place, command, input in asked:
            with told(done, place):
                seen.append((place, command, input, *await _found(command, input, tx, at, None, (None, named))))
        await tx.apply()
        stood, dirty, loaded = places(tx.session), set[Row](), list[tuple[int, AnyCommand, Input, Aggregate[Any]]]()
        for place, command, input, found, findings in seen:
            with told(done, place):
                loaded.append((place, command, input, await _loaded(command, found, findings, tx, at, (None, named))))
        try:
            check_stays(stood, tx.viewer)
        except Refusal:  # whose it is shows when each is run by itself
            raise NotTogether from None
        for place, command, input, aggregate in loaded:
            try:
                carried.rows += carry_out(command, aggregate, input, at, envelope)
            except (Refusal, Refusals) as refusal:
                done[place] = refused(refusal)
                forget(tx.session, dirty)
            else:
                carried.numbered += aggregate.numbered
                done[place] = Done(aggregate.key, aggregate.version)
                dirty = {*tx.session.dirty}
        return carried

    async def write_together(self, tx: Transaction, command: AnyCommand, carried: Carried, envelope: Envelope) -> None:
        """Write what commands of the kind of `command` have done. Raises NotTogether, DBAPIError as it is carried out."""
        await write(tx.session, carried.rows)
        if carried.numbered:
            try:
                await registered_together(command, tx, self._moment(tx), carried.numbered, envelope.trace)
            except KnownNumbers:
                raise NotTogether from None

    async def run_targets(self, command: AnyCommand, input: Input, viewer: Viewer, targets: Mapping[UUID, Envelope]) -> dict[UUID, Done]:
        """Run a bulk command on several targets in one transaction; return what became of those that could be run together.

        What a target is refused keeps no other from being done. Nobody is waited for: where somebody holds one of the rows, or the database
        stops one of them, nothing is done, and each is to be run by itself. Raises as `run`.
        """
        began, envelope = perf_counter(), next(iter(targets.values()))
        try:
            async with (
                in_time(envelope.deadline) as limit,
                self._rows.turns(sorted(targets)),
                transaction(self.database, viewer, turn(viewer, envelope.key)) as tx,
            ):
                done = await self._all(tx, command, input, targets)
                limit.reschedule(None)
        except (Refusal, Refusals):
            return {}
        except DBAPIError as error:
            if is_away(error):
                raise
            return {}
        each_took = (perf_counter() - began) / max(1, len(done))
        for each in done.values():
            ran(command.action, each.errors[0].code if each.errors else OK, perf_counter() - each_took)
        return done

    async def _all(self, tx: Transaction, command: AnyCommand, given: Input, targets: Mapping[UUID, Envelope]) -> dict[UUID, Done]:
        """Run a bulk command on several targets inside a transaction: all are found, then each is carried out, then all is written."""
        action, at, asked = may(command.action, tx.viewer), self._moment(tx), digest(command.action, given)
        used = await used_before(tx, next(iter(targets.values())).key)
        context, done, rows = at.reference.context(tx.now, allow_synthetic=self.allow_synthetic), dict[UUID, Done](), list[Row]()
        together, seen = Together([*targets]), list[tuple[UUID, Claim, Input, Any, Findings]]()
        for target in sorted(targets):
            with told(done, target):
                claimed = claim(used, asked, target)
                if claimed.done:
                    done[target] = claimed.done
                    continue
                input = checked(given, context)
                if command.needs_version and targets[target].expected_version is None:
                    raise Refusal("REQUIRED", path=("expectedVersion",))
                seen.append((target, claimed, input, *await _found(command, input, tx, at, target, (together, None))))
        await tx.apply()
        await tx.wait_for(PATIENCE)
        together.stood, dirty, gone = places(tx.session), set[Row](), list[Row]()
        for target, claimed, input, found, findings in seen:
            try:
                aggregate = await _loaded(command, found, findings, tx, at, (together, None))
                made = carry_out(command, aggregate, input, at, targets[target])
            except (Refusal, Refusals) as refusal:
                done[target] = refused(refusal)
                forget(tx.session, dirty)
            except Apart:
                continue
            else:
                done[target] = Done(aggregate.key, aggregate.version)
                once = replace(claimed, is_new=claimed.is_new and not rows)  # the targets that are named are kept with the first
                rows += [*made, *kept(tx, targets[target], action.name, asked, target, once, done[target])]
                gone, dirty = [*gone, *aggregate.gone], {*tx.session.dirty}
        await write(tx.session, rows, gone)
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
        claimed = claim(await used_before(tx, envelope.key), asked, target)
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
            await write(tx.session, [*made, *kept(tx, envelope, action.name, asked, target, claimed, done)], aggregate.gone)
            return aggregate, done

        return await registering(command, act, tx, at, envelope.trace) if command.registers else (await act())[1]

    def _moment(self, tx: Transaction) -> Moment:
        return Moment(tx.now, tx.viewer, self.references(), self.fresh, self.cipher, self.contract)


async def _found(
    command: AnyCommand, input: Input, tx: Transaction, at: Moment, target: UUID | None, shared: Shared = ALONE
) -> tuple[Any, Findings]:
    """Find what the input names, as the viewer sees it. Raises NOT_FOUND."""
    findings = Findings()
    return await command.find(View(tx, at, findings, target, command.aims_at, *shared), input), findings


async def _loaded(
    command: AnyCommand, found: Any, findings: Findings, tx: Transaction, at: Moment, shared: Shared = ALONE
) -> Aggregate[Any]:
    """Load the aggregate, once the transaction applies. Raises BUSY where what was found lives elsewhere once it is locked.

    Of commands of which all that they name is locked together that is looked at once, when all are loaded.
    """
    together, named = shared
    stood = {} if named is not None else places(tx.session) if together is None else together.stood
    aggregate: Aggregate[Any] = await command.load(Locks(tx.session, at, findings, ACTION[command.action], *shared), found)
    with nullcontext() if together is None else apart():
        check_stays(stood, at.viewer)
    aggregate.unfit = findings.unfit
    return aggregate


@contextmanager
def told(done: MutableMapping[UUID, Done] | MutableSequence[Done], target: Any) -> Iterator[None]:
    """Keep a refusal as what became of a target, or of the command at a place."""
    try:
        yield
    except (Refusal, Refusals) as refusal:
        done[target] = refused(refusal)
