"""What a command is written with: its class, and what it tells the recorder.

Source: docs/lifecycle.md; how a write flows: docs/design.md 5. The runner does what is common to all, in the order in which it happens.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, get_args
from uuid import UUID

from typing_extensions import override

from db.tables.declare import Row
from domain.referral import ReturnedBy, TextKind
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


@dataclass(frozen=True)
class Change:
    """What a command tells the recorder, beside the rows that it changed.

    `to`: the state that the input chose, where the action leaves the choice (None: it stays). `stays`: what leads back does not yet.
    `reasons`: a list and its codes. `stage`: code and day. `rows`: what is new.
    `handler`, `accepted_on`, `suspended_until`, `returned_by`, `suggested_office`, `granted`, `days`: what the input says, for the history.
    `elsewhere`: what the histories of other rows call it; None: by the action's name.
    """

    to: str | None = None
    stays: bool = False
    reasons: tuple[str, Sequence[str]] | None = None
    text: str | None = None
    text_kind: TextKind = TextKind.NOTE
    stage: tuple[str, date] | None = None
    handler: UUID | None = None
    accepted_on: date | None = None
    suspended_until: date | None = None
    returned_by: ReturnedBy | None = None
    suggested_office: UUID | None = None
    granted: bool | None = None
    days: int | None = None
    elsewhere: str | None = None
    rows: tuple[Row, ...] = ()


A = TypeVar("A")
Given = TypeVar("Given", bound=Input)
Found = TypeVar("Found")
T = TypeVar("T")


class Command(ABC, Generic[A, Given, Found]):
    """One action. `A`: the rows that it changes together, `Given`: its input, `Found`: what it hands from sight to locks.

    The class is named as its row of `domain/rules/actions.py`; its docstring describes its mutation, `English. 中文。`. The runner calls
    `find` while the transaction reads as the viewer, then lets it apply, then calls `load`: what was sent can no longer be looked up.
    """

    action: ClassVar[str]
    input: ClassVar[type[Input]]
    answers: ClassVar[str] = "Referral"
    """The type of the row that the payload shows."""
    aims_at: ClassVar[str] = "id"
    """The input's field that names the target; a bulk command's targets stand beside its input."""
    bulk: ClassVar[bool] = False
    """Whether it takes several targets; each is done or refused by itself, whether or not it shares a transaction with others."""
    needs_version: ClassVar[bool] = False
    """Whether the version that was read must be sent: what was looked at is what is acted on."""
    registers: ClassVar[bool] = False
    """Whether people get ID numbers by it, which are compared with those that are registered."""
    counted: ClassVar[bool] = True
    """Whether each of these numbers counts against the account's quota by itself."""

    @override
    def __init_subclass__(cls) -> None:
        """Derive the action's name and the input's class from the declaration."""
        super().__init_subclass__()
        if "action" not in vars(cls):
            cls.action = cls.__name__[0].lower() + cls.__name__[1:]
        cls.input = next(type_arguments(cls, Input), getattr(cls, "input", Input))

    def named(self, input: Given, /) -> Iterable[tuple[type[Row], UUID]]:
        """Return what the input names that is seen, and locked, at once for commands that share a transaction."""
        return ()

    @abstractmethod
    async def find(self, view: View, input: Given, /) -> Found:
        """Return what the input names, as the viewer sees it. Raises NOT_FOUND."""

    @abstractmethod
    async def load(self, locks: Locks, found: Found, /) -> A:
        """Return the rows that the action needs, reached from what was found, and locked."""

    @abstractmethod
    def apply(self, aggregate: A, input: Given, at: Moment, /) -> Change:
        """Change the rows. Pure: no input, no output, no clock; may refuse what the input says."""


def type_arguments(cls: type, kind: type[T]) -> Iterator[type[T]]:
    """Yield the classes below `kind` that a class gives to its generic bases."""
    arguments = (each for base in getattr(cls, "__orig_bases__", ()) for each in get_args(base))
    return (each for each in arguments if isinstance(each, type) and issubclass(each, kind))


AnyCommand = Command[Any, Any, Any]


class Asked(NamedTuple):
    """A command with its input. `is_checked`: the input was checked by the reference data and on the day of the transaction."""

    command: AnyCommand
    input: Input
    is_checked: bool = False
