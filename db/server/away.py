"""Tell errors of the database's state from those of a statement: after the first the same request may be repeated later.

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
"""SQLSTATE codes, or their beginnings, that come from the state of the server."""
UNWRITABLE = ("25006", "53100", "53200", "53400", "58")
"""Those after which nothing can be written, although reading may still work."""
LOCKED = ("55P03",)
"""A lock was not free within the time that a statement may wait for it."""
AGAIN = ("40001", "40P01")
"""Serialization failure and deadlock: nothing was done."""
TOO_LONG = ("57014",)
"""The statement was cancelled at its timeout."""
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
"""Parts of asyncpg's messages about a connection that was lost; its other InterfaceErrors are mistakes of our code."""


DRIVERS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises, beside errors of the operating system."""
FAULTS = (OSError, *DRIVERS)
"""What a connection of asyncpg's may raise, whatever the reason."""


class Busy(Exception):
    """No connection of a pool was free in time (`Bounds.free`)."""


def as_closed(error: BaseException, *, is_open: bool) -> asyncpg.InterfaceError | None:
    """Return what an error of a connection's says, where asyncpg says it by chance; None for any other.

    A connection that is let go of between two steps of a statement has lost its protocol, and the second step is an attribute of None.
    """
    return asyncpg.InterfaceError("connection is closed") if isinstance(error, AttributeError) and not is_open else None


def sqlstate(error: BaseException | None) -> str:
    """Return the SQLSTATE of an error of asyncpg, or of SQLAlchemy around one; empty for any other error."""
    while error is not None:
        code: Any = getattr(error, "sqlstate", None)
        if isinstance(code, str):
            return code
        error = error.orig if isinstance(error, DBAPIError) else error.__cause__
    return ""


def of_driver(error: DBAPIError) -> BaseException | None:
    """Return the driver's error behind one of SQLAlchemy's, which has one of its adapter between them, or none."""
    return error.orig if isinstance(error.orig, DRIVERS) else getattr(error.orig, "__cause__", None)


def is_away(error: BaseException) -> bool:
    """Whether the database cannot be reached, or cannot serve in its present state."""
    if isinstance(error, DBAPIError):
        driver = of_driver(error)
        return error.connection_invalidated or sqlstate(error).startswith(OUT_OF_REACH) or (driver is not None and is_away(driver))
    if isinstance(error, asyncpg.InterfaceError):
        return any(words in str(error) for words in CLOSED)
    if isinstance(error, OSError | Busy | NoConnectionFree | asyncpg.InternalClientError | asyncpg.PostgresConnectionError):
        return True  # asyncpg's own confusion comes of a server that is killed in the middle of an answer
    return isinstance(error, asyncpg.PostgresError) and sqlstate(error).startswith(OUT_OF_REACH)


def is_busy(error: BaseException) -> bool:
    """Whether locks or used-up connections of others were the reason: nothing was done, and it may pass a moment later."""
    return isinstance(error, Busy | NoConnectionFree) or sqlstate(error).startswith((*LOCKED, *AGAIN))


def took_too_long(error: BaseException) -> bool:
    """Whether the statement was cancelled at its timeout."""
    return sqlstate(error).startswith(TOO_LONG)


def stops_writing(error: BaseException) -> bool:
    """Whether the error means that nothing can be written at present."""
    return sqlstate(error).startswith(UNWRITABLE)
