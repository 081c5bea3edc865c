"""A new stored type is written into the places that CONTRIBUTING.md counts, and into no other."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from db.server.login import Addresses

ROOT = Path(__file__).parent.parent.parent
HOUSE = ("db", "domain", "resolvers", "schema")
MOST = 6
"""Places."""

SECTION = re.compile(r"^\*\*A stored type\*\*.*?(?=^\*\*)", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"^\d\. .*?(?=^\d\. |^\S|\Z)", re.DOTALL | re.MULTILINE)
FILE, CODE = re.compile(r"`([\w/]+\.py)`"), re.compile(r"   ```python\n(.*?)   ```", re.DOTALL)


def places() -> list[str]:
    """The numbered places of the worked example."""
    (section,) = SECTION.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    return PLACE.findall(section)


def written() -> Mapping[str, str]:
    """File -> what is written there; the migration is made of the rest."""
    found = {}
    for place in places():
        if "make migration" not in place:
            (file, *_), (code,) = FILE.findall(place), CODE.findall(place)
            found[file] = dedent(code)
    return found


def write(path: Path, code: str) -> None:
    """A file that is there already gets what stands below the first line of the code, at the place that this line names."""
    if not path.exists():
        path.write_text(code, encoding="utf-8")
        return
    at, more = code.split("\n", 1)
    text = path.read_text(encoding="utf-8")
    assert text.count(at) == 1
    path.write_text(text.replace(at, f"{at}\n{more}"), encoding="utf-8")


def test_a_new_stored_type_is_written_in_six_places_at_most_and_everything_follows(tmp_path: Path, addresses: Addresses) -> None:
    assert len(written()) + 1 == len(places()) <= MOST
    for folder in HOUSE:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file, code in written().items():
        write(tmp_path / file, code)
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    looked = subprocess.run(
        [sys.executable, "-m", "tests.architecture.new_type", *addresses],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert looked.returncode == 0, looked.stderr
