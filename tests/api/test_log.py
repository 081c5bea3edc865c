"""A line of the log is told as any other record, and at the level of the log alone. Source: docs/design.md 6."""

import io
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.log import NAME, Lines, configure, tell

FACTS = {"path": "/graphql", "status": 200}
ANY = "%(levelname)s %(name)s %(filename)s %(lineno)d %(funcName)s %(process)s %(thread)s %(message)s"


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging is set up as it was, whatever the test does with it."""
    for name in ("_srcfile", "logThreads", "logProcesses", "logMultiprocessing"):
        monkeypatch.setattr(logging, name, getattr(logging, name))
    root, ours = logging.getLogger(), logging.getLogger(NAME)
    handlers, levels = [*root.handlers], (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def log(level: str, *handlers: logging.Handler) -> logging.Logger:
    made = logging.Logger("test", level)
    made.handlers = [*handlers]
    return made


def to(stream: io.StringIO, form: logging.Formatter) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(form)
    return handler


def test_a_line_has_its_facts_and_says_no_place_in_our_code(written: io.StringIO) -> None:
    tell(log("INFO", to(written, Lines())), "request", FACTS)
    line = orjson.loads(written.getvalue())
    assert line.pop("at") > "2026-01-01"
    assert line == {"level": "INFO", "from": "test", "event": "request", **FACTS}


def test_whatever_else_formats_records_formats_it(written: io.StringIO) -> None:
    tell(log("INFO", to(written, logging.Formatter(ANY))), "request", FACTS)
    assert written.getvalue().startswith("INFO test ")
    assert written.getvalue().endswith(" request\n")


def test_nothing_is_told_above_the_level_of_the_log(written: io.StringIO) -> None:
    tell(log("WARNING", to(written, Lines())), "request", FACTS)
    assert written.getvalue() == ""


@given(some.floats(0, 4e9))
def test_a_line_says_its_millisecond_in_utc(since_1970: float) -> None:
    record = logging.makeLogRecord({"msg": "request", "created": since_1970})
    said = orjson.loads(Lines().format(record))["at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", said)
    assert abs(datetime.fromisoformat(said) - datetime.fromtimestamp(since_1970, UTC)) <= timedelta(milliseconds=1)


@pytest.mark.usefixtures("as_before")
def test_each_line_is_written_before_the_next_thing_is_done(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a process that is killed has written what it told."""
    flushed = list[str]()
    monkeypatch.setattr(written, "flush", lambda: flushed.append(written.getvalue()))
    tell(configure("INFO", written), "request", FACTS)
    assert flushed[-1:] == [written.getvalue()]
    assert orjson.loads(written.getvalue())["status"] == 200
