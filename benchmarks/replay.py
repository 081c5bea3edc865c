"""What the application asks of PostgreSQL, recorded with its values, and run once more by pgbench.

Source: docs/benchmarks.md. Every statement is prepared beforehand, as the application's connections have it; the values stand in it.
"""

import asyncio
import os
import re
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from unittest.mock import patch

import asyncpg
from asyncpg.connection import LoggedQuery
from sqlalchemy import event

from db.server.embedded import programs
from db.session.engine import PLANNED_ONCE, Database
from db.session.session import Session
from db.session.turns.costs import EXPLAIN
from db.session.viewer import planned_as

LATENCY = re.compile(r"^\s+([0-9.]+)\s+[0-9]+\s+(.*)$")
STARTS = ("select", "SELECT", "with", "WITH", "/*")
WARM = 6
"""How often the first is run and taken back before anything is measured: PostgreSQL plans a statement anew five times."""

Made = tuple[str, Sequence[object]]
"""A statement and its values."""


@dataclass
class Recorded:
    """The statements of one stretch, those of a transaction where it is committed: one that is taken back is left out."""

    made: list[Made] = field(default_factory=list)
    begun: dict[object, list[Made]] = field(default_factory=dict)
    """Those of transactions under way, by their connections."""

    def note(self, query: str, values: Iterable[Any], *, of: object = None, many: bool = False) -> None:
        """Keep a statement, of a connection; of one that is executed for many sets of values, each."""
        self.begun.get(of, self.made).extend([(query, each) for each in values] if many else [(query, [*values])])

    def begin(self, of: object) -> None:
        """Keep what a connection is asked until its transaction ends."""
        self.begun[of] = [("begin", ())]

    def commit(self, of: object) -> None:
        """Keep the statements of a transaction."""
        self.made += [*self.begun.pop(of, ()), ("commit", ())]

    def roll_back(self, of: object) -> None:
        """Forget the statements of a transaction."""
        self.begun.pop(of, None)

    def taken(self) -> list[Made]:
        """Return what was kept since the last time."""
        made, self.made = self.made, []
        return made


@contextmanager
def recorded(database: Database) -> Iterator[Recorded]:
    """Record what is asked over the connections that are open by now."""
    kept, begun, fetch, fetched = Recorded(), Session.begun, Session.fetch, set[str]()

    async def by_session_itself(session: Session, statement: str, *values: object) -> list[asyncpg.Record]:
        fetched.add(statement)
        kept.note(statement, values, of=session.driver)
        return await fetch(session, statement, *values)

    @asynccontextmanager
    async def begins(session: Session) -> AsyncIterator[None]:
        kept.begin(session.driver)
        try:
            async with begun(session):
                yield
            kept.commit(session.driver)
        finally:
            kept.roll_back(session.driver)

    def by_session(of: Any, _: object, statement: str, values: Any, __: object, many: bool) -> None:
        kept.note(statement, values, of=of.connection.driver_connection, many=many)

    def by_driver(asked: LoggedQuery) -> None:
        of_work = asked.query.startswith(STARTS) and EXPLAIN not in asked.query and asked.query not in fetched
        if of_work:  # not a word about transactions, nor the plan, which is asked for once
            kept.note(asked.query, asked.args)

    engine = database.engine.sync_engine
    for each in [*database._connections]:  # noqa: SLF001
        each.add_query_logger(by_driver)
    event.listen(engine, "before_cursor_execute", by_session)
    with patch.multiple(Session, begun=begins, fetch=by_session_itself):
        yield kept
    event.remove(engine, "before_cursor_execute", by_session)


def literal(value: Any) -> str:
    """Return a value as SQL."""
    match value:
        case None:
            return "null"
        case bool() | int() | float() | Decimal() if not isinstance(value, Enum):
            return str(value)
        case _:
            return quoted(plain(value))


def plain(value: Any) -> str:
    """Return a value as PostgreSQL reads it."""
    match value:
        case Enum():
            return str(value.value)
        case bytes():
            return f"\\x{value.hex()}"
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds()} seconds"
        case list() | tuple() | set() | frozenset():
            return "{" + ",".join("null" if each is None else inner(each) for each in value) + "}"
        case _:
            return str(value)


def inner(value: Any) -> str:
    """Return an element of an array."""
    return plain(value) if isinstance(value, list | tuple) else '"' + plain(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted(text: str) -> str:
    """Return a text as SQL, on one line."""
    text = text.replace("'", "''")
    return f"'{text}'" if "\\" not in text and "\n" not in text else "E'" + text.replace("\\", "\\\\").replace("\n", "\\n") + "'"


@dataclass
class Script:
    """What pgbench runs: the statements once each, prepared under names of their own."""

    names: dict[str, str] = field(default_factory=dict)

    def line(self, made: Made) -> str:
        """Return the call of one statement."""
        query, values = made
        if query in ("begin", "commit"):
            return f"{query};"
        name = self.names.setdefault(query, f"s{len(self.names)}")
        return planned_as(query, f"execute {name}({', '.join(map(literal, values))});" if values else f"execute {name};")

    def whole(self, first: Sequence[Made], measured: Sequence[Made]) -> str:
        """Return the script: `first` is run and taken back until its plans are made, then what is measured is run."""
        warm = [self.line(each) for each in first if each[0] not in ("begin", "commit")]
        lines = [self.line(each) for each in measured]
        prepared = [f"prepare {name} as {' '.join(query.split(chr(10)))};" for query, name in self.names.items()]
        warming = ["begin;", *warm, "rollback;"] * WARM
        return "\n".join([*prepared, *warming, "select 'measured';", *lines]) + "\n"


async def replay(url: str, first: Sequence[Made], measured: Sequence[Made]) -> float:
    """Run statements on a database by pgbench, planned as they are on the application's connections; return the milliseconds they take."""
    with tempfile.TemporaryDirectory(prefix="lianbang-replay-") as folder:
        script = Path(folder) / "script.sql"
        script.write_text(Script().whole(first, measured), "utf-8")
        command = [str(programs() / "pgbench"), "-n", "-M", "simple", "-c", "1", "-t", "1", "-r", "-f", str(script), url]
        environment = {**os.environ, "PGOPTIONS": " ".join(f"-c {name}={value}" for name, value in PLANNED_ONCE.items())}
        ran = await asyncio.to_thread(
            subprocess.run, command, env=environment, capture_output=True, text=True, errors="replace", check=False
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told = [match.groups() for line in ran.stdout.splitlines() if (match := LATENCY.match(line))]
    begins = next(place for place, (_, text) in enumerate(told) if "'measured'" in text)
    return sum(float(each) for each, _ in told[begins + 1 :])
