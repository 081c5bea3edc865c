"""What surrounds the code: our names in the environment, the lock files, the Makefile. Source: CONTRIBUTING.md."""

import re
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = ("requirements.lock", "requirements-develop.lock")
NAMES = ("api", "app", "auth", "db", "demonstration", "domain", "resolvers", "schema", "settings", "terminal", "worker")


@pytest.mark.parametrize("name", NAMES)
def test_our_top_level_names_are_ours_in_the_installed_environment(name: str) -> None:
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)
    assert set(packages_distributions().get(name, ())) <= {"lianbang"}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_every_package_with_hashes_and_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b", text, re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    assert [entry for entry in entries if not re.match(r"[\w.-]+==\S+", entry) or "--hash=sha256:" not in entry] == []


def test_what_runs_the_platform_and_what_develops_it_are_the_same_versions() -> None:
    runs, develops = (set(re.findall(r"^[\w.-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)
    assert runs <= develops


def test_every_target_of_the_makefile_is_listed_by_make_help() -> None:
    text = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^\.PHONY: (\S+)$", text, re.MULTILINE)
    assert targets
    assert targets == re.findall(r"^([a-z-]+):[^=\n]*## \S.*\.$", text, re.MULTILINE)
    assert [target for target in re.findall(r"^([a-z-]+):(?!=)", text, re.MULTILINE) if target not in targets] == []
