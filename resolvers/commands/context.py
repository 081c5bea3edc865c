"""What surrounds a command: what came with its input, the moment at which it happens, what it answers.

Source: docs/design.md 5.
"""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

from db.protect.cipher import Cipher
from db.reference.read import Reference
from domain.message.refusal import Refusal
from domain.time.calendar import day_of
from domain.time.deadline import ENDLESS, Deadline
from domain.value.number import NumberKind, draw
from domain.viewer import Viewer


@dataclass(frozen=True)
class Envelope:
    """What comes with an input and belongs to no action: the key of a repeat, the version read, the trace of the request.

    `named`: every target of the bulk command of which this is one; None of all others. `deadline`: until when the request is answered.
    """

    trace: str
    key: str | None = None
    expected_version: int | None = None
    named: tuple[UUID, ...] | None = None
    deadline: Deadline = ENDLESS


@dataclass(frozen=True)
class Done:
    """What a command did: the row it answers with (its key and version), or why nothing was done."""

    subject: UUID | None = None
    version: int | None = None
    errors: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Fresh:
    """Where new ids and numbers come from: `SystemRandom`, or a seeded one for the demonstration."""

    random: Random

    def id(self) -> UUID:
        """A random key."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def number(self, kind: NumberKind, now: datetime) -> str:
        """A human number of this year; a collision fails at the database and is drawn again."""
        return draw(kind, day_of(now).year, self.random)


@dataclass(frozen=True)
class Moment:
    """When, by whom and under which reference data a command happens: all that `apply` may read beside its rows."""

    now: datetime
    viewer: Viewer
    reference: Reference
    fresh: Fresh
    cipher: Cipher

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return day_of(self.now)
