"""The bundle is installed without any network by its three lines in docs/operations.md, and serves: `make offline`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALONE = ("unshare", "--net", *(() if os.getuid() == 0 else ("--map-root-user",)))
"""Where not even the machine itself has an address."""
PAGE = (ROOT / "docs" / "operations.md").read_text()
SERVES = """
set -eu
cd "$1"
export LIANBANG_VAR="$1/var" LIANBANG_PORT=8000
python3 -c 'import fcntl, socket, struct
with socket.socket() as any: fcntl.ioctl(any, 0x8914, struct.pack("16sh14x", b"lo", 0x1))'  # the machine's own address, and no other
lianbang=$1/opt/current/bin/lianbang
"$lianbang" migrate
"$lianbang" serve &
for again in $(seq 100); do
    python3 -c 'import urllib.request; print(urllib.request.urlopen("http://127.0.0.1:8000/readyz").read().decode())' 2> /dev/null && break
    sleep 1
done
kill $!
wait $! || true
"""


def lines_of(title: str) -> str:
    """The commands of the first block below a heading of the page."""
    found = re.search(rf"^## {title}\n.*?```\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def played(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """What a script says without a network, in a folder, with nothing of our environment."""
    path = f"{Path(sys.base_exec_prefix) / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin"
    run = [*ALONE, "sh", "-c", script, "sh", str(folder)]
    return subprocess.run(run, cwd=folder, env={"PATH": path, "HOME": str(folder)}, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive, in a folder with its sum."""
    folder = tmp_path_factory.mktemp("bundle")
    subprocess.run(["make", "--silent", "bundle", f"INTO={folder}"], cwd=ROOT, check=True, capture_output=True)
    return folder


def test_a_bundle_is_installed_without_a_network_as_the_page_says_and_serves(bundle: Path, tmp_path: Path) -> None:
    for file in bundle.iterdir():
        shutil.copy(file, tmp_path)
    commands = lines_of("Installation without internet").replace("/opt/lianbang", f"{tmp_path}/opt")
    for ends in (f"{tmp_path}/opt/current/bin/lianbang", "is installed already"):
        done = played(tmp_path, f"set -e\n{commands}")
        assert done.returncode == 0, done.stderr
        assert ends in done.stdout
    assert (tmp_path / "opt" / "current").resolve().parent == tmp_path / "opt" / "versions"
    served = played(tmp_path, SERVES)
    assert '{"status":"ready"}' in served.stdout, served.stderr


def test_a_damaged_bundle_installs_nothing(bundle: Path, tmp_path: Path) -> None:
    (archive,) = bundle.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", archive, "-C", tmp_path], check=True)
    (unpacked,) = tmp_path.iterdir()
    (wheel,) = (unpacked / "wheels").glob("lianbang-*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    done = played(tmp_path, f"sh {unpacked}/install.sh {tmp_path}/opt")
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "opt").exists()
