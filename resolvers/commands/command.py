"""What a command is written with: its input, its class, what it tells the recorder, and what the caller gets.

Source: docs/lifecycle.md; how a write flows: docs/design.md 5. The runner does what is common to all, in the order in which it happens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from random import Random
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar, dataclass_transform, get_args
from uuid import UUID

from typing_extensions import override

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.tables.declare import Row
from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.referral import ReturnedBy, TextKind
from domain.time.calendar import day_of
from domain.time.deadline import ENDLESS, Deadline
from domain.value.number import NumberKind, draw
from domain.viewer import Viewer


class Absent(Enum):
    """The one value of an input that was not given at all: it leaves what stands, where null empties it."""

    ABSENT = "ABSENT"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True)
class Says:
    """The description of an input's field, as `English. 中文。`."""

    text: str


@dataclass(frozen=True)
class IdOf:
    """A global id of a row of this type, held as its uuid. One of another type, or none at all, is NOT_FOUND like a row unseen."""

    type_name: str


@dataclass(frozen=True)
class CodeOf:
    """A code of a list of the reference data that is in force."""

    code_list: str


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Input:
    """What a command is told. Fields are `Annotated[type, rules ..., Says(...)]`; `type | None = None` need not be given.

    `type | None | Absent = ABSENT` tells a value left out from a null. With `one_of=True` exactly one field is given.
    """

    one_of: ClassVar[bool] = False

    @override
    def __init_subclass__(cls, *, one_of: bool = False) -> None:
        """Every input is a frozen dataclass with named fields."""
        super().__init_subclass__()
        cls.one_of = one_of
        dataclass(frozen=True, kw_only=True)(cls)


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


class Refusals(Exception):
    """Several things that are wrong with one input, each with its path."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(*(refusal.code for refusal in refusals))
        self.refusals = refusals


@dataclass(frozen=True)
class Told:
    """What a command tells the recorder, beside the rows that it changed.

    `to`: the state that the input chose, where the action leaves the choice (None: it stays). `stays`: what leads back does not yet.
    `ends`: referrals that end with it. `reasons`: a list and its codes. `stage`: code and day. `rows`: what is new.
    `handler`, `accepted_on`, `suspended_until`, `returned_by`, `suggested_office`: what the input says, for the history.
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
    ends: tuple[Referral, ...] = ()
    elsewhere: str | None = None
    rows: tuple[Row, ...] = ()


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


A = TypeVar("A")
Given = TypeVar("Given", bound=Input)
Given_contra = TypeVar("Given_contra", bound=Input, contravariant=True)


class Command(Generic[A, Given]):
    """One action: `A` the rows that it changes together, `Given` its input. The class is named as its row of `domain/rules/actions.py`.

    Its docstring describes its mutation, `English. 中文。`; what it does is `Acts`.
    """

    action: ClassVar[str]
    input: ClassVar[type[Input]]
    answers: ClassVar[str] = "Referral"
    """The type of the row that the payload shows."""
    aims_at: ClassVar[str] = "id"
    """The input's field that names the target; a bulk command's targets stand beside its input."""
    bulk: ClassVar[bool] = False
    """Whether it takes several targets, each in a transaction of its own."""
    needs_version: ClassVar[bool] = False
    """Whether the version that was read must be sent: what was looked at is what is acted on."""
    registers: ClassVar[bool] = False
    """Whether people get ID numbers by it, which are compared with those that are registered."""
    counted: ClassVar[bool] = True
    """Whether each of these numbers counts against the account's quota by itself."""

    @override
    def __init_subclass__(cls) -> None:
        """The action's name and the input's class follow from the declaration."""
        super().__init_subclass__()
        cls.action = cls.__name__[0].lower() + cls.__name__[1:]
        for base in getattr(cls, "__orig_bases__", ()):
            for argument in get_args(base):
                if isinstance(argument, type) and issubclass(argument, Input):
                    cls.input = argument


class Acts(Protocol[A, Given_contra]):
    """What every command does."""

    action: ClassVar[str]
    input: ClassVar[type[Input]]
    answers: ClassVar[str]
    aims_at: ClassVar[str]
    bulk: ClassVar[bool]
    needs_version: ClassVar[bool]
    registers: ClassVar[bool]
    counted: ClassVar[bool]

    async def load(self, work: Any, input: Given_contra, /) -> A:
        """Fetch and lock every fact that the action needs; what the viewer does not see is NOT_FOUND."""

    def apply(self, aggregate: A, input: Given_contra, at: Moment, /) -> Told:
        """Change the rows. Pure: no input, no output, no clock; may refuse what the input says."""
