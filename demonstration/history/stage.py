"""Play commands on rows in memory: checked, permitted, applied and recorded as the runner does it, without a database.

Source: docs/decisions/007-demonstration.md; how a write flows: docs/design.md 5.
"""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from typing_extensions import override

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.tables.declare import Row
from demonstration.county.load import with_defaults
from domain.rules.permit import may
from domain.time.clock import moment
from domain.value.number import NumberKind
from domain.viewer import Viewer
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.aggregate.case import FamilyCase
from resolvers.commands.command import Command
from resolvers.commands.context import Envelope, Fresh, Moment
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import Input
from resolvers.commands.settle.record import carry_out

A = TypeVar("A", bound=Aggregate[Any])
Given = TypeVar("Given", bound=Input)

ENVELOPE = Envelope(trace="demonstration")


@dataclass(frozen=True)
class Distinct(Fresh):
    """Draws no number twice, as the database would refuse it and the runner try again."""

    drawn: set[str] = field(default_factory=set)

    @override
    def number(self, kind: NumberKind, now: datetime) -> str:
        """Return a number that was not drawn before."""
        while (number := super().number(kind, now)) in self.drawn:
            pass
        self.drawn.add(number)
        return number


@dataclass
class Stage:
    """Plays commands; `rows` are the new rows of all of them, in their order."""

    reference: Reference
    cipher: Cipher
    random: Random
    rows: list[Row] = field(default_factory=list)
    cases: dict[UUID, FamilyCase] = field(default_factory=dict)
    """The case of each family's item, by the item's key."""

    def __post_init__(self) -> None:
        self.fresh = Distinct(self.random)

    def at(self, by: Viewer, now: datetime) -> Moment:
        """Return the moment at which a viewer does something."""
        return Moment(moment(now), by, self.reference, self.fresh, self.cipher)

    def play(self, command: Command[A, Given, Any], aggregate: A, given: Given, by: Viewer, now: datetime) -> list[Row]:
        """Play a command of a viewer at a moment and return its new rows. Raises Refusal, Refusals: the history is not possible."""
        may(command.action, by)
        at = self.at(by, now)
        input = checked(given, self.reference.context(at.now, allow_synthetic=True))
        made = [with_defaults(row) for row in carry_out(command, aggregate, input, at, ENVELOPE)]
        self.rows += made
        return made
