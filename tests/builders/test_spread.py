"""A worker tells all that did not go well, though it tells of each test once. Source: tests/spread.py."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOLD = """
import pytest

@pytest.fixture
def begins_badly():
    raise RuntimeError

@pytest.fixture
def ends_badly():
    yield
    raise RuntimeError

def test_well(): pass
def test_wrong(): raise AssertionError
def test_that_begins_badly(begins_badly): pass
def test_that_ends_badly(ends_badly): pass
@pytest.mark.skip
def test_left_out(): pass
@pytest.mark.xfail
def test_that_is_known_to_be_wrong(): raise AssertionError
"""


def test_what_begins_or_ends_badly_is_told_as_well_as_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "test_told.py").write_text(TOLD)
    apart = ["--rootdir", str(tmp_path), "--basetemp", str(tmp_path / "base")]  # else it closes the folders of this run to others
    run = [sys.executable, "-m", "pytest", "-p", "tests.spread", "--numprocesses", "1", *apart, str(tmp_path / "test_told.py")]
    said = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert "1 failed, 2 passed, 1 skipped, 1 xfailed, 2 errors" in said
