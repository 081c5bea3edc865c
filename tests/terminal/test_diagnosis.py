"""What is told of a database that cannot be used: each cause its own line. Source: docs/settings.md (The database)."""

import errno
import socket

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from terminal.diagnosis import BUSY, BY_STATE, FULL, LOGIN, NOT_MIGRATED, line_of


def wrapped(cause: BaseException) -> DBAPIError:
    """As SQLAlchemy gives it."""
    outer = Exception("outer")
    outer.__cause__ = cause
    return DBAPIError("select", None, outer)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (asyncpg.InvalidPasswordError("password of hidden"), LOGIN),
        (wrapped(asyncpg.InvalidPasswordError("password of hidden")), LOGIN),
        (asyncpg.UndefinedTableError("x"), NOT_MIGRATED),
        (asyncpg.DiskFullError("x"), FULL),
        (wrapped(asyncpg.LockNotAvailableError("x")), BUSY),
        (asyncpg.DeadlockDetectedError("x"), BUSY),
        (asyncpg.SerializationError("x"), BUSY),
        (asyncpg.QueryCanceledError("x"), "too long"),
        (OSError(errno.ENOSPC, "x", "/hidden"), FULL),
        (OSError(errno.EROFS, "x"), "LIANBANG_VAR"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "Nobody answers"),
        (FileNotFoundError(errno.ENOENT, "x", "/where/it/was"), "/where/it/was"),
        (TimeoutError(), "in time"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "not known"),
        (asyncpg.InvalidCatalogNameError("x"), "no such database"),
        (asyncpg.TooManyConnectionsError("x"), "no connection left"),
        (asyncpg.DataError("x"), "DataError"),
    ],
)
def test_each_cause_has_its_own_line_and_nothing_is_repeated(error: BaseException, line: str) -> None:
    told = line_of(error)
    assert line in told
    assert "\n" not in told
    assert "hidden" not in told


def test_no_two_lines_are_alike_but_where_the_remedy_is_the_same() -> None:
    assert len(set(BY_STATE.values())) == len(BY_STATE) - 4
