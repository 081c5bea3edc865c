"""A version is replaced by the next one while people work: `make upgrade`; BEFORE=commit names the one of before.

What served before the newest migration, taken from git, serves by its own code; then the steps of docs/operations.md (Upgrade, and back).
Where git does not hold it (a shallow clone), this version is replaced by a copy of itself with one migration more.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx2
import pytest

from db.migrations.runner import newest
from db.server.embedded import Embedded
from db.server.login import addresses_of, provide
from terminal.audit import verify_audit
from tests.conftest import quiet
from tests.deploy.installation import Installation, free_port, notes
from tests.deploy.load import Load

ROOT = Path(__file__).parents[2]
BEFORE = os.environ.get("LIANBANG_BEFORE", "")
TYPED = {"BUSY", "UNAVAILABLE"}
PROGRAM = "#!{python}\nimport sys\nsys.path.insert(0, {tree!r})\nfrom terminal.command import start\nsys.exit(start())\n"
PREPARE = """
import json, os, sys
from pathlib import Path
from db.server.login import Addresses
from tests.deploy.installation import Installation
made = Installation(Path.cwd(), dict(os.environ))
made.prepare(Addresses(**json.loads(sys.argv[1])))
print(json.dumps({"referrals": made.referrals, "bearer": made.bearer}))
"""
ONE_MORE = '''
"""One more than there are. Revision 9999."""
from alembic import op
revision, down_revision = "9999", "{newest}"
def upgrade() -> None:
    op.execute("alter table referral add column one_more text")
def downgrade() -> None:
    op.drop_column("referral", "one_more")
'''


def git(*words: str) -> str:
    """What git says of this repository."""
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True).stdout.strip()


def migrations(tree: Path) -> set[str]:
    """The names of a version's migrations."""
    return {each.name for each in (tree / "db/migrations/versions").glob("*.py")}


def two_versions(folder: Path) -> tuple[Path, Path, str]:
    """The folders of the version of before and of the next one, and which they are, in words."""
    try:
        added = git("log", "-1", "--diff-filter=A", "--format=%H", "--", "db/migrations/versions")
        commit = git("rev-parse", "--verify", f"{BEFORE or added + '^'}^{{commit}}")
        (folder / "before").mkdir()
        with subprocess.Popen(["git", "-C", str(ROOT), "archive", commit], stdout=subprocess.PIPE) as archive:
            subprocess.run(["tar", "--extract", "--directory", str(folder / "before")], stdin=archive.stdout, check=True)
        if migrations(folder / "before") == migrations(ROOT):
            pytest.fail(f"{commit[:8]} has every migration that there is: BEFORE names a version that is older than the newest one")
        return folder / "before", ROOT, f"{commit[:8]} by this one"
    except (OSError, subprocess.CalledProcessError):
        if BEFORE:
            raise
    shutil.copytree(ROOT, folder / "next", ignore=shutil.ignore_patterns(".*", "var"))
    (folder / "next/db/migrations/versions/9999_one_more.py").write_text(ONE_MORE.format(newest=newest()))
    return ROOT, folder / "next", "this one by itself with one migration more"


class Versions:
    """Versions side by side as `install.sh` lays them out, and the name by which the one in use is called."""

    def __init__(self, folder: Path, **trees: Path) -> None:
        self.folder = folder
        for name, tree in trees.items():
            (folder / "versions" / name / "bin").mkdir(parents=True)
            program = folder / "versions" / name / "bin" / "lianbang"
            program.write_text(PROGRAM.format(python=sys.executable, tree=str(tree)))
            program.chmod(0o755)

    @property
    def program(self) -> Path:
        return self.folder / "current" / "bin" / "lianbang"

    def use(self, name: str) -> None:
        """Have a version used from now on by whoever is started."""
        (self.folder / "new").symlink_to(f"versions/{name}")
        (self.folder / "new").replace(self.folder / "current")


@pytest.fixture
def installation() -> Iterator[tuple[Installation, Versions, str]]:
    """What the version of before has made and filled, and both versions. Not below pytest's folders, which other runs close to its user."""
    with tempfile.TemporaryDirectory(prefix="lianbang-upgrade-") as folder:
        yield from laid_out(Path(folder))


