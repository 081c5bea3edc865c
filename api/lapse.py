"""Seconds that lapse while a request is answered, with one timer for all requests: most are answered long before it rings.

Source: docs/decisions/062-around-the-read.md. What is given the same number of seconds ends in the order in which it began, so that only
the oldest is looked at; a timer in each request for each limit cost as much as reading its body.
"""

import asyncio
from types import TracebackType
from typing import Protocol


class Waits(Protocol):
    """Something that is told when its seconds are over."""

    def over(self) -> None:
        """Do what is done then."""


class Lapse:
    """A number of seconds, for each of many that begin and mostly end before they are over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._waiting: dict[Waits, float] = {}
        """Who waits until when, the oldest first."""
        self._loop: asyncio.AbstractEventLoop | None = None
        """That on which the timer runs; None while none does."""

    def begin(self, who: Waits) -> None:
        """Begin to count the seconds of somebody new."""
        loop = asyncio.get_running_loop()
        self._waiting[who] = loop.time() + self.seconds
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(self.seconds, self._look, loop)

    def end(self, who: Waits) -> None:
        """Count no more; who was told already is not known."""
        self._waiting.pop(who, None)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell all whose seconds are over, and look again when those of the oldest that is left are."""
        self._loop, now = None, loop.time()
        for who, end in [*self._waiting.items()]:
            if end > now:
                self._loop = loop
                loop.call_later(end - now, self._look, loop)
                break
            del self._waiting[who]
            who.over()


class BrokenOff:
    """How a block of the running task is broken off for a reason of its own, and how that is told from others who cancel the task."""

    __slots__ = ("_before", "_is_broken_off", "_task")

    def __init__(self) -> None:
        task = asyncio.current_task()
        assert task is not None, "a request is answered in a task"
        self._task, self._before, self._is_broken_off = task, task.cancelling(), False

    def cancel(self) -> None:
        """Break the block off."""
        self._is_broken_off = True
        self._task.cancel()

    def ended(self, kind: type[BaseException] | None) -> bool:
        """Whether the block ended since it was broken off, and nobody else has cancelled the task. Asked once, as it ends."""
        return self._is_broken_off and self._task.uncancel() <= self._before and kind is asyncio.CancelledError


class Limit:
    """A block that is cancelled, with TimeoutError, when its seconds are over: as that of asyncio.timeout, which waits for nothing either
    as it begins and ends."""

    __slots__ = ("_block", "_lapse")

    def __init__(self, lapse: Lapse) -> None:
        self._lapse = lapse

    def __enter__(self) -> None:
        """Begin."""
        self._block = BrokenOff()
        self._lapse.begin(self)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End. Raises TimeoutError where the seconds were over, and nobody else has cancelled the task."""
        self._lapse.end(self)
        if self._block.ended(kind):
            raise TimeoutError from error

    def over(self) -> None:
        """Cancel the block."""
        self._block.cancel()
