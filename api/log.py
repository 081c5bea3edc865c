"""Structured logs: one JSON object a line, without personal data: no text, no variable, no value of an error.

Source: docs/design.md 6. What is logged of a request: trace, method, path, status, milliseconds, the account's id.
"""

import logging
import traceback
from datetime import UTC, datetime
from typing import TextIO

import orjson
from typing_extensions import override

NAME = "lianbang"


class Lines(logging.Formatter):
    """Prints a record as a line of JSON. Of an error only its type and where it came from: its text may quote a row."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        facts = getattr(record, "facts", {})
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "event": record.getMessage(),
            **facts,
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


def fault(error: BaseException) -> dict[str, object]:
    """What may be told of an error: its type, that of its cause, PostgreSQL's code, and the places it passed."""
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
    """Send everything that is logged in this process to a stream as lines of JSON; the logger of the platform."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logger = logging.getLogger(NAME)
    logger.setLevel(level)
    return logger
