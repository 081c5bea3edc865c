"""The user of the operating system that PostgreSQL runs as when we are root, and the way into its folders.

Source: PostgreSQL refuses to run as root; docs/decisions/001-embedded-database.md.
"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

NAME = "lianbang"
SYSTEM_PATH = f"{os.defpath}:/usr/sbin:/sbin"


class UserError(Exception):
    """There is no user to run PostgreSQL as; the text says what to do."""


class User(NamedTuple):
    """A user of the operating system."""

    name: str
    uid: int
    gid: int


def runner_of(folder: Path) -> User | None:
    """Whom PostgreSQL runs as: None for ourselves; for root the folder's owner, or a user of its own that is made once."""
    if os.getuid() != 0:
        return None
    owner = folder.stat().st_uid
    return _user(pwd.getpwuid(owner)) if owner != 0 else _own_user()


def open_path(user: User, ends: Iterable[Path]) -> Iterator[Path]:
    """Let others pass through (o+x, nothing more) every folder above `ends` that stops `user`; gives the folders it changed."""
    for folder in sorted({parent for end in ends for parent in end.resolve().parents}):
        state = folder.stat()
        if state.st_uid != user.uid and not state.st_mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(state.st_mode) | stat.S_IXOTH)
            yield folder


def _own_user() -> User:
    try:
        return _user(pwd.getpwnam(NAME))
    except KeyError:
        _make_user()
    try:
        return _user(pwd.getpwnam(NAME))
    except KeyError:
        raise UserError(f"PostgreSQL does not run as root: make a user (useradd --system {NAME}), or run this as another user") from None


def _make_user() -> None:
    """Two processes may try at once: whether the user is there afterwards decides, not the exit code."""
    if program := shutil.which("useradd", path=SYSTEM_PATH):
        command = [program, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false", NAME]
    elif program := shutil.which("adduser", path=SYSTEM_PATH):
        command = [program, "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/bin/false", NAME]
    else:
        return
    subprocess.run(command, check=False, capture_output=True)


def _user(entry: pwd.struct_passwd) -> User:
    return User(entry.pw_name, entry.pw_uid, entry.pw_gid)
