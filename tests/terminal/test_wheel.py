"""The installed package holds no demonstration, and works without it. Source: docs/decisions/024-composition.md."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import sys
sys.path[:] = [sys.argv[1], *(path for path in sys.path if path not in ("", sys.argv[2]))]
from terminal import command
assert command.__file__.startswith(sys.argv[1]), command.__file__
command.main(sys.argv[3:])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that is installed."""
    (made,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    return Path(made)


def said(wheel: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command line of the package says, where no checkout can be found."""
    run = [sys.executable, "-c", PROGRAM, str(wheel), str(ROOT), *arguments]
    return subprocess.run(run, cwd=wheel.parent, capture_output=True, text=True, check=False)


def test_the_package_holds_the_platform_and_nothing_of_the_demonstration_or_the_tests(wheel: Path) -> None:
    folders = {name.partition("/")[0] for name in ZipFile(wheel).namelist() if ".dist-info" not in name}
    assert folders == {"api", "app.py", "auth", "db", "domain", "resolvers", "schema", "settings", "terminal", "worker"}


def test_the_package_brings_what_pages_in_a_browser_load(wheel: Path) -> None:
    there = set(ZipFile(wheel).namelist())
    folder = ROOT / "api" / "browser"
    loaded = [path.relative_to(ROOT).as_posix() for name in ("explorer", "templates") for path in (folder / name).iterdir()]
    assert [path for path in loaded if path not in there] == []


def test_an_installed_command_line_offers_everything_but_the_demonstration(wheel: Path) -> None:
    offered = said(wheel, "--help").stdout
    assert "    serve " in offered
    assert "    run " in offered
    assert "    seed " not in offered


def test_an_installed_command_line_knows_no_seed(wheel: Path) -> None:
    refused = said(wheel, "seed")
    assert refused.returncode == 2
    assert "invalid choice: 'seed'" in refused.stderr
