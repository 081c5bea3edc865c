"""The page of an installation is played as it is written. Source: docs/installation.md.

In the suite its commands are read alone; `make installation` plays them, in an empty folder and an empty environment.
"""

import asyncio
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from db.server.embedded import programs
from db.server.system_user import User, runner_of
from terminal.command import parser
from tests.auth.others.server import serving, stamp

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "installation.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
AS_ROOT = "# root\n"
PORT = "8437"
SUBJECTS = ("2001", "2002", "3001")
"""Who asks for something on the page, as their authorization server calls them."""
LIANBANG = """#!{python}
import sys
sys.path[:] = ["{package}", *(path for path in sys.path if path not in ("", "{root}"))]
from terminal import command
assert command.__file__.startswith("{package}"), command.__file__
command.start()
"""


def test_every_command_of_the_page_is_one_that_there_is() -> None:
    commands = [line[line.index("lianbang ") :] for block in BLOCKS for line in block.splitlines() if re.search(r"(^|\" )lianbang ", line)]
    assert len(commands) > 8
    for said in commands:
        parser().parse_args(shlex.split(said.partition("|")[0].partition(";")[0])[1:])


@pytest.mark.skipif(not os.environ.get("LIANBANG_INSTALLATION"), reason="it takes a minute: `make installation`")
async def test_the_page_leads_from_an_empty_machine_to_the_first_signed_referral(tmp_path: Path) -> None:
    machine = Path("/tmp") / f"lianbang-installation-{os.getpid()}"  # a short one: a socket's path has 107 bytes
    machine.mkdir(mode=0o755)
    try:
        async with serving() as issuer:
            now = stamp(datetime.now(UTC))
            tokens = {each: issuer.token(each, iat=now - 5, exp=now + 3600, jti=each) for each in SUBJECTS}
            played = await asyncio.to_thread(_played, machine, issuer.address, tokens, tmp_path)
        assert '"state":"SIGNED"' in played.replace(" ", ""), played
    finally:
        shutil.rmtree(machine, ignore_errors=True)


def _played(machine: Path, issuer: str, tokens: Mapping[str, str], folder: Path) -> str:
    """Play the page on a machine that is a folder, with an authorization server there, and return what its last command prints."""
    (package,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    ZipFile(package).extractall(machine / "package")
    for each in ("etc", "var", "run", "bin", "empty", "credentials"):
        (machine / each).mkdir()
    _program(machine / "bin" / "lianbang", LIANBANG.format(python=sys.executable, package=machine / "package", root=ROOT))
    _program(machine / "bin" / "token", f'#!/bin/sh\ncat "{machine}/token-$1"\n')
    (machine / "bin" / "python3").symlink_to(sys.executable)
    (machine / "programs").symlink_to(programs())
    for subject, token in tokens.items():
        (machine / f"token-{subject}").write_text(token)
    user = runner_of(machine / "var")
    if user is not None:
        for each in ("var", "run", "credentials"):
            os.chown(machine / each, user.uid, user.gid)
    aside = {"lianbang-database": _database(machine, user), "lianbang-server": _servers(), "apt-get": ""}
    blocks = [next(text for name, text in aside.items() if name in each) if each.startswith(AS_ROOT) else each for each in BLOCKS]
    script = "\n".join([f"set -eE; export LIANBANG_PORT={PORT}; trap 'kill $(jobs -p) 2>/dev/null' EXIT", *blocks])
    for place, here in {"/etc/lianbang": "etc", "/var/lib/lianbang": "var", "/run/lianbang": "run", "/opt/lianbang/": ""}.items():
        script = script.replace(place, f"{machine}/{here}".rstrip("/") + ("/" if place.endswith("/") else ""))
    script = script.replace("https://id.example.gov.cn", issuer).replace("127.0.0.1:8000", f"127.0.0.1:{PORT}")
    environment = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(machine / "empty"), "LANG": "C.UTF-8"}
    run = ["bash", "-c", script]
    done = subprocess.run(run, cwd=machine / "empty", env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout.splitlines()[-1]


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _database(machine: Path, user: User | None) -> str:
    """Return what the unit of the database does, as its own user."""
    unit = (ROOT / "deploy" / "systemd" / "lianbang-database.service").read_text()
    said = {key: re.findall(rf"^{key}=(.*)$", unit, re.MULTILINE)[0] for key in ("ExecStartPre", "ExecStart", "ExecStartPost")}
    asuser = "" if user is None else f"setpriv --reuid {user.uid} --regid {user.gid} --clear-groups "
    return "\n".join(
        [
            f"install -m 444 /etc/lianbang/superuser-password {machine}/credentials/password",
            f"CREDENTIALS_DIRECTORY={machine}/credentials {asuser}{said['ExecStartPre']}",
            f"{asuser}{said['ExecStart']} >/dev/null 2>&1 &",
            said["ExecStartPost"],
        ]
    )


def _servers() -> str:
    """Return what the units of server and worker do."""
    return "lianbang serve > serve.log 2>&1 &\nlianbang worker > worker.log 2>&1 &"
