"""What goes with a command beside its input and its rows: the envelope, the moment, the answer.

Source: docs/design.md 5.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from random import Random
from typing import Protocol
from uuid import UUID

from db.protect.cipher import Cipher
from db.reference.read import Reference
from domain.message.refusal import Refusal, Refusals
from domain.rules.permit import Circumstances
from domain.time.calendar import day_of
from domain.time.deadline import ENDLESS, Deadline
from domain.value.number import NumberKind, draw
from domain.viewer import Viewer


@dataclass(frozen=True)
class Envelope:
    """What a caller sends beside the input: the idempotency `key`, the version they read; the trace and the deadline of their request.

    `named`: the keys of all targets of a bulk command; None for any other command.
    """

    trace: str
    key: str | None = None
    expected_version: int | None = None
    named: tuple[UUID, ...] | None = None
    deadline: Deadline = ENDLESS


@dataclass(frozen=True)
class Done:
    """The answer of a command: the key and version of the row to show, or why nothing was done."""

    subject: UUID | None = None
    version: int | None = None
    errors: tuple[Refusal, ...] = ()


def refused(by: Refusal | Refusals) -> Done:
    """Return the answer of a command that was refused."""
    return Done(errors=by.refusals if isinstance(by, Refusals) else (by,))


@dataclass(frozen=True)
class Fresh:
    """The source of new ids and numbers. `random`: `SystemRandom`, or a seeded one for the demonstration."""

    random: Random

    def id(self) -> UUID:
        """Return a random uuid (version 4)."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def number(self, kind: NumberKind, now: datetime) -> str:
        """Return a random number of this year for people to read. The database refuses one that exists; the runner then tries again."""
        return draw(kind, day_of(now).year, self.random)


class Contract(Protocol):
    """What a document is judged by: the schema, which commands do not know and whoever executes documents hands down."""

    async def operations(self, text: str, account: UUID, /) -> tuple[str, ...]:
        """Return the names of the operations of a document. Raises Refusal, Refusals with what does not fit, as where it is executed."""


@dataclass(frozen=True)
class Moment:
    """When, by whom and under which reference data a command runs: all that `apply` may read beside its rows.

    `contract`: None where no command judges a document.
    """

    now: datetime
    viewer: Viewer
    reference: Reference
    fresh: Fresh
    cipher: Cipher
    contract: Contract | None = None

    @cached_property
    def today(self) -> date:
        """The day in Shanghai."""
        return day_of(self.now)

    @property
    def circumstances(self) -> Circumstances:
        """What `permit` judges an action by, beside the row."""
        known = self.reference
        return Circumstances(self.viewer, self.now, known.calendar, known.limits, known.names, known.every_contract)
