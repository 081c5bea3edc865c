"""Find or create the system user that PostgreSQL runs as when we are root, and let it reach its folders.

Source: PostgreSQL refuses to run as root; docs/decisions/001-embedded-database.md.
"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

NAME = "lianbang"
SYSTEM_PATH = f"{os.defpath}:/usr/sbin:/sbin"


class UserError(Exception):
    """No user to run PostgreSQL as was found or could be created; the text says what to do."""


class User(NamedTuple):
    """A user of the operating system, with its user and group numbers."""

    name: str
    uid: int
    gid: int


def runner_of(folder: Path) -> User | None:
    """Return the user to run PostgreSQL as: None unless we are root; then the owner of `folder`, or `lianbang`, created if missing.

    Raises UserError.
    """
    if os.getuid() != 0:
        return None
    owner = folder.stat().st_uid
    return _user(pwd.getpwuid(owner)) if owner != 0 else _own_user()


def open_path(user: User, ends: Iterable[Path]) -> Iterator[Path]:
    """Add the permission o+x to every folder above `ends` that `user` cannot pass through; yield those that were changed."""
    for folder in sorted({parent for end in ends for parent in end.resolve().parents}):
        state = folder.stat()
        if state.st_uid != user.uid and not state.st_mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(state.st_mode) | stat.S_IXOTH)
            yield folder


def _own_user() -> User:
    with suppress(KeyError):
        return _user(pwd.getpwnam(NAME))
    _make_user()
    with suppress(KeyError):
        return _user(pwd.getpwnam(NAME))
    raise UserError(f"PostgreSQL does not run as root: make a user (useradd --system {NAME}), or run this as another user")


def _make_user() -> None:
    """Try to create the user; the exit code is ignored, since another process may have created it at the same time."""
    if program := shutil.which("useradd", path=SYSTEM_PATH):
        command = [program, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false", NAME]
    elif program := shutil.which("adduser", path=SYSTEM_PATH):
        command = [program, "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/bin/false", NAME]
    else:
        return
    subprocess.run(command, check=False, capture_output=True)


def _user(entry: pwd.struct_passwd) -> User:
    return User(entry.pw_name, entry.pw_uid, entry.pw_gid)
