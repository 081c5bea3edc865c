"""An aggregate: the rows that one command changes together. It says which state moves, what its version is, and what follows from a change.

Source: docs/design.md 5; docs/decisions/023-aggregates.md. The runner and the recorder know nothing of its parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import inspect

from db.tables.declare import Row
from db.tables.family import Family
from domain.message.refusal import Path, Refusal
from domain.rules.permit import STATE_COLUMN
from resolvers.commands.context import Moment

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Numbered:
    """A person who gets an ID number: the path of the number in the input, the number, the person's key."""

    path: Path
    number: str = field(repr=False)
    person: UUID


@dataclass(kw_only=True)
class Aggregate(Generic[R]):
    """The rows that one command changes together. `answer`: the row that the payload shows and the audit record names."""

    answer: R
    judged: Any = None
    """The row whose state and columns decide whether the action is permitted; None where the action looks at none."""
    family: Family | None = None
    unfit: list[Refusal] = field(default_factory=list)
    """Refusals of what the input names, found before `apply`; raised once the action is permitted."""
    numbered: list[Numbered] = field(default_factory=list)
    """Who gets an ID number. The numbers are looked up when nothing else refuses, so that no other refusal tells that one exists."""
    remembered: ClassVar[bool] = True
    """Whether the command leaves events; not where an account only notes something for itself."""
    gone: Sequence[Row] = ()
    """The rows that the command removes."""

    @property
    def touched(self) -> list[UUID]:
        """The keys of the families that the audit record names."""
        return [] if self.family is None else [self.family.id]

    @property
    def subjects(self) -> list[Row]:
        """The rows that were there before and may get an event."""
        return [self.answer]

    @property
    def key(self) -> UUID:
        """The key of the row that the payload shows."""
        key: UUID = getattr(self.answer, _key_of(type(self.answer)))
        return key

    @property
    def version(self) -> int | None:
        """The version that a caller may expect; None where the row has none."""
        return getattr(self.answer, "version", None)

    def move(self, to: str, at: Moment) -> None:
        """Bring the judged row to a state."""
        setattr(self.judged, STATE_COLUMN[self.judged.__tablename__], to)

    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Compute what follows from the change, count the version, and return rows to be inserted. `made`: the rows that `apply` made."""
        return ()


@cache
def _key_of(of: type[Row]) -> str:
    """Return the name of the attribute that holds the key of rows."""
    mapper = inspect(of)
    return mapper.get_property_by_column(mapper.primary_key[0]).key
