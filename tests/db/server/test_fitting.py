"""PostgreSQL is set for the memory that it may use. Source: docs/settings.md (PostgreSQL's own settings)."""

from pathlib import Path

import psutil
import pytest

from db.server.fitting import LEAST, SHARE, fitting, memory, of_this_machine
from tests.story import ROOT

GIGABYTE = 2**30


@pytest.mark.parametrize("gigabytes", [2, 4, 8, 16, 32, 64])
def test_the_page_has_the_line_of_a_machine(gigabytes: int) -> None:
    line = f"| {gigabytes} GB | {' | '.join(fitting(gigabytes * GIGABYTE).values())} |"
    assert line in (ROOT / "docs/settings.md").read_text().splitlines()


def test_the_page_names_the_settings() -> None:
    assert f"| memory | {' | '.join(f'`{name}`' for name in fitting(GIGABYTE))} |" in (ROOT / "docs/settings.md").read_text()


def test_what_is_asked_for_fits_into_any_memory() -> None:
    for bytes_ in (0, LEAST, 3 * GIGABYTE, 2**44):
        of = {name: int(value.removesuffix("MB")) for name, value in fitting(bytes_).items() if value.endswith("MB")}
        assert of["shared_buffers"] + 16 * of["work_mem"] + of["maintenance_work_mem"] <= of["effective_cache_size"]


def test_a_container_has_no_more_than_it_is_given(tmp_path: Path) -> None:
    given, unlimited, missing = tmp_path / "memory.max", tmp_path / "unlimited", tmp_path / "missing"
    given.write_text(f"{GIGABYTE}\n")
    unlimited.write_text("max\n")
    assert memory((missing, unlimited, given)) == min(GIGABYTE, psutil.virtual_memory().total)
    assert memory((missing, unlimited)) == psutil.virtual_memory().total


def test_the_embedded_database_leaves_the_machine_to_others() -> None:
    assert of_this_machine() == fitting(memory() // SHARE)
