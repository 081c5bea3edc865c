"""What is done behind everybody has the lowest priority, and leaves that of the others as it was.

Source: docs/decisions/055-nobody-waits.md.
"""

import os
import subprocess
import sys

import pytest

from resolvers.files.behind import behind

POLICY = "import os; print(os.sched_getscheduler(0))"

linux = pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="the system knows no such priority")


@linux
def test_it_runs_where_nothing_else_wants_to_and_so_does_what_it_starts() -> None:
    assert behind(lambda: os.sched_getscheduler(0)) == os.SCHED_IDLE
    assert behind(lambda: int(subprocess.check_output([sys.executable, "-c", POLICY]))) == os.SCHED_IDLE


@linux
def test_whoever_waits_for_it_stays_as_they_are() -> None:
    before = os.sched_getscheduler(0)
    behind(lambda: None)
    assert os.sched_getscheduler(0) == before != os.SCHED_IDLE


def test_what_it_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        behind(lambda: 1 // 0)


@linux
@pytest.mark.parametrize("command", ["import_rows", "propose_rows", "import_register"])
def test_what_takes_in_files_is_loaded_behind_everybody(command: str) -> None:
    program = (
        "import os, sys; from types import SimpleNamespace; from terminal import command\n"
        "class Found(Exception): pass\n"
        "def at(name): raise Found(name, os.sched_getscheduler(0))\n"
        "command.at = at\n"
        f"try: command.{command}(None, SimpleNamespace(), *['visits'] * ({command!r} != 'import_register'))\n"
        "except Found as found: print(found.args[1])\n"
    )
    assert int(subprocess.check_output([sys.executable, "-c", program])) == os.SCHED_IDLE
