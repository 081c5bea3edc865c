"""What is noted of a request while it is answered: where its time goes, and which commands it runs. Nothing of what it says.

Source: docs/decisions/045-watching.md. It follows the tasks of its request, so that no layer has to hand it to the next.
"""

from collections import defaultdict
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter
from types import TracebackType


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


@dataclass(slots=True)
class Course:
    """What is noted of one request. `commands`: each action that ran, with the code of its refusal, or OK."""

    seconds: dict[Phase, float] = field(default_factory=lambda: defaultdict(float))
    commands: list[tuple[str, str]] = field(default_factory=list)


OK = "OK"
_COURSE: ContextVar[Course | None] = ContextVar("course", default=None)


def begin() -> Course:
    """Return a new course, which is that of the present task and of those that it makes."""
    course = Course()
    _COURSE.set(course)
    return course


def ran(action: str, code: str) -> None:
    """Note that a command ran."""
    if (course := _COURSE.get()) is not None:
        course.commands.append((action, code))


class Timed:
    """A block whose time is noted as that of a phase."""

    __slots__ = ("_began", "_phase")

    def __init__(self, phase: Phase) -> None:
        self._phase = phase

    def __enter__(self) -> None:
        """Begin to count."""
        self._began = perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Note the time, also of a block that failed."""
        if (course := _COURSE.get()) is not None:
            course.seconds[self._phase] += perf_counter() - self._began
