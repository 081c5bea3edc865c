"""Plays commands on rows that are held in memory: checked, permitted, applied and settled as the runner does it, without a database.

Source: docs/decisions/007-demonstration.md; how a write flows: docs/design.md 5.
"""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, TypeVar

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.tables.declare import Row
from demonstration.county.load import with_defaults
from domain.rules.permit import may
from domain.time.clock import moment
from domain.viewer import Viewer
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Command
from resolvers.commands.context import Envelope, Fresh, Moment
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import Input
from resolvers.commands.settle.record import carry_out

A = TypeVar("A", bound=Aggregate)
Given = TypeVar("Given", bound=Input)

ENVELOPE = Envelope(trace="demonstration")


@dataclass
class Stage:
    """Where histories are played. `rows`: everything that the commands made, in the order in which they made it."""

    reference: Reference
    cipher: Cipher
    random: Random
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fresh = Fresh(self.random)

    def play(self, command: Command[A, Given, Any], aggregate: A, given: Given, by: Viewer, now: datetime) -> list[Row]:
        """One command by one member at one moment; the rows that are new. Raises Refusal, Refusals: the history could not have been."""
        may(command.action, by)
        at = Moment(moment(now), by, self.reference, self.fresh, self.cipher)
        input = checked(given, self.reference.context(at.now, allow_synthetic=True))
        made = [with_defaults(row) for row in carry_out(command, aggregate, input, at, ENVELOPE)]
        self.rows += made
        return made
