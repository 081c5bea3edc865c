"""What is noted of a request while it is answered: where its time goes, and which commands it runs. Nothing of what it says.

Source: docs/decisions/045-watching.md. It follows the tasks of its request, so that no layer has to hand it to the next.
"""

from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter
from types import TracebackType
from typing import NamedTuple


class Phase(StrEnum):
    """On what the time of a request is spent."""

    VALIDATING = "validating"
    """Parsing and checking a document that is not known yet."""
    PLANNING = "planning"
    """Deciding and printing a plan that is not known yet; with COMPILING."""
    COMPILING = "compiling"
    """Making a plan's statement into text."""
    WAITING = "waiting"
    """Waiting for a connection of a pool."""
    DATABASE = "database"
    """Having one: a reading's statement, a command's transaction."""


class Span(NamedTuple):
    """A part of a request that is traced: its name, from when to when, the statement that it ran, other words of ours."""

    name: str
    began: float
    ended: float
    statement: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Course:
    """What is noted of one request. `commands`: each action that ran, with the code of its refusal, or OK. `spans`: None if untraced."""

    seconds: dict[Phase, float] = field(default_factory=dict)
    commands: list[tuple[str, str]] = field(default_factory=list)
    spans: list[Span] | None = None


OK = "OK"
_COURSE: ContextVar[Course | None] = ContextVar("course", default=None)


def begin(*, traced: bool = False) -> Course:
    """Return a new course, which is that of the present task and of those that it makes."""
    course = Course(spans=[] if traced else None)
    _COURSE.set(course)
    return course


def ran(action: str, code: str, began: float | None = None) -> None:
    """Note that a command ran. `began`: since when (monotonic seconds); None for one that was refused unread."""
    if (course := _COURSE.get()) is not None:
        course.commands.append((action, code))
        if course.spans is not None and began is not None:
            course.spans.append(Span("command", began, perf_counter(), facts=(("action", action), ("code", code))))


def noted(phase: Phase, began: float, ended: float, statement: str | None = None) -> None:
    """Note a time, in monotonic seconds, as that of a phase. `statement`: what was run, with places for its values."""
    if (course := _COURSE.get()) is not None:
        course.seconds[phase] = course.seconds.get(phase, 0.0) + ended - began
        if course.spans is not None:
            course.spans.append(Span(phase.value, began, ended, statement))


class Timed:
    """A block whose time is noted as that of a phase."""

    __slots__ = ("_began", "_phase", "_statement")

    def __init__(self, phase: Phase, statement: str | None = None) -> None:
        """`statement`: what is run, with places for its values."""
        self._phase = phase
        self._statement = statement

    def __enter__(self) -> None:
        """Begin to count."""
        self._began = perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Note the time, also of a block that failed."""
        noted(self._phase, self._began, perf_counter(), self._statement)
