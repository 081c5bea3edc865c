"""How tests are spread over processes: how many, what begins first, which folder they share.

Source: CONTRIBUTING.md (Start).
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

FOLDER = pytest.StashKey[Path]()
"""The folder of a run, for all its processes."""
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
"""Where files are kept in memory, and how many bytes must be free there: every module has a database cloned, which writes files."""
LONG = (
    "tests/model/",
    "tests/oracle/test_oracle.py",
    "tests/db/server/",
    "tests/schema/execute/test_both_ways.py",
    "tests/resolvers/files/visits/test_cases.py",
)
"""Where the longest tests stand: begun last, one of them would leave all processors but its own idle."""


class Brief:
    """What a worker tells of a test: that it ended, and what did not go well. How it went on costs a millisecond a test to tell."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        for report in runtestprotocol(item, log=False, nextitem=nextitem):
            if report.when == "call" or not report.passed:
                item.ihook.pytest_runtest_logreport(report=report)
        return True


def in_memory() -> Path | None:
    """A folder whose files are kept in memory, if the machine has one with room in it."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def pytest_configure(config: pytest.Config) -> None:
    """A worker is told the folder of the run, and whoever begins a run makes it."""
    told: dict[str, str] | None = getattr(config, "workerinput", None)
    if told is not None:
        config.stash[FOLDER] = Path(told["folder"])
        if not config.getoption("durations"):
            config.pluginmanager.register(Brief())
        return
    folder = tempfile.TemporaryDirectory(prefix="lianbang-tests-", dir=in_memory())
    config.add_cleanup(folder.cleanup)
    config.stash[FOLDER] = Path(folder.name)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker shares the folder of the run."""
    node.workerinput["folder"] = str(node.config.stash[FOLDER])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are processors: tests that wait for a server to stop or to start would leave one idle."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first; all else stands as it did."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.fixture(scope="session")
def folder_of_run(pytestconfig: pytest.Config) -> Path:
    """The folder that all processes of a run share, and that is removed at its end."""
    return pytestconfig.stash[FOLDER]
