"""Which errors mean that the database cannot serve at the moment: nothing is wrong with the question, it may be asked again later.

Source: docs/design.md 8 (UNAVAILABLE, BUSY); PostgreSQL, appendix A (error codes); docs/map.md.
"""

from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

OUT_OF_REACH = (
    "08",  # connection exceptions
    "25006",  # read only: a standby that was promoted to, or a server that its operator froze
    "25P03",  # ended for having stood idle in a transaction
    "3D000",  # no such database: it is being restored
    "53",  # insufficient resources: disk full, out of memory, too many connections, a configured limit
    "57P",  # shut down, crashed, starting, dropped, idle for too long
    "58",  # system error: input or output failed, a file is missing
)
"""Codes of PostgreSQL, or their beginnings, that tell of its state and not of the statement."""
UNWRITABLE = ("25006", "53100", "53200", "53400", "58")
"""Those of them that stop writing while reading may go on."""
LOCKED = ("55P03",)
"""Somebody else holds what a statement waited for, longer than it may wait."""
AGAIN = ("40001", "40P01")
"""Serialisation failure and deadlock: nothing was done, it may be tried once more."""
TOO_LONG = ("57014",)
"""The statement was cancelled: it took longer than it may."""
CLOSED = (
    "connection is closed",
    "released back to the pool",
    "pool is closing",
    "pool is closed",
    "connection was closed",
    "cannot perform operation",
    "connection has been released",
    "unexpected connection",
)
"""What asyncpg says of a connection that went in the middle; its other errors of use are ours."""


class Busy(Exception):
    """No connection was free within the time that a request may wait for one."""


def sqlstate(error: BaseException | None) -> str:
    """The code that PostgreSQL gave, through SQLAlchemy or not; empty for anything else."""
    while error is not None:
        code: Any = getattr(error, "sqlstate", None)
        if isinstance(code, str):
            return code
        error = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return ""


def is_away(error: BaseException) -> bool:
    """Whether the database is out of reach, or in no state to do what was asked."""
    if isinstance(error, DBAPIError):
        origin = error.orig.__cause__ if error.orig is not None else None
        return error.connection_invalidated or sqlstate(error).startswith(OUT_OF_REACH) or (origin is not None and is_away(origin))
    if isinstance(error, asyncpg.InterfaceError):
        return any(words in str(error) for words in CLOSED)
    if isinstance(error, OSError | Busy | NoConnectionFree | asyncpg.InternalClientError | asyncpg.PostgresConnectionError):
        return True  # asyncpg's own confusion comes of a server that is killed in the middle of an answer
    return isinstance(error, asyncpg.PostgresError) and sqlstate(error).startswith(OUT_OF_REACH)


def is_busy(error: BaseException) -> bool:
    """Whether others were in the way: nothing was done, and a moment later it may pass."""
    return isinstance(error, Busy | NoConnectionFree) or sqlstate(error).startswith((*LOCKED, *AGAIN))


def took_too_long(error: BaseException) -> bool:
    """Whether the statement outlived its limit."""
    return sqlstate(error).startswith(TOO_LONG)


def stops_writing(error: BaseException) -> bool:
    """Whether the database may still be read and not written."""
    return sqlstate(error).startswith(UNWRITABLE)
