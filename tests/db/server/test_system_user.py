"""The user that PostgreSQL runs as, and the way into its folders. Source: docs/decisions/001-embedded-database.md."""

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.server.system_user import User, open_path, runner_of

STRANGER = User("stranger", 54321, 54321)


@pytest.fixture
def closed() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lianbang-way-") as folder:
        inner = Path(folder) / "inner"
        inner.mkdir(mode=0o750)
        yield inner


def test_a_folder_in_the_way_may_be_passed_through_and_nothing_more(closed: Path) -> None:
    end = closed / "data"
    end.mkdir(mode=0o700)
    assert [*open_path(STRANGER, [end])] == [closed.parent, closed]
    assert stat.S_IMODE(closed.parent.stat().st_mode) == 0o701
    assert stat.S_IMODE(closed.stat().st_mode) == 0o751
    assert stat.S_IMODE(end.stat().st_mode) == 0o700


def test_what_is_open_already_and_what_belongs_to_the_user_is_left_as_it_is(closed: Path) -> None:
    closed.parent.chmod(0o711)
    assert [*open_path(User("self", os.getuid(), os.getgid()), [closed / "data"])] == []
    assert stat.S_IMODE(closed.stat().st_mode) == 0o750


@pytest.mark.skipif(os.getuid() == 0, reason="about everybody but root")
def test_an_ordinary_user_runs_postgresql_himself(closed: Path) -> None:
    assert runner_of(closed) is None


@pytest.mark.skipif(os.getuid() != 0, reason="about root")
def test_root_runs_postgresql_as_the_owner_of_its_folder_or_as_a_user_of_its_own(closed: Path) -> None:
    own = runner_of(closed)
    assert own is not None
    assert own.name == "lianbang"
    os.chown(closed, own.uid, own.gid)
    assert runner_of(closed) == own
