"""Structured logs: one JSON object per line, without personal data: no document, no variables, no message of an error.

Source: docs/design.md 6. Logged of a request: trace, method, path, status, milliseconds, id of the account.
"""

import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TextIO

import orjson
from typing_extensions import override

NAME = "lianbang"


class Said(logging.LogRecord):
    """A record that is told whoever writes it: nobody looks in which frame, and its facts are not gathered one by one."""

    def __init__(self, name: str, event: str, facts: Mapping[str, object]) -> None:
        super().__init__(name, logging.INFO, "", 0, event, None, None)
        self.facts = facts


class Lines(logging.Formatter):
    """Formats a record as a line of JSON. Of an error only its type and place, since its message may quote a row."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts = getattr(record, "facts", {})
        line = {
            "at": f"{_second(int(record.created))}.{int(record.created % 1 * 1000):03d}+00:00",
            "level": record.levelname,
            "from": record.name,
            "event": record.getMessage(),
            **facts,
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


@lru_cache(1)
def _second(since_1970: int) -> str:
    """Return a second of UTC: many lines are of the same."""
    return datetime.fromtimestamp(since_1970, UTC).strftime("%Y-%m-%dT%H:%M:%S")


class Written(logging.StreamHandler[TextIO]):
    """Writes each line at once. Whoever flushes holds the lock already: a record that is written, or the end of logging."""

    @override
    def flush(self) -> None:
        self.stream.flush()


def tell(log: logging.Logger, event: str, facts: Mapping[str, object]) -> None:
    """Write a line of what happens with every request. `facts`: what orjson writes."""
    if log.isEnabledFor(logging.INFO):
        log.handle(Said(log.name, event, facts))


def fault(error: BaseException) -> dict[str, object]:
    """Return the loggable facts of an error: its type, that of its cause, the SQLSTATE, and the last twelve frames."""
    frames = traceback.extract_tb(error.__traceback__)
    told: dict[str, object] = {
        "error": type(error).__name__,
        "where": [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
    code = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
    if code is not None:
        told["sqlstate"] = code
    if error.__cause__ is not None:
        told["cause"] = type(error.__cause__).__name__
    return told


def configure(level: str, stream: TextIO) -> logging.Logger:
    """Write all logs of this process to a stream as lines of JSON, and return the platform's logger."""
    logging._srcfile = None  # noqa: SLF001 -- as Python's documentation advises: no line says in which frame it was written
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = Written(stream)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logger = logging.getLogger(NAME)
    logger.setLevel(level)
    return logger
