"""The units of systemd are such, and each may little. Source: docs/operations.md (units)."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parent.parent.parent / "deploy" / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_one_and_may_little(unit: Path, tmp_path: Path) -> None:
    said = unit.read_text()
    for least in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "CapabilityBoundingSet=\n",
        "LoadCredential=",
        "UMask=0077",
    ):
        assert least in said
    assert "KEYS=" not in said
    assert ("ExecReload=/bin/kill -USR1 $MAINPID\n" in said) == (unit.name == "lianbang-server.service")  # renews several processes
    if (verify := shutil.which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not there")
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"/opt/lianbang/(?:bin|programs)/\w+", "/bin/true", said))
    told = subprocess.run([verify, "verify", "--man=no", copy], capture_output=True, text=True, check=False, timeout=60)
    assert unit.name not in told.stderr.replace("Unit lianbang-database.service not found", "")