def laid_out(folder: Path) -> Iterator[tuple[Installation, Versions, str]]:
    """Both versions below a folder, and an installation of the first, all of which ends afterwards."""
    before, following, words = two_versions(folder)
    versions = Versions(folder / "opt", before=before, next=following)
    versions.use("before")
    port = free_port()
    environment = {
        "LIANBANG_VAR": str(folder / "var"),
        "LIANBANG_PORT": str(port),
        "LIANBANG_ISSUER": f"http://127.0.0.1:{port}",
        "LIANBANG_REQUESTS_PER_MINUTE": "1000000",
        "LIANBANG_PROCESSES": "2",
    }
    made = Installation(folder, environment, program=(str(versions.program),))
    with Embedded(folder / "var" / "postgres", quiet) as server:
        addresses = asyncio.run(provide(server, "lianbang"))
        call = [sys.executable, "-P", "-c", PREPARE, json.dumps(addresses._asdict())]
        prepared = subprocess.run(
            call, cwd=folder, env=os.environ | environment | {"PYTHONPATH": str(before)}, check=True, stdout=subprocess.PIPE
        )
        told = json.loads(prepared.stdout.splitlines()[-1])
    made.referrals, made.bearer = told["referrals"], told["bearer"]
    try:
        yield made, versions, words
    finally:
        made.end()
        with Embedded(folder / "var" / "postgres", quiet):  # adopts what a killed process left running, and stops it
            pass


async def said(it: Installation, words: str, times: int = 1) -> None:
    """Wait until the servers have said something so many times."""
    while it.log("serve").count(words) < times:
        assert it.running["serve"].poll() is None, it.log("serve")
        await asyncio.sleep(0.1)


async def readiness(it: Installation) -> int:
    """The status of `/readyz`."""
    async with httpx2.AsyncClient(trust_env=False, timeout=60) as client:
        return (await client.get(f"http://127.0.0.1:{it.port}/readyz")).status_code


async def upgraded(it: Installation, versions: Versions, load: Load) -> dict[str, float]:
    """The steps of the page, one after the other, while the load goes on. Return when each began."""
    moments: dict[str, float] = {}
    try:
        await said(it, "2 of 2 processes serve")
        await asyncio.sleep(3)
        moments["migrate"] = time.monotonic()
        versions.use("next")
        migrating = await asyncio.create_subprocess_exec(str(versions.program), "migrate", cwd=it.folder, env=os.environ | it.environment)
        assert await migrating.wait() == 0
        moments["renew"] = time.monotonic()
        sys.stdout.write(f"/readyz of the version of before, once the database is migrated: {await readiness(it)}\n")
        it.renew()
        await said(it, "All processes are new.")
        moments["worker"] = time.monotonic()
        await asyncio.to_thread(it.stop, "worker")
        it.start("worker")
        await asyncio.sleep(1)
        moments["back"] = time.monotonic()
        versions.use("before")
        it.renew()
        await said(it, "The new processes do not start; those of before go on.")
        versions.use("next")
        assert await readiness(it) == 200
        moments["end"] = time.monotonic()
    finally:
        load.over = True
    return moments


def test_a_version_is_replaced_by_the_next_while_people_work(installation: tuple[Installation, Versions, str]) -> None:
    it, versions, words = installation
    for name in ("serve", "worker"):
        it.start(name)
    load = Load(it)

    async def play() -> dict[str, float]:
        await said(it, "2 of 2 processes serve")
        _, moments = await asyncio.gather(load.run(), upgraded(it, versions, load))
        return moments

    moments = asyncio.run(play())
    names = [*moments]
    for name, following in pairwise(names):
        within = [seconds for at, seconds in load.answered if moments[name] <= at < moments[following]]
        failed = Counter((each.status, each.code) for each in load.failed if moments[name] <= each.at < moments[following])
        sys.stdout.write(f"{name}: {moments[following] - moments[name]:.1f} s, slowest {max(within, default=0):.2f} s, failed {failed}\n")
    slowest = max((each.seconds for each in load.failed), default=0.0)
    sys.stdout.write(f"{words}: {load.told()}, {len(load.failed)} not served, told after {slowest:.2f} s at most\n")
    faults = [line for line in it.log("serve").splitlines() if '"level":"ERROR"' in line and '"event":"busy"' not in line]
    assert {(each.status, each.code) for each in load.failed} <= {(503, code) for code in TYPED}, faults
    for name in ("serve", "worker"):
        it.stop(name)
    with Embedded(it.folder / "var" / "postgres", quiet) as server:
        kept = asyncio.run(notes(addresses_of(server, "lianbang").loader))
        verified = verify_audit(it.settings)
    assert sorted(kept) == sorted(load.written)
    assert verified.startswith("The audit trail is whole.")
