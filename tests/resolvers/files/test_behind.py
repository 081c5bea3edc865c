"""What is done behind everybody has the lowest priority, and leaves that of the others as it was.

Source: docs/decisions/055-nobody-waits.md.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from typing_extensions import override

from resolvers.files.behind import behind
from resolvers.files.spreadsheet.reading import read
from resolvers.files.spreadsheet.sheet import SheetLine
from resolvers.files.visits.form.visit_file import file_of
from resolvers.files.visits.importing import VisitImport
from tests.builders.spreadsheet import csv_of
from tests.resolvers.files.conftest import CADRE, Desk
from tests.resolvers.files.visits.test_recording import a_row

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


@linux
async def test_rows_of_a_file_are_made_behind_everybody(desk: Desk) -> None:
    policies = set[int]()

    class Lines(tuple[SheetLine, ...]):
        @override
        def __iter__(self) -> Iterator[SheetLine]:
            policies.add(os.sched_getscheduler(0))
            return super().__iter__()

    viewer, file = desk.world.viewer(CADRE), file_of(read(csv_of([a_row()])))
    await desk.world.insert(desk.addresses.loader)
    file.tables[0] = replace(file.tables[0], lines=Lines(file.tables[0].lines))
    await VisitImport(desk.commands, viewer, dry_run=True).run(file, lambda: None)
    assert policies == {os.SCHED_IDLE}
