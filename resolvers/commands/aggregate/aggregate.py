"""Rows that one command changes together: an aggregate says what moves, what its version is, and what is computed anew.

Source: docs/design.md 5; docs/decisions/023-aggregates.md. The runner and the recorder know nothing of what it is made of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from db.tables.declare import Row, Versioned
from db.tables.family import Family
from domain.message.refusal import Path, Refusal
from resolvers.commands.context import Moment


@dataclass(frozen=True)
class Numbered:
    """Somebody who gets an ID number: where the input tells it, the number, the person's key."""

    path: Path
    number: str = field(repr=False)
    person: UUID


@dataclass
class Aggregate:
    """Rows that one command changes together. `judged`: the row that the action's states and guards are read from.

    `answer`: the row that the payload shows, and the target of the audit record.
    """

    judged: Any
    answer: Row
    family: Family | None = None
    unfit: list[Refusal] = field(default_factory=list)
    """What the input names and does not fit, found while loading: told once the action is permitted."""
    numbered: list[Numbered] = field(default_factory=list)
    """Who gets an ID number: looked up when all else is done, so that nothing else that is wrong ever tells a number."""
    gone: list[Row] = field(default_factory=list)
    """What the command removes."""

    @property
    def touched(self) -> list[UUID]:
        """The families that the command is about."""
        return [] if self.family is None else [self.family.id]

    @property
    def subjects(self) -> list[Row]:
        """The rows in whose histories the command may leave a step, but for those that are new."""
        return [self.answer]

    @property
    def key(self) -> UUID:
        """The key of the row that is answered with."""
        key: UUID = inspect(self.answer).mapper.primary_key_from_instance(self.answer)[0]
        return key

    @property
    def version(self) -> int | None:
        """The version of the whole, which a caller may expect; None where it has none."""
        return self.answer.version if isinstance(self.answer, Versioned) else None

    def move(self, to: str, at: Moment) -> None:
        """Bring the row that the action is judged over to a state. Raises TypeError where it has none: its action names none."""
        raise TypeError(f"{type(self).__name__} has no state")

    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Compute anew what follows from the change, count the version, return rows that are new by it. `made`: rows the command made."""
        return ()
