"""Messages for a database that cannot be used: one line per cause, without secrets.

Source: docs/settings.md (The database). Causes are recognised by SQLSTATE and by the system's error numbers.
"""

import errno
from collections.abc import Mapping
from socket import gaierror

LOGIN = "The database refuses a login or its password: look at DATABASE_URL and its sisters, or run `lianbang migrate --create-logins`."
NOT_MIGRATED = "The database is not at this version: run `lianbang migrate`."
BUSY = "Others have locked what is needed: try again in a moment."
FULL = "The disk is full: make room, then start again."
BY_STATE: Mapping[str, str] = {
    "08P01": "What stands before the database refuses the connection: is the database there, and does the pooler know the login?",
    "28P01": LOGIN,
    "28000": LOGIN,
    "3D000": "There is no such database: look at the end of DATABASE_URL, or create it.",
    "42P01": NOT_MIGRATED,
    "42703": NOT_MIGRATED,
    "42501": "A login may not do what it should: run `lianbang migrate --create-logins` and `lianbang migrate`.",
    "40001": BUSY,
    "40P01": BUSY,
    "53100": FULL,
    "53300": "The database has no connection left: end some, or raise its max_connections.",
    "55P03": BUSY,
    "57014": "The database takes too long: try again when less is asked of it.",
    "57P03": "The database is starting or stopping: try again in a moment.",
    "25006": "The database is read-only: name the one that may be written.",
}
"""SQLSTATE -> message."""
BY_NUMBER: Mapping[int, str] = {
    errno.ENOSPC: FULL,
    errno.EROFS: "The folder that is to be written is read-only: set LIANBANG_VAR to another.",
    errno.EACCES: "A file of the platform may not be opened: start as the user to whom LIANBANG_VAR belongs.",
    errno.ECONNREFUSED: "Nobody answers at the address of the database: is it there, and is DATABASE_URL right?",
    errno.EHOSTUNREACH: "There is no way to the host of the database: look at DATABASE_URL.",
    errno.ENETUNREACH: "There is no way to the host of the database: look at DATABASE_URL.",
}
"""Error number of the system -> message."""


def line_of(error: BaseException) -> str:
    """Return the message for an error of the database or of the connection to it; for an unknown one with its type."""
    for cause in _causes(error):
        known = BY_STATE.get(str(getattr(cause, "sqlstate", None))) or BY_NUMBER.get(cause.errno or 0 if isinstance(cause, OSError) else 0)
        if known is not None:
            return known
        if isinstance(cause, gaierror):
            return "The host of the database is not known: look at DATABASE_URL."
        if isinstance(cause, FileNotFoundError):
            return f"A file is missing: {cause.filename}."
        if isinstance(cause, TimeoutError):
            return "The database does not answer in time: is it overloaded, or is DATABASE_URL wrong?"
    return f"The database cannot be used ({type(error).__name__}): is it there, and migrated (`lianbang migrate`)?"


def _causes(error: BaseException | None) -> list[BaseException]:
    """Return an error and all errors that it wraps."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = getattr(error, "orig", None) or error.__cause__
    return found
